import type { Stripe } from 'stripe'
import { CounterfoilError } from '../../shared/errors.ts'
import type { Operation, OperationState } from '../../shared/features/operations/contract.ts'
import type { AccountId } from '../../shared/ids.ts'
import type { Change, Journal, NewAnswer } from './journal.ts'
import { UNRESOLVED } from './journal.ts'
import { type JournalEntry, publicOperation } from './journal-entry.ts'
import type { BindableKind, BoundOperation, ObjectReference } from './operation-kind.ts'
import { mayResend } from './resend-window.ts'
import type { ServerClock } from './server-clock.ts'

export interface RunnerOptions {
  readonly account: AccountId
  readonly stripeAccount: string
  readonly livemode: boolean
  readonly journal: Journal
  readonly kinds: Readonly<Record<Operation['kind'], BindableKind>>
  /** Throws `key_missing`. */
  readonly stripe: () => Stripe
  readonly clock: ServerClock
  /** First pause before an unresolved operation is looked at again, milliseconds; doubles up to ten minutes. */
  readonly retryAfter: number
  readonly onChange: (operation: Operation) => void
  /** Objects that Stripe has changed; the mirror reads them again. */
  readonly onTouched: (objects: readonly ObjectReference[]) => void
  readonly onError: (line: string, error: unknown) => void
  /**
   * Told at the points where a crash would be worst, in every kind: `intent` (durable, nothing sent), `sending`
   * (counted, about to leave), `answered` (answer not journalled yet), `settled` (journalled). Tests end the process
   * there.
   */
  readonly checkpoint?: (label: Checkpoint) => void
  readonly sleep?: (milliseconds: number) => Promise<void>
}

export type Checkpoint = 'intent' | 'sending' | 'answered' | 'settled'

/** The operations of the journal as the runner's parts see and change them. */
export class OperationRecord {
  readonly options: RunnerOptions
  /** Intents that the operator was told are not sent. */
  readonly givenUp = new Set<string>()

  constructor(options: RunnerOptions) {
    this.options = options
  }

  entry(id: string): JournalEntry {
    const entry = this.options.journal.get(id)
    if (entry === null) throw new CounterfoilError('object_not_found', `No operation ${id} in the journal`)
    return entry
  }

  bound(entry: JournalEntry): BoundOperation {
    return this.options.kinds[entry.kind].bind(JSON.parse(entry.params))
  }

  /** Seconds UTC, by Stripe's clock. */
  now(): number {
    return this.options.clock.now()
  }

  /** Whether the same request may leave again; not before Stripe has told its time. */
  mayResend(entry: JournalEntry): boolean {
    return this.options.clock.known && mayResend(entry, this.now())
  }

  answered(id: string, answer: Omit<NewAnswer, 'at'>, change: Change | null): void {
    this.options.journal.answered(id, { ...answer, at: this.now() }, change)
    this.tell(id)
    if (change !== null) this.options.checkpoint?.('settled')
  }

  /** Moves an operation on for a reason that lies in what is journalled already. */
  settle(id: string, state: OperationState): void {
    const isFinal = !UNRESOLVED.some((open) => open === state)
    this.answered(
      id,
      { outcome: `concluded_${state}`, send: 0, status: null, requestId: null, error: null },
      { state, ...(isFinal ? { settledAt: this.now() } : {}) },
    )
  }

  /** Takes back an intent that never left; where even that cannot be written now, once it can. */
  giveUp(id: string): void {
    this.givenUp.add(id)
    try {
      this.settle(id, 'abandoned')
    } catch (error) {
      this.options.onError(`intent ${id} could not be taken back yet`, error)
    }
  }

  tell(id: string): void {
    this.options.onChange(publicOperation(this.entry(id)))
  }
}

export function isOpen(entry: Operation): boolean {
  return UNRESOLVED.some((state) => state === entry.state)
}
