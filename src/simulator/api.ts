import { createHash } from 'node:crypto'
import { errorDocument, invalidRequest, placed, StripeError, ValidationError } from './wire/errors.ts'
import { Download } from './wire/download.ts'
import { expand, type Includable } from './wire/expand.ts'
import type { RawHash } from './wire/form.ts'
import { IdempotencyStore, type Saved } from './wire/idempotency.ts'
import { type Key, KeyRing, type KeyRule, resourceOf } from './wire/keys.ts'
import { type Call, type Match, type Method, type Resource, Router } from './wire/router.ts'
import {
  changedSince,
  checkVersion,
  downgrade,
  type Downgrades,
  holdsAny,
  isJson,
  type Json,
} from './wire/versions.ts'
import { deliverEvents } from './webhooks/deliveries.ts'
import type { AccountStore } from './world/account.ts'
import { mimeOf } from './resources/files.ts'
import { randomText } from './world/ids.ts'
import { idOf } from './world/tables.ts'
import { ACCOUNT_VERSION, type OutsideChange, type World } from './world/world.ts'

/** A request after its bytes were read. */
export interface ApiRequest {
  readonly method: string
  readonly path: string
  readonly raw: RawHash
  readonly authorization?: string | undefined
  readonly account?: string | undefined
  readonly version?: string | undefined
  readonly idempotencyKey?: string | undefined
}

export interface ApiAnswer {
  readonly status: number
  readonly body: string
  /** In place of `body`, when the answer is a file. */
  readonly file?: Download
  readonly headers: Readonly<Record<string, string>>
  /** Of the call that this one repeats, or its own. */
  readonly requestId: string
}

/** How a request that meets a fault ends. */
export interface Outcome {
  /** Replaces the answer after the effect is committed; it is what an idempotent repeat will get. */
  readonly instead?: { readonly status: number; readonly message: string } | undefined
}

/** Stripe's API over one world: everything between the bytes of a request and those of its answer. */
export class Api {
  readonly world: World
  readonly keys = new KeyRing()
  readonly idempotency = new IdempotencyStore()
  private readonly router: Router
  private readonly includable: Includable
  private readonly downgrades: Downgrades
  private readonly changed = new Map<string, ReadonlySet<string>>()

  constructor(world: World, resources: readonly Resource[]) {
    this.world = world
    this.router = new Router(resources.flatMap((r) => r.routes))
    this.includable = mergeHashes(resources.map((r) => r.includable ?? {}))
    this.downgrades = mergeLists(resources.map((r) => r.downgrades ?? {}))
    deliverEvents(world)
    world.snapshot = (object, account, version = ACCOUNT_VERSION) => {
      if (!this.isOld(object, version)) return object
      const copy = structuredClone(object)
      downgrade(copy, version, account, this.downgrades)
      return copy
    }
    for (const { onEvent } of resources)
      if (onEvent)
        world.onEvent.push((account, event) =>
          onEvent(world.scope(account, event.request ?? undefined), event),
        )
    for (const { actions } of resources)
      for (const [name, run] of Object.entries(actions ?? {})) world.actions.set(name, run)
  }

  /** The name under which an idempotent request is remembered. */
  idempotencyName(request: ApiRequest): string | undefined {
    if (request.method !== 'POST' || !request.idempotencyKey) return undefined
    return `${request.account ?? this.world.platformId}/${request.idempotencyKey}`
  }

  /** Takes back what an earlier run remembered beside its world. */
  remember(change: Exclude<OutsideChange, { kind: 'fault' }>): void {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `value` is what `once` recorded
    if (change.kind === 'answer') this.idempotency.put(change.key, change.value as Saved)
    else if (change.key === undefined) this.keys.clear()
    else this.keys.set(change.key, change.rule ?? {})
  }

  /** Says what becomes of an API key, on top of what was said before; without one forgets all that was said. */
  rule(key?: string, rule: KeyRule = {}): void {
    const change = { kind: 'rule', ...(key === undefined ? {} : { key, rule }) } as const
    this.remember(change)
    this.world.record(change)
    this.world.journal.commit()
  }

  handle(request: ApiRequest, outcome: Outcome = {}): ApiAnswer {
    const requestId = `req_${randomText(14)}`
    try {
      return this.answer(request, requestId, outcome)
    } catch (error) {
      return this.refuse(error, requestId, request)
    } finally {
      this.world.journal.commit()
    }
  }

