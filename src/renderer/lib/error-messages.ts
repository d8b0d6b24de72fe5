import type { ErrorCode } from '../../shared/errors.ts'
import type { Translation } from '../translation.ts'

/** What each failure means and what to do about it, in one or two sentences. */
export const en = {
  invalid_input: 'Something typed here cannot be used. Check the marked fields.',
  forbidden_sender: 'This request did not come from a window of Counterfoil, so it was refused.',
  unknown_method: 'This window and the running program are of different versions. Restart Counterfoil.',
  internal: 'Counterfoil made a mistake here. Nothing was sent twice. Try again; if it comes back, restart.',
  account_not_found: 'This account is no longer in Counterfoil. Choose another one at the top left.',
  object_not_found: 'Stripe has no such object, or this account cannot see it. Check the id.',
  key_missing: 'There is no key for this account. Everything mirrored stays readable; connect a key to act.',
  key_malformed:
    'This does not look like a Stripe key. Keys begin with rk_live_, rk_test_, sk_live_ or sk_test_.',
  key_invalid:
    'Stripe does not accept this key. It is mistyped or was revoked. Check it in the Stripe Dashboard.',
  key_expired: 'This key has expired. Make a new one in the Stripe Dashboard and connect it.',
  key_wrong_account:
    'This key belongs to another Stripe account or mode than the one that is open. Connect one that belongs to it.',
  permission_missing:
    'The key lacks a permission this needs. Add it to the restricted key in the Stripe Dashboard.',
  offline:
    'Stripe cannot be reached. Everything mirrored stays readable; try again once the connection is back.',
  rate_limited: 'Stripe asks to slow down. Wait a few seconds and try again.',
  stripe_unavailable: 'Stripe answered with an error of its own. Wait a little and try again.',
  stripe_error: 'Stripe refused this. Its own words are below.',
  amount_invalid: 'This is not an amount. Write digits and at most one decimal point.',
  money_unknown:
    'Stripe tells no amount or no currency of this, so no money can be moved with it here. Use the Stripe Dashboard.',
  amount_too_small: 'The amount is too small. Enter more than zero.',
  refund_exceeds_remaining:
    'That is more than what is left to refund on this payment. Enter a smaller amount.',
  already_refunded: 'This payment has been refunded in full. Nothing is left to give back.',
  payment_disputed:
    'The customer disputed this payment and the bank already took the money back. Answer the dispute instead.',
  payment_not_refundable: 'No money was taken by this payment, so there is nothing to refund.',
  balance_insufficient:
    'The available balance does not cover this. Wait for pending money or top up the balance.',
  destination_not_capable:
    'This connected account cannot receive money this way now. Look at what Stripe still requires of it.',
  destination_not_found:
    'Stripe finds no such destination for this currency. Check the connected account or bank account.',
  payment_not_capturable: 'Nothing is authorized on this payment now, so nothing can be captured.',
  payment_not_cancelable: 'This payment is finished or under way and can no longer be canceled.',
  payout_not_cancelable:
    'This payout is automatic or already on its way to the bank, and cannot be canceled.',
  payout_not_reversible: 'Stripe cannot pull this payout back from the bank.',
  dispute_closed:
    'This dispute is closed or its deadline has passed. Nothing can be sent to the bank any more.',
  source_exceeded: 'That is more than what is left of what it is to come from. Enter a smaller amount.',
  similar_operation:
    'An operation like this one was made a short while ago. Look at it before making another.',
  hold_overdue:
    'Its time came while the console could not send it, more than a day ago, so nothing was sent. Prepare it again if it is still wanted.',
  came_back:
    'Stripe had taken this on, and it has come back since. Look at what it made before doing it again.',
  object_changed: 'This payment changed since it was shown. Look at it again before going on.',
  confirmation_declined: 'Not confirmed, so nothing was sent.',
  operation_in_progress: 'The same operation is already under way. Wait for its result.',
  operation_not_resolvable:
    'What happened could not be settled by looking it up. A person must compare with Stripe.',
  limit_exceeded:
    'This is above a limit set for this account, so nothing was sent. Wait until enough is free, or change the limit.',
  typed_amount_needed: 'An amount this large must be typed once more before it is sent.',
  approval_needed: 'An amount this large needs the approval of a second operator.',
  operation_held: 'This waits in the queue of held operations. It can be taken back until its time comes.',
  self_approval: 'Whoever prepared this cannot approve it. Ask another operator.',
  operator_name_taken: 'There is an operator of this name. Choose one that cannot be mistaken for it.',
  operator_too_new: 'This operator was added only a short while ago and may not approve yet.',
  machine_too_new:
    'This operator trusted the machine less than a day ago. Another operator may approve, or this one tomorrow.',
  operator_needed:
    'Sign in with your PIN first: this needs a second operator, and it must be clear who prepared it.',
  pin_wrong: 'The PIN is wrong.',
  pin_throttled: 'Too many wrong PINs. Wait a few seconds and try again.',
  proposal_invalid: 'This file is not a proposal, or it was changed after it was signed. Ask for a new one.',
  proposal_untrusted:
    'The machine that signed this proposal is not trusted here. Compare its fingerprint and add it first.',
  proposal_expired: 'This proposal has expired, or the clocks of the two machines differ. Ask for a new one.',
  proposal_used: 'This proposal was brought in before. Each can be used once.',
  proposal_wrong_account:
    'This proposal is for another Stripe account or mode. Open that account and try again.',
  bulk_rows_refused: 'Some rows have problems, so nothing was started. Mend them, or leave those rows out.',
  saved_queries_full: 'There are 200 saved queries, and no more can be kept. Forget one first.',
  disk_full: 'The disk is full, so nothing was sent. Free some space and try again.',
  disk_read_only: 'The data folder cannot be written, so nothing was sent. Check its permissions.',
  store_damaged:
    'A file of this account is damaged, so nothing in it is shown as numbers. A mirror is read from Stripe again by itself; a ledger or an archive is left as it is, for you to put back a copy of it.',
  store_newer: 'The local data was written by a newer Counterfoil. Update this one to open it.',
  folder_in_use:
    'Another program writes in the folder of this account now, and a folder takes one at a time. Everything mirrored stays readable; this goes on by itself once that program has ended.',
  simulator_unavailable: 'The simulator did not start, so the demo cannot be opened. Restart Counterfoil.',
} as const satisfies Record<ErrorCode, string>

