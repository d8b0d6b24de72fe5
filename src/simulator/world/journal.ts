import { closeSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import type { Armed } from '../faults.ts'
import type { KeyRule } from '../wire/keys.ts'
import type { SourceType } from './ledger.ts'
import type { TableName } from './tables.ts'

/** One change as the state file keeps it. */
export type Change =
  | {
      readonly kind: 'put'
      readonly account: string
      readonly table: TableName
      readonly object: object
      readonly at: number
    }
  | {
      readonly kind: 'hide' | 'remove'
      readonly account: string
      readonly table: TableName
      readonly id: string
    }
  | {
      readonly kind: 'post'
      readonly account: string
      readonly currency: string
      readonly sourceType: SourceType
      readonly net: number
      readonly availableOn: number
      readonly at: number
      readonly id: string
    }
  | {
      readonly kind: 'due'
      readonly at: number
      readonly sequence: number
      readonly owner: string
      readonly action: string
      readonly subject: string
    }
  | { readonly kind: 'ran'; readonly sequence: number }
  | { readonly kind: 'clock'; readonly offset: number }
  | { readonly kind: 'answer'; readonly key: string; readonly value: object }
  /** What the control endpoint said of an API key; absent: of all keys nothing any more. */
  | { readonly kind: 'rule'; readonly key?: string; readonly rule?: KeyRule }
  /** A fault that was armed or has moved on; absent: all were disarmed. */
  | { readonly kind: 'fault'; readonly armed?: Armed }
  /** An event that a fault holds back until then. */
  | { readonly kind: 'withheld'; readonly event: string; readonly until: number }
  | { readonly kind: 'search_delay'; readonly seconds: number }
  | {
      readonly kind: 'seed'
      readonly seed: string
      readonly payments: number
      readonly now: number
      /** What the clock began with, ahead of real time or behind it. */
      readonly offset: number
    }

/**
 * The state file: one JSON line per commit, holding all its changes, so that a commit is there whole or not at all.
 * A torn last line (the process died while writing) is cut off.
 */
export class Journal {
  private pending: Change[] = []
  private fd: number | undefined
  private readonly file: string | undefined

  constructor(file?: string) {
    this.file = file
  }

  read(): readonly (readonly Change[])[] {
    if (this.file === undefined || !existsSync(this.file)) return []
    const text = readFileSync(this.file, 'utf8')
    const end = text.lastIndexOf('\n') + 1
    if (end < text.length) truncateSync(this.file, Buffer.byteLength(text.slice(0, end)))
    const lines = text.slice(0, end).split('\n')
    return lines.filter((line) => line !== '').map(parseCommit)
  }

  record(change: Change): void {
    if (this.file !== undefined) this.pending.push(change)
  }

  commit(): void {
    if (this.pending.length === 0 || this.file === undefined) return
    this.fd ??= openSync(this.file, 'a')
    writeSync(this.fd, `${JSON.stringify(this.pending)}\n`)
    this.pending = []
  }

  close(): void {
    this.commit()
    if (this.fd !== undefined) {
      fsyncSync(this.fd)
      closeSync(this.fd)
    }
    this.fd = undefined
  }
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by `commit`; the file is the simulator's own
const parseCommit = (line: string): readonly Change[] => JSON.parse(line) as readonly Change[]