  private answer(request: ApiRequest, requestId: string, outcome: Outcome): ApiAnswer {
    this.world.tick()
    const key = this.keys.authenticate(request.authorization, this.world.clock.now())
    const match = this.router.find(request.method, request.path)
    if (!match)
      throw invalidRequest(
        `Unrecognized request URL (${request.method}: ${request.path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
        {},
        404,
      )
    const account = this.accountOf(request.account, key)
    this.keys.authorise(key, match.route.method, request.path, account.id)
    const version = checkVersion(request.version)
    const execute = (): ApiAnswer => {
      const call: Call = {
        world: this.world,
        account,
        now: this.world.clock.now(),
        cause: { id: requestId, idempotency_key: request.idempotencyKey ?? null },
        params: {},
        path: match.path,
        version,
        url: request.path,
      }
      const result = this.run(match, call, request)
      if (result instanceof Download) return { status: 200, body: '', file: result, headers: {}, requestId }
      const body = outcome.instead
        ? JSON.stringify(
            errorDocument({ type: 'api_error', message: outcome.instead.message }, requestId, call.now),
          )
        : this.render(result, request, version, account, key)
      return { status: outcome.instead?.status ?? 200, body, headers: {}, requestId }
    }
    return this.once(request, requestId, execute)
  }

  private run({ route }: Match, call: Call, request: ApiRequest): object {
    try {
      return route.run(call, request.raw)
    } catch (error) {
      throw placed(error, request.path)
    }
  }

  // Runs a request, or gives the first answer again.
  private once(request: ApiRequest, requestId: string, execute: () => ApiAnswer): ApiAnswer {
    const name = this.idempotencyName(request)
    if (name === undefined) return execute()
    const key = request.idempotencyKey ?? ''
    if (key.length > 255) throw invalidRequest('Idempotency keys can be at most 255 characters long.', {})
    const endpoint = `${request.method} ${request.path}`
    const params = JSON.stringify(request.raw, withoutBytes)
    const now = this.world.clock.now()
    const before = this.idempotency.begin(name, key, endpoint, params, now)
    if (before)
      return {
        status: before.status,
        body: before.body,
        headers: {
          'Idempotency-Key': key,
          'Original-Request': before.requestId,
          'Idempotent-Replayed': 'true',
        },
        requestId,
      }
    let answer: ApiAnswer | undefined
    try {
      answer = execute()
    } catch (error) {
      if (error instanceof StripeError && !(error instanceof ValidationError))
        answer = this.refuse(error, requestId, request)
      else throw error
    } finally {
      const saved: Saved | undefined = answer && {
        endpoint,
        params,
        status: answer.status,
        body: answer.body,
        requestId,
        at: now,
      }
      this.idempotency.end(name, saved)
      if (saved) this.world.record({ kind: 'answer', key: name, value: saved })
    }
    return {
      ...answer,
      headers: { ...answer.headers, 'Idempotency-Key': key, 'Original-Request': requestId },
    }
  }

  private accountOf(id: string | undefined, key: Key): AccountStore {
    if (id === undefined || id === '') return this.world.platform
    const found = this.world.accounts.get(id)
    // A deleted account is hidden from its own table.
    if (!found || found.table('account').list({ limit: 1 }).data.length === 0)
      throw new StripeError(403, {
        type: 'invalid_request_error',
        code: 'account_invalid',
        message: `The provided key '${key.value.slice(0, 8)}***' does not have access to account '${id}' (or that account does not exist). Application access may have been revoked.`,
      })
    return found
  }

  // The newest version without expansion is what is stored, so it needs no copy.
  private render(
    result: object,
    request: ApiRequest,
    version: string,
    account: AccountStore,
    key: Key,
  ): string {
    const paths = request.raw['expand']
    const wanted = Array.isArray(paths) ? paths.filter((p): p is string => typeof p === 'string') : []
    if (wanted.length === 0 && !key.livemode && !this.isOld(result, version)) return JSON.stringify(result)
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a clone of a result is plain JSON
    const copy = structuredClone(result) as unknown as Json
    expand(copy, wanted, {
      account,
      world: this.world,
      parts: this.includable,
      permit: (table) => this.keys.demand(key, resourceOf(table), 'read', account.id),
    })
    downgrade(copy, version, account, this.downgrades)
    if (key.livemode) markLive(copy)
    return JSON.stringify(copy)
  }

  /** The file behind a public link. */
  linkedFile(token: string): Download | undefined {
    for (const account of this.world.accounts.values()) {
      const [link] = account.table('file_link').find(`token:${token}`)
      const file = account.get('file', idOf(link?.file) ?? '')
      const content = account.get('file_content', file?.id ?? '')
      if (link && !link.expired && file && content)
        return new Download(Buffer.from(content.base64, 'base64'), mimeOf(file))
    }
    return undefined
  }

  // Whether a version shows anything in an answer otherwise than it is stored.
  private isOld(result: object, version: string): boolean {
    const types = this.changed.get(version) ?? changedSince(version, this.downgrades)
    this.changed.set(version, types)
    return holdsAny(result, types)
  }

  private refuse(error: unknown, requestId: string, request: ApiRequest): ApiAnswer {
    if (!(error instanceof StripeError)) throw error
    const version = request.version ?? ACCOUNT_VERSION
    const body = structuredClone(errorDocument(error.body, requestId, this.world.clock.now()))
    downgrade(body, version, this.world.platform, this.downgrades)
    return { status: error.status, body: JSON.stringify(body), headers: error.headers, requestId }
  }
}

// Of a file only its hash is compared.
const withoutBytes = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? createHash('sha256').update(value).digest('hex') : value

export const asMethod = (text: string): Method | undefined =>
  text === 'GET' || text === 'POST' || text === 'DELETE' ? text : undefined

function markLive(value: unknown): void {
  if (Array.isArray(value)) for (const item of value) markLive(item)
  else if (isJson(value)) {
    if (typeof value['livemode'] === 'boolean') value['livemode'] = true
    for (const item of Object.values(value)) markLive(item)
  }
}

function mergeHashes<V>(
  parts: readonly Readonly<Record<string, Readonly<Record<string, V>>>>[],
): Record<string, Record<string, V>> {
  const out: Record<string, Record<string, V>> = {}
  for (const part of parts)
    for (const [name, fields] of Object.entries(part)) out[name] = { ...out[name], ...fields }
  return out
}

function mergeLists<V extends { readonly before: string }>(
  parts: readonly Readonly<Record<string, readonly V[]>>[],
): Record<string, readonly V[]> {
  const out: Record<string, readonly V[]> = {}
  for (const part of parts)
    for (const [name, steps] of Object.entries(part))
      out[name] = [...(out[name] ?? []), ...steps].toSorted((a, b) => (a.before < b.before ? 1 : -1))
  return out
}
