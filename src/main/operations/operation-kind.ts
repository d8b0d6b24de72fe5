import type { Stripe } from 'stripe'
import type { z } from 'zod'
import { CounterfoilError } from '../../shared/errors.ts'
import type { Operation } from '../../shared/features/operations/contract.ts'
import type { Money } from '../../shared/money.ts'

/** What Stripe made of an operation. */
export interface OperationResult {
  readonly id: string
  readonly status: string | null
}

export interface ObjectReference {
  readonly type: string
  readonly id: string
}

/** Parameters as they are journalled; `metadata` carries the operation's id, and is sent where Stripe takes it. */
export interface OperationParams {
  readonly metadata: Readonly<Record<string, string>>
}

export interface Described {
  /** What is acted on, or where money goes: operations on one target run one after the other. */
  readonly target: string
  readonly reason: string | null
  readonly connectedAccount: string | null
}

export interface Wanted {
  readonly amount: Money
  /** Seconds UTC, by Stripe's clock. */
  readonly now: number
}

/** What a fresh read of what is acted on came to. */
export interface Guarded {
  /**
   * That object's state in a few words: two operators who act on the same state get the same key, so that Stripe
   * refuses the second.
   */
  readonly state: string
  /** Who pays or is paid, for people to read. */
  readonly subject: string | null
  /** The id operators know it by, where that is not the target. */
  readonly shownAs?: string
  /** The same amount to the same place within a day, wherever it was ordered; for what has no parent to tell it by. */
  readonly similar: { readonly id: string; readonly at: number } | null
}

/**
 * One kind of money operation. A new kind is one file with one of these, and a line in `kinds.ts`.
 * `Params` are frozen in the journal before anything is sent, and every send repeats them exactly.
 */
export interface OperationKind<Params extends OperationParams> {
  readonly name: Operation['kind']
  readonly params: z.ZodType<Params>
  readonly describe: (params: Params) => Described
  /** Reads afresh what is acted on and throws where it may not be. */
  readonly guard: (stripe: Stripe, params: Params, wanted: Wanted) => Promise<Guarded>
  /** Sends the request once. */
  readonly send: (stripe: Stripe, params: Params, idempotencyKey: string) => Promise<unknown>
  /** The answer as a result, or null where it is not what was asked for. */
  readonly understand: (answer: unknown, params: Params) => OperationResult | null
  /**
   * Finds what this operation made, by the id in the metadata, or by the object's own state where no metadata can be
   * sent; null where there is nothing. `since`: nothing of it can be older, seconds UTC.
   */
  readonly lookUp: (stripe: Stripe, params: Params, since: number) => Promise<OperationResult | null>
  /** What changed in the mirror. */
  readonly touched: (params: Params, result: OperationResult | null) => readonly ObjectReference[]
}

/** A kind with its parameters filled in, so that the runner need not know them. */
export interface BoundOperation extends Described {
  readonly guard: (stripe: Stripe, wanted: Wanted) => Promise<Guarded>
  readonly send: (stripe: Stripe, idempotencyKey: string) => Promise<unknown>
  readonly understand: (answer: unknown) => OperationResult | null
  readonly lookUp: (stripe: Stripe, since: number) => Promise<OperationResult | null>
  readonly touched: (result: OperationResult | null) => readonly ObjectReference[]
}

export interface BindableKind {
  readonly name: Operation['kind']
  /** Throws `invalid_input` where these are no parameters of the kind. */
  readonly bind: (params: unknown) => BoundOperation
}

/** Hides the parameters' type behind `bind`, which parses them. */
export function bindable<Params extends OperationParams>(kind: OperationKind<Params>): BindableKind {
  return {
    name: kind.name,
    bind: (unparsed) => {
      const parsed = kind.params.safeParse(unparsed)
      if (!parsed.success) {
        const [issue] = parsed.error.issues
        throw new CounterfoilError('invalid_input', `Not the parameters of ${kind.name}: ${issue?.message}`, {
          field: issue?.path.join('.') ?? '',
        })
      }
      const params = parsed.data
      return {
        ...kind.describe(params),
        guard: (stripe, wanted) => kind.guard(stripe, params, wanted),
        send: (stripe, idempotencyKey) => kind.send(stripe, params, idempotencyKey),
        understand: (answer) => kind.understand(answer, params),
        lookUp: (stripe, since) => kind.lookUp(stripe, params, since),
        touched: (result) => kind.touched(params, result),
      }
    },
  }
}

/** The name in `metadata` under which an operation's id stands. */
export const OPERATION_METADATA = 'counterfoil_operation'
/** The name in `metadata` under which the id of the signed proposal stands that asked for it, if one did. */
export const PROPOSAL_METADATA = 'counterfoil_proposal'
/** The name in `metadata` under which the operator log's head at that time stands. */
export const LOG_METADATA = 'counterfoil_log'
