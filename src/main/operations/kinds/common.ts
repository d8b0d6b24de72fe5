import type { Stripe } from 'stripe'
import { z } from 'zod'
import { CounterfoilError } from '../../../shared/errors.ts'
import { stripeIdSchema } from '../../../shared/ids.ts'
import {
  currencyCode,
  knownCurrencySchema,
  knownMoney,
  type Money,
  money,
  smallestStep,
  toldMoney,
} from '../../../shared/money.ts'
import { mapStripeError } from '../../stripe/errors.ts'
import {
  type Guarded,
  OPERATION_METADATA,
  type OperationParams,
  PROPOSAL_METADATA,
  type Wanted,
} from '../operation-kind.ts'

/** Fields that the parameters of several kinds have. */
export const amountParam = z.int().positive()
export const currencyParam = knownCurrencySchema
export const metadataParam = z.record(z.string(), z.string())
export const idParam = stripeIdSchema

export const metadataAnswer = z.record(z.string(), z.string()).nullish()

export const DAY = 86_400

type Reference = string | { readonly id: string } | null | undefined

export function idOf(reference: Reference): string | null {
  if (reference === null || reference === undefined) return null
  return typeof reference === 'string' ? reference : reference.id
}

/**
 * Whether an object at Stripe was made by the operation with these parameters; where they name no operation, by any
 * operation of their proposal.
 */
export function madeBy(
  object: { readonly metadata?: Readonly<Record<string, string>> | null | undefined },
  params: OperationParams,
): boolean {
  const name = OPERATION_METADATA in params.metadata ? OPERATION_METADATA : PROPOSAL_METADATA
  const id = params.metadata[name]
  return id !== undefined && object.metadata?.[name] === id
}

/** Request options that act on a connected account, where one is meant. */
export function actingOn(connectedAccount: string | null | undefined): { stripeAccount?: string } {
  return connectedAccount === null || connectedAccount === undefined
    ? {}
    : { stripeAccount: connectedAccount }
}

/** The money of an object at Stripe. Throws `money_unknown` where Stripe tells no amount or no currency of it. */
export function moneyAtStripe(amount: unknown, currency: unknown): Money {
  const told = toldMoney(typeof amount === 'number' ? amount : null, currencyCode(currency))
  const known = knownMoney(told)
  if (known !== null) return known
  throw new CounterfoilError('money_unknown', `Stripe tells ${told.amount} of ${told.currency}`)
}

/** Throws `amount_invalid` where this is no amount of that currency, or not in its steps. */
export function checkAmount(amount: Money, currency: string, step = smallestStep(currency)): void {
  const fits = amount.currency === currency && amount.amount > 0 && amount.amount % step === 0
  if (fits) return
  throw new CounterfoilError('amount_invalid', `Not an amount of ${currency} in steps of ${step}`, {
    field: 'amount',
    params: { currency, step },
  })
}

/** Throws `object_changed` where the object's amount is not the one the operator saw. */
export function checkUnchanged(amount: Money, now: Money): void {
  if (amount.amount === now.amount && amount.currency === now.currency) return
  throw new CounterfoilError('object_changed', `Its amount is ${now.amount} ${now.currency} by now`, {
    params: { amount: now.amount, currency: now.currency },
  })
}

/** The newest of the same amount that was made of the same object within a day, by whomever. */
export function similarOf(
  made: readonly { readonly id: string; readonly amount: number; readonly created: number }[],
  { amount, now }: Wanted,
): Guarded['similar'] {
  const like = made.find((each) => each.amount === amount.amount && each.created > now - DAY)
  return like === undefined ? null : { id: like.id, at: like.created }
}

/** Throws where an amount is more than what is left. */
export function checkRemaining(
  amount: Money,
  left: number,
  code: 'refund_exceeds_remaining' | 'source_exceeded',
): void {
  if (amount.amount <= left) return
  throw new CounterfoilError(code, `Only ${left} ${amount.currency} are left`, {
    field: 'amount',
    params: { remaining: left, currency: amount.currency },
  })
}

/** What can be paid out or transferred, of one source type or of all, in minor units. */
export function availableOf(balance: Stripe.Balance, currency: string, sourceType?: string): Money {
  const entry = balance.available.find((each) => each.currency === currency)
  const types: Readonly<Record<string, number>> = { ...entry?.source_types }
  const all = entry?.amount ?? 0
  // The whole balance is the limit even where one source type alone holds more.
  const amount = sourceType === undefined ? all : Math.min(all, types[sourceType] ?? 0)
  return money(amount, currency)
}

/** Throws `balance_insufficient` where the amount is more than what is available. */
export function checkAvailable(amount: Money, available: Money): void {
  if (amount.amount <= available.amount) return
  throw new CounterfoilError('balance_insufficient', `Only ${available.amount} are available`, {
    field: 'amount',
    params: { available: available.amount, currency: available.currency },
  })
}

/** Reads what helps but is not needed: null where the key may not, or where it is not there. */
export async function readIfAllowed<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    const mapped = mapStripeError(error)
    const { code } = mapped.failure
    if (code === 'permission_missing' || code === 'object_not_found') return null
    throw mapped
  }
}
