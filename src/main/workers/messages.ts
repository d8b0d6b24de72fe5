import type { Failure } from '../../shared/errors.ts'
import type { Query } from '../sync/api-reader.ts'
import type { SyncStatus } from '../../shared/features/sync/contract.ts'

/** What a worker is started with. No key: that comes in a message and can be taken away again. */
export interface WorkerSettings {
  readonly account: string
  readonly folder: string
  readonly apiBase: string | null
  /** A connected account, which is read with its platform's key. */
  readonly stripeAccount?: string | null | undefined
}

export interface SyncWorkerSettings extends WorkerSettings {
  /** The file of the thread that Stripe is read on. */
  readonly source: string
}

/** What the sync thread asks of the thread that reads for it. */
export type SourceRequest =
  | { readonly type: 'open'; readonly key: string }
  | { readonly type: 'get' | 'list'; readonly path: string; readonly query: Query }
  | { readonly type: 'pages'; readonly path: string; readonly query: Query; readonly most: number }

/** A request was made; with Stripe's clock, seconds UTC, where its answer said it. */
export interface SourceNews {
  readonly type: 'read'
  readonly serverTime: number | null
}

export type SourceMessage = WorkerAnswer | SourceNews

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

/** `release` lets go of the files, which the next question opens again. */
export type ReaderRequest = QueryRequest | 'release'
