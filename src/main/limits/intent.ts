import type { Operation } from '../../shared/features/operations/contract.ts'
import type { Money } from '../../shared/money.ts'
import { canonicalJson, digest } from '../operations/canonical.ts'

/** A money operation that somebody wants, before anything of it is sent. */
export interface MoneyIntent {
  /** One for each time an operator decides; repeated calls carry the same. */
  readonly attempt: string
  readonly kind: Operation['kind']
  readonly amount: Money
  readonly params: object
}

/** Stands for everything an intent would do: a hold or an approval of one is worth nothing for another. */
export function intentHash({ kind, amount, params }: MoneyIntent): string {
  return digest(canonicalJson([kind, amount, params]))
}
