import type { AccountProfile } from '../shared/features/accounts/contract.ts'
import type { BulkPlan } from '../shared/features/bulk-refunds/contract.ts'
import type { Language } from '../shared/features/settings/contract.ts'
import { formatMoney } from '../shared/money-text.ts'
import type { Question } from './electron/dialogs.ts'
import { say } from './electron/messages.ts'
import { visibleText } from './electron/visible-text.ts'
import type { MoneyQuestion } from './operations/submission.ts'

function accountName({ name, stripeAccount }: AccountProfile): string {
  return `${visibleText(name)} (${stripeAccount})`
}

/** The question before real money moves. Names come from outside, so nothing in them acts on the text around. */
export function moneyQuestion(
  language: Language,
  profile: AccountProfile,
  { kind, amount, subject, target, connectedAccount }: MoneyQuestion,
): Question {
  const isRefund = kind === 'refund'
  const connected =
    connectedAccount === null
      ? ''
      : say(language, 'moneyConnected', { connectedAccount: visibleText(connectedAccount) })
  const who = subject === null ? say(language, 'unknownCustomer') : visibleText(subject)
  return {
    title: isRefund ? 'refundTitle' : 'moneyTitle',
    message: isRefund ? 'refundMessage' : `ask_${kind}`,
    detail: isRefund ? 'refundDetail' : 'moneyDetail',
    confirm: isRefund ? 'refundConfirm' : 'moneyConfirm',
    params: {
      amount: formatMoney(amount, language),
      currency: amount.currency.toUpperCase(),
      subject: who,
      customer: who,
      account: accountName(profile),
      target,
      payment: target,
      connected,
    },
  }
}

/** The question before a bulk refund of real money. */
export function bulkQuestion(language: Language, profile: AccountProfile, plan: BulkPlan): Question {
  return {
    title: 'bulkTitle',
    message: 'bulkMessage',
    detail: 'bulkDetail',
    confirm: 'bulkConfirm',
    params: {
      count: String(plan.rows.length),
      totals: plan.totals
        .map(({ total }) => `${formatMoney(total, language)} (${total.currency.toUpperCase()})`)
        .join(', '),
      account: accountName(profile),
      problems: String(plan.read - plan.rows.length),
    },
  }
}

/** The question before an account leaves the console. */
export function removeQuestion(name: string): Question {
  return {
    title: 'removeTitle',
    message: 'removeMessage',
    detail: 'removeDetail',
    confirm: 'removeConfirm',
    params: { account: visibleText(name) },
  }
}