export const zhCN: Translation<typeof en> = {
  invalid_input: '有内容无法使用。请检查标出的字段。',
  forbidden_sender: '该请求并非来自 Counterfoil 的窗口，已被拒绝。',
  unknown_method: '窗口与正在运行的程序版本不一致。请重新启动 Counterfoil。',
  internal: 'Counterfoil 在此处出错。没有任何内容被重复发送。请重试；如再次出现，请重新启动。',
  account_not_found: '该账户已不在 Counterfoil 中。请在左上角选择其他账户。',
  object_not_found: 'Stripe 中没有该对象，或此账户无权查看。请检查 ID。',
  key_missing: '此账户没有密钥。已同步的内容仍可查看；连接密钥后才能操作。',
  key_malformed: '这不像是 Stripe 密钥。密钥以 rk_live_、rk_test_、sk_live_ 或 sk_test_ 开头。',
  key_invalid: 'Stripe 不接受此密钥，可能输入有误或已被撤销。请在 Stripe Dashboard 中核对。',
  key_expired: '此密钥已过期。请在 Stripe Dashboard 中新建密钥并重新连接。',
  key_wrong_account: '此密钥属于另一个 Stripe 账户或模式，而不是当前打开的账户。请连接属于它的密钥。',
  permission_missing: '密钥缺少所需权限。请在 Stripe Dashboard 中为该受限密钥添加权限。',
  offline: '无法连接 Stripe。已同步的内容仍可查看；连接恢复后请重试。',
  rate_limited: 'Stripe 要求放慢请求。请等待几秒后重试。',
  stripe_unavailable: 'Stripe 自身返回了错误。请稍候重试。',
  stripe_error: 'Stripe 拒绝了此请求。原文见下。',
  amount_invalid: '这不是有效金额。请输入数字，最多一个小数点。',
  money_unknown: 'Stripe 未给出金额或货币，因此无法在此动用这笔款项。请使用 Stripe Dashboard。',
  amount_too_small: '金额太小。请输入大于零的金额。',
  refund_exceeds_remaining: '超过了该支付剩余可退金额。请输入较小的金额。',
  already_refunded: '该支付已全额退款，没有可退余额。',
  payment_disputed: '客户已对该支付提出争议，银行已将款项收回。请改为回应争议。',
  payment_not_refundable: '该支付没有收到款项，因此无款可退。',
  balance_insufficient: '可用余额不足以支付。请等待待结算款项到账，或为余额充值。',
  destination_not_capable: '该关联账户目前无法以此方式收款。请查看 Stripe 对其仍有哪些要求。',
  destination_not_found: 'Stripe 找不到支持该货币的目的地。请检查关联账户或收款账户。',
  payment_not_capturable: '该支付目前没有已授权的金额，因此无法捕获。',
  payment_not_cancelable: '该支付已结束或正在处理，无法再取消。',
  payout_not_cancelable: '该提现为自动提现或已在送往银行途中，无法取消。',
  payout_not_reversible: 'Stripe 无法从银行撤回该提现。',
  dispute_closed: '该争议已关闭或已过期限，无法再向银行提交任何内容。',
  source_exceeded: '超过了来源款项的剩余金额。请输入较小的金额。',
  similar_operation: '不久前已有一笔类似的操作。请先查看再决定是否另行操作。',
  hold_overdue: '预定时间已过去一天以上，其间控制台无法发送，因此没有发送任何内容。如仍需要，请重新准备。',
  came_back: 'Stripe 曾受理此操作，但之后已退回。再次操作前请先查看其结果。',
  object_changed: '该支付在显示之后发生了变化。请重新查看后再继续。',
  confirmation_declined: '未确认，因此没有发送任何内容。',
  operation_in_progress: '同一操作正在进行。请等待结果。',
  operation_not_resolvable: '查询后仍无法确定结果。需要人工与 Stripe 核对。',
  limit_exceeded: '超过了此账户设定的限额，因此没有发送。请等待额度释放，或更改限额。',
  typed_amount_needed: '金额较大，发送前必须再次输入。',
  approval_needed: '金额较大，需要另一位操作员批准。',
  operation_held: '该操作正在等待队列中。到时间之前可以撤回。',
  self_approval: '准备者不能批准自己的操作。请让另一位操作员批准。',
  operator_name_taken: '已有同名操作员。请选择不会混淆的名称。',
  operator_too_new: '该操作员刚刚添加，暂时不能批准。',
  machine_too_new: '该操作员在一天之内才信任此机器。请由另一位操作员批准，或明天再批准。',
  operator_needed: '请先用 PIN 登录：此操作需要第二位操作员，必须明确由谁准备。',
  pin_wrong: 'PIN 不正确。',
  pin_throttled: 'PIN 错误次数过多。请等待几秒后重试。',
  proposal_invalid: '该文件不是提案，或在签名后被改动。请索取新的提案。',
  proposal_untrusted: '签署该提案的机器在此处不受信任。请先核对其指纹并添加。',
  proposal_expired: '该提案已过期，或两台机器的时钟不一致。请索取新的提案。',
  proposal_used: '该提案已导入过。每份提案只能使用一次。',
  proposal_wrong_account: '该提案属于另一个 Stripe 账户或模式。请打开相应账户后重试。',
  bulk_rows_refused: '部分行有问题，因此没有开始。请修正，或排除这些行。',
  saved_queries_full: '已保存 200 个查询，无法再保存。请先删除一个。',
  disk_full: '磁盘已满，因此没有发送任何内容。请腾出空间后重试。',
  disk_read_only: '数据文件夹不可写，因此没有发送任何内容。请检查其权限。',
  store_damaged:
    '此账户的一个文件已损坏，其内容不会以数字形式显示。镜像会自动从 Stripe 重新读取；账本或归档会保持原样，请用备份恢复。',
  store_newer: '本地数据由较新版本的 Counterfoil 写入。请更新后再打开。',
  folder_in_use:
    '另一个程序正在写入此账户的文件夹，而同一文件夹一次只能由一个程序写入。已同步的内容仍可查看；该程序结束后会自动继续。',
  simulator_unavailable: '模拟器未能启动，无法打开演示。请重新启动 Counterfoil。',
}
