import type { Translation } from '../../translation.ts'

export const en = {
  refund: 'Refund application fee',
  title: 'Refund an application fee',
  consequence: '{{amount}} of the fee goes from your balance to connected account {{who}}.',
  howMuch: 'How much to give back?',
  submit: 'Give back {{amount}} to {{who}}',
  full: 'All that is left',
  partial: 'A part',
  fee: 'Application fee',
  refunded: 'Given back already',
  left: 'Fee kept',
  available: 'Available in your balance',
  after: 'Available afterwards',
  short: 'More than what is available in your balance.',
  customer: 'The customer gets nothing of this: it is between you and the connected account.',
}

export const zhCN: Translation<typeof en> = {
  refund: '退还平台费',
  title: '退还平台费',
  consequence: '平台费中的 {{amount}} 将从您的余额转到关联账户 {{who}}。',
  howMuch: '退还多少？',
  submit: '向 {{who}} 退还 {{amount}}',
  full: '全部剩余',
  partial: '部分金额',
  fee: '平台费',
  refunded: '已退还',
  left: '保留的平台费',
  available: '您的可用余额',
  after: '退还后的可用余额',
  short: '超过了您的可用余额。',
  customer: '客户不会因此收到任何款项：这是您与关联账户之间的款项。',
}
