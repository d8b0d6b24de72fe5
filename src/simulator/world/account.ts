import type Stripe from 'stripe'
import type { Collection, Stored } from './collection.ts'
import { newId } from './ids.ts'
import type { Change } from './journal.ts'
import { balanceTransaction, Ledger, type Movement, type SourceType } from './ledger.ts'
import { type Seeds, type TableName, type Tables, TableSet } from './tables.ts'

/** What an account needs of the world it lives in. */
export interface Surroundings {
  readonly now: () => number
  readonly record: (change: Change) => void
  readonly schedule: (account: string, at: number, action: string, subject: string) => void
}

/** One Stripe account: its tables, its ledger, its events. Every change goes through `put`, `hide` and `post`. */
export class AccountStore {
  readonly id: string
  readonly ledger = new Ledger()
  private readonly tables: TableSet
  private readonly around: Surroundings

  constructor(id: string, around: Surroundings, seeds?: Seeds) {
    this.id = id
    this.around = around
    this.tables = new TableSet(seeds)
  }

  /** `at` is when the payment was made that the new object belongs to; by default now. */
  newId(prefix: string, at = this.around.now()): string {
    return newId(prefix, this.id, at)
  }

  table<N extends TableName>(name: N): Collection<Tables[N]> {
    return this.tables.table(name)
  }

  get<N extends TableName>(name: N, id: string): Tables[N] | undefined {
    return this.table(name).get(id)
  }

  /** Like `get`, but what was taken out of lists is gone: for types that cannot be retrieved once deleted. */
  getListed<N extends TableName>(name: N, id: string): Tables[N] | undefined {
    return this.table(name).isListed(id) ? this.get(name, id) : undefined
  }

  /** The names of the tables that were used. */
  tableNames(): readonly TableName[] {
    return this.tables.names()
  }

  /** Creates or replaces; returns what was put. */
  put<N extends TableName>(name: N, object: Tables[N]): Tables[N] {
    const now = this.around.now()
    this.table(name).put(object, now)
    this.around.record({ kind: 'put', account: this.id, table: name, object, at: now })
    return object
  }

  /** Takes an object out of lists; it stays retrievable by its id. */
  hide(name: TableName, id: string): void {
    this.table(name).hide(id)
    this.around.record({ kind: 'hide', account: this.id, table: name, id })
  }

  /** Takes an object away for good: a look-up by its id finds nothing. */
  remove(name: TableName, id: string): void {
    this.table(name).remove(id)
    this.around.record({ kind: 'remove', account: this.id, table: name, id })
  }

  /** Moves money: writes the balance transaction and the running totals together. */
  post(movement: Movement): Stripe.BalanceTransaction {
    const now = this.around.now()
    const transaction = this.put('balance_transaction', balanceTransaction(this.newId('txn'), movement, now))
    const { currency, net, available_on: availableOn, id } = transaction
    const isNew = this.ledger.add(currency, movement.sourceType, net, availableOn, now, id)
    this.around.record({
      kind: 'post',
      account: this.id,
      currency,
      sourceType: movement.sourceType,
      net,
      availableOn,
      at: now,
      id,
    })
    if (isNew) this.around.schedule(this.id, availableOn, 'balance.settle', String(availableOn))
    return transaction
  }

  /** Repeats a recorded change without recording it again. */
  replay(change: Extract<Change, { readonly account: string }>): void {
    if (change.kind === 'put') putRecorded(this.tables.table(change.table), change.object, change.at)
    if (change.kind === 'hide') this.table(change.table).hide(change.id)
    if (change.kind === 'remove') this.table(change.table).remove(change.id)
    if (change.kind === 'post')
      this.ledger.add(
        change.currency,
        change.sourceType,
        change.net,
        change.availableOn,
        change.at,
        change.id,
      )
  }

  /** Takes a transaction of the seeded layer into the running totals. */
  book({ id, currency, net, available_on: availableOn }: Stripe.BalanceTransaction, type: SourceType): void {
    const isNew = this.ledger.add(currency, type, net, availableOn, this.around.now(), id)
    if (isNew) this.around.schedule(this.id, availableOn, 'balance.settle', String(availableOn))
  }

  /** Puts opening funds on the ledger that no stored transaction carries one by one (a seeded layer's totals). */
  open(currency: string, sourceType: SourceType, net: number, availableOn: number): void {
    const now = this.around.now()
    const isNew = this.ledger.add(currency, sourceType, net, availableOn, now)
    if (isNew) this.around.schedule(this.id, availableOn, 'balance.settle', String(availableOn))
  }
}

// The state file holds what `put` wrote for that very table, so the object is of the table's type.
const putRecorded = <T extends Stored>(table: Collection<T>, object: unknown, at: number): void =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the state file holds what `put` wrote for this very table
  table.put(object as T, at)
