import type { Operation } from '../../shared/features/operations/contract.ts'
import type { Money } from '../../shared/money.ts'
import type { AccountContext } from './context.ts'

/** What every call that moves money brings; see `commandShape`. */
export interface Command {
  readonly attempt: string
  readonly amount: Money
  readonly typedAmount: Money | null
  readonly acceptSimilar: boolean
}

/** Orders one operation with its own parameters; the amount goes into them as it was confirmed. */
export async function order(
  context: AccountContext,
  kind: Operation['kind'],
  { attempt, amount, typedAmount, acceptSimilar }: Command,
  params: object,
): Promise<Operation> {
  const withAmount = { ...params, amount: amount.amount }
  return await context.money.submissions.submit({
    attempt,
    kind,
    amount,
    params: kind === 'refund' ? withAmount : { ...withAmount, currency: amount.currency },
    typedAmount,
    acceptSimilar,
  })
}

/** The parameter under Stripe's name, or nothing at all where it was not given. */
export function given<Name extends string, Value>(
  name: Name,
  value: Value | null | false,
): { [N in Name]?: Value } {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a computed name is widened to string
  return (value === null || value === false ? {} : { [name]: value }) as { [N in Name]?: Value }
}
