import type Stripe from 'stripe'
import type { Post } from '../webhooks/deliveries.ts'
import { AccountStore } from './account.ts'
import { Clock } from './clock.ts'
import { type Change, Journal } from './journal.ts'
import { type Due, Schedule } from './schedule.ts'
import type { Seeds } from './tables.ts'

/** Who asked for a change; events carry it. */
export interface Cause {
  readonly id: string | null
  readonly idempotency_key: string | null
}

/** Where a handler or an action works: one account at one instant. */
export interface Scope {
  readonly world: World
  readonly account: AccountStore
  readonly now: number
  readonly cause: Cause
}

export type Action = (scope: Scope, subject: string) => void

/** What may happen to an event on its way to the events list; see `faults.ts`. */
export interface EventFilter {
  readonly onEvent: (type: string) => { readonly copies: number; readonly delay: number }
}

/** A change of what is remembered beside the world. */
export type OutsideChange = Extract<Change, { kind: 'answer' | 'rule' | 'fault' }>

const NOBODY: Cause = { id: null, idempotency_key: null }
export const LATEST_VERSION = '2026-10-28.endive'
/**
 * The version the account was created with: of requests that name none, and of every event. As at Stripe it is older
 * than the newest one, and a client that pins its own version sees events in another shape than objects.
 */
export const ACCOUNT_VERSION = '2026-08-26.dahlia'

export interface WorldOptions {
  readonly stateFile?: string | undefined
  readonly realTime?: (() => number) | undefined
}

/** Everything the simulator knows: accounts, time, what is due. Synchronous throughout, so that a request is one commit. */
export class World {
  readonly clock: Clock
  readonly accounts = new Map<string, AccountStore>()
  readonly journal: Journal
  readonly actions = new Map<string, Action>()
  events: EventFilter = { onEvent: () => ({ copies: 1, delay: 0 }) }
  /** An object as a version shows it, by default the account's own: for events. */
  snapshot: (object: object, account: AccountStore, version?: string) => object = (object) => object
  /** Where clients reach the simulator; files' addresses begin with it. */
  baseUrl = 'http://127.0.0.1'
  /** Sends an event to a webhook endpoint; without a network nothing is sent. */
  post: (owner: AccountStore, post: Post) => void = () => undefined
  /** Asks for a tick as soon as the commit under way is over. */
  wake: () => void = () => undefined
  /** Seconds until a new object is found by search. */
  searchDelay = 0
  /** Told of every event once it is stored; webhooks register here. */
  readonly onEvent: ((account: AccountStore, event: Stripe.EventBase) => void)[] = []
  /** Events that are held back by a fault, by id: visible from that instant. */
  readonly withheld = new Map<string, number>()
  platformId = ''
  private readonly schedule = new Schedule()
  private sequence = 0
  private quiet = false

  constructor(options: WorldOptions = {}) {
    this.clock = new Clock(options.realTime)
    this.journal = new Journal(options.stateFile)
  }

  get platform(): AccountStore {
    const found = this.accounts.get(this.platformId)
    if (!found) throw new Error('the world has no account yet')
    return found
  }

  addAccount(id: string, seeds?: Seeds): AccountStore {
    const account = new AccountStore(
      id,
      {
        now: () => this.clock.now(),
        record: (change) => this.record(change),
        schedule: (owner, at, action, subject) => this.at(owner, at, action, subject),
      },
      seeds,
    )
    this.accounts.set(id, account)
    return account
  }

  scope(account: AccountStore, cause: Cause = NOBODY): Scope {
    return { world: this, account, now: this.clock.now(), cause }
  }

  record(change: Change): void {
    if (!this.quiet) this.journal.record(change)
  }

  /** Holds an event back from lists and webhooks until an instant, seconds UTC. */
  withhold(event: string, until: number): void {
    this.withheld.set(event, until)
    this.record({ kind: 'withheld', event, until })
  }

  /** Schedules an action by name; `at` in seconds UTC. */
  at(owner: string, at: number, action: string, subject: string): void {
    const due: Due = {
      at: Math.max(at, this.clock.now()),
      sequence: ++this.sequence,
      account: owner,
      action,
      subject,
    }
    this.schedule.add(due)
    this.record({ kind: 'due', at: due.at, sequence: due.sequence, owner, action, subject })
  }

  /** Runs everything that has fallen due, each at its own instant, in order. */
  tick(): void {
    const now = this.clock.now()
    for (let due = this.schedule.take(now); due; due = this.schedule.take(now)) {
      const { account: owner, action, subject, at, sequence } = due
      const account = this.accounts.get(owner)
      const run = this.actions.get(action)
      if (!account || !run) throw new Error(`nobody runs the scheduled action ${action} for ${owner}`)
      this.record({ kind: 'ran', sequence })
      this.clock.at(at, () => run(this.scope(account), subject))
      this.journal.commit()
    }
  }

  /** Seconds until something is due, for a timer; undefined if nothing is. */
  nextDue(): number | undefined {
    return this.schedule.peek()?.at
  }

  advance(seconds: number): void {
    this.clock.advance(seconds)
    this.record({ kind: 'clock', offset: this.clock.shift })
    this.tick()
    this.journal.commit()
  }

  /** On what an action is still to be run. */
  dueFor(action: string): ReadonlySet<string> {
    return new Set(this.schedule.all().flatMap((due) => (due.action === action ? due.subject : [])))
  }

  /** All that is still to happen, in order; nothing of it will. */
  drain(): readonly Due[] {
    const out: Due[] = []
    for (let due = this.schedule.take(Infinity); due; due = this.schedule.take(Infinity)) out.push(due)
    return out
  }

  /** Sets up the seeded layer: the same at every start, so nothing of it is recorded. */
  seed(run: () => void): void {
    this.quiet = true
    run()
    this.quiet = false
  }

  /** Repeats the state file on top of the seeded layer. `others` takes what it holds of things outside the world. */
  restore(commits: readonly (readonly Change[])[], others: (change: OutsideChange) => void): void {
    this.quiet = true
    const due = new Map<number, Due>()
    for (const one of this.drain()) due.set(one.sequence, one)
    for (const change of commits.flat()) {
      if (change.kind === 'clock') this.clock.advance(change.offset - this.clock.shift)
      else if (change.kind === 'due') {
        due.set(change.sequence, { ...change, account: change.owner })
        this.sequence = Math.max(this.sequence, change.sequence)
      } else if (change.kind === 'ran') this.rerun(change.sequence, due)
      else if (change.kind === 'search_delay') this.searchDelay = change.seconds
      else if (change.kind === 'withheld') this.withheld.set(change.event, change.until)
      else if (change.kind === 'answer' || change.kind === 'rule' || change.kind === 'fault') others(change)
      else if (change.kind !== 'seed')
        (this.accounts.get(change.account) ?? this.addAccount(change.account)).replay(change)
    }
    for (const one of due.values()) this.schedule.add(one)
    this.quiet = false
  }

  // Of what an action did, its objects are recorded; only the ledger's move from pending to available is not.
  private rerun(sequence: number, due: Map<number, Due>): void {
    const one = due.get(sequence)
    due.delete(sequence)
    if (one?.action === 'balance.settle') this.accounts.get(one.account)?.ledger.settle(Number(one.subject))
  }
}
