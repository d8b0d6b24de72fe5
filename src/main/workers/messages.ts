import type { Failure } from '../../shared/errors.ts'
import type { SyncStatus } from '../../shared/features/sync/contract.ts'

/** What a worker is started with. No key: that comes in a message and can be taken away again. */
export interface WorkerSettings {
  readonly account: string
  readonly folder: string
  readonly apiBase: string | null
}

export interface ObjectName {
  readonly type: string
  readonly id: string
}

/** What main asks of the sync thread; each is answered once under its number. */
export type SyncRequest =
  | { readonly type: 'key'; readonly key: string | null }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'poll' }
  | { readonly type: 'catchUp' }
  | { readonly type: 'refresh'; readonly objects: readonly ObjectName[] }
  | { readonly type: 'watched'; readonly watched: boolean }
  | { readonly type: 'reads'; readonly reads: number }
  | { readonly type: 'stop' }

export interface Numbered<T> {
  readonly number: number
  readonly request: T
}

export interface WorkerAnswer {
  readonly type: 'answer'
  readonly number: number
  readonly value: unknown
  readonly failure: Failure | null
}

/** What the sync thread tells unasked. */
export type SyncNews =
  | { readonly type: 'status'; readonly status: SyncStatus }
  | { readonly type: 'changed'; readonly objects: readonly string[] }

export type SyncMessage = WorkerAnswer | SyncNews

export interface QueryRequest {
  readonly name: string
  readonly input: unknown
}
