import type { Failure } from '../../../shared/errors.ts'
import type { SqlError, SqlResult } from '../../../shared/features/sql/contract.ts'
import { api } from '../../lib/api.ts'
import { failureOf } from '../../ui/failure-of.ts'

export type Answered = Extract<SqlResult, { readonly ok: true }>
type Calls = Pick<typeof api.sql, 'run' | 'exportResult' | 'cancel'>

/** What became of the last run or export, where that is not the rows themselves. */
export type Notice =
  | { readonly kind: 'refused'; readonly error: SqlError }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'exported'; readonly file: string; readonly rows: number; readonly more: boolean }

export interface SessionState {
  readonly sql: string
  readonly running: boolean
  readonly rows: { readonly result: Answered; readonly number: number } | null
  readonly notice: Notice | null
}

const FIRST = `SELECT currency, count(*) AS charges, sum(amount) AS amount
FROM charges
WHERE status = 'succeeded'
GROUP BY currency
ORDER BY charges DESC`

/** What is typed and answered for one account: it goes on, and is kept, while another screen or account is looked at. */
export class SqlSession {
  readonly #account: string
  readonly #calls: Calls
  readonly #listeners = new Set<() => void>()
  #state: SessionState = { sql: FIRST, running: false, rows: null, notice: null }
  #count = 0

  constructor(account: string, calls: Calls) {
    this.#account = account
    this.#calls = calls
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly state = (): SessionState => this.#state

  type(sql: string): void {
    this.#set({ sql })
  }

  async run(): Promise<void> {
    const { sql } = this.#state
    this.#set({ rows: null })
    await this.#finish(async (number) => {
      const result = await this.#calls.run({ account: this.#account, sql })
      return result.ok ? { rows: { result, number } } : { notice: { kind: 'refused', error: result.error } }
    })
  }

  async export(format: 'csv' | 'json'): Promise<void> {
    const { sql } = this.#state
    await this.#finish(async () => {
      const result = await this.#calls.exportResult({ account: this.#account, sql, format })
      if (!result.ok) return { notice: { kind: 'refused', error: result.error } }
      const { file, rows, more } = result
      return file === null ? {} : { notice: { kind: 'exported', file, rows, more } }
    })
  }

  async cancel(): Promise<void> {
    await this.#calls.cancel({ account: this.#account })
  }

  /** The answer to a statement that another one has taken the place of is of no interest any more. */
  async #finish(work: (number: number) => Promise<Partial<SessionState>>): Promise<void> {
    this.#count += 1
    const number = this.#count
    this.#set({ running: true, notice: null })
    const answer = await work(number).catch(
      (error: unknown): Partial<SessionState> => ({ notice: { kind: 'failed', failure: failureOf(error) } }),
    )
    if (number === this.#count) this.#set({ ...answer, running: false })
  }

  #set(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }
}

const sessions = new Map<string, SqlSession>()

export function sqlSession(account: string): SqlSession {
  const session = sessions.get(account) ?? new SqlSession(account, api.sql)
  sessions.set(account, session)
  return session
}
