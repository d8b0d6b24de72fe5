import type { AccountProfile } from '../../../shared/features/accounts/contract.ts'
import type { PaymentRow } from '../../../shared/features/payments/contract.ts'

export interface AccountPayment {
  readonly account: AccountProfile
  readonly payment: PaymentRow
}

/** The newest `count` payments of several accounts; each list must hold its account's own newest `count`. */
export function newestOf(
  lists: readonly { readonly account: AccountProfile; readonly rows: readonly PaymentRow[] }[],
  count: number,
): readonly AccountPayment[] {
  return lists
    .flatMap(({ account, rows }) => rows.map((payment) => ({ account, payment })))
    .toSorted((a, b) => b.payment.created - a.payment.created || (a.payment.id < b.payment.id ? 1 : -1))
    .slice(0, count)
}
