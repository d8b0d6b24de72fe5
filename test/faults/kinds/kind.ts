import type { Stripe } from 'stripe'
import type { Operation } from '../../../src/shared/features/operations/contract.ts'
import type { Ask } from '../messages.ts'
import type { Random } from '../random.ts'

/** What an operator may want: an amount (minor units) that nobody else wants, of something others want parts of too. */
export interface Desire {
  readonly currency: string
  readonly params: Ask['params']
}

/** Money that moved, as Stripe lists it. */
export interface Effect {
  readonly id: string
  readonly amount: number
  /** The operation in its metadata. */
  readonly operation: string | null
}

/** One kind in one world. */
export interface Scene {
  readonly want: (amount: number, random: Random) => Promise<Desire>
  /** Everything of the kind that happened. */
  readonly effects: () => Promise<readonly Effect[]>
}

/** A kind of money operation under faults: a new one is one file with one of these, and a line in `all.ts`. */
export interface FaultedKind {
  readonly name: Operation['kind']
  /** Path of the request that moves money, with `*` for ids. */
  readonly path: string
  /** Paths that its guard and its look-up read. */
  readonly reads: readonly string[]
  /** Sets the scene with a client that no fault hits. */
  readonly open: (stripe: Stripe) => Promise<Scene>
}

export function operationOf(metadata: Stripe.Metadata | null): string | null {
  return metadata?.['counterfoil_operation'] ?? null
}

/** A payment whose money is available at once. Minor units of US dollars. */
export async function pay(stripe: Stripe, amount: number): Promise<Stripe.Charge> {
  const intent = await stripe.paymentIntents.create({
    amount,
    currency: 'usd',
    payment_method: 'pm_card_bypassPending',
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    expand: ['latest_charge'],
  })
  const charge = intent.latest_charge
  if (charge === null || typeof charge === 'string') throw new Error('The payment made no charge')
  return charge
}
