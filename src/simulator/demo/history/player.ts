import { Api } from '../../api.ts'
import { resources } from '../../resources/index.ts'
import type { Raw, RawHash } from '../../wire/form.ts'
import { isJson } from '../../wire/versions.ts'
import { lowerBound } from '../../world/collection.ts'
import { LATEST_VERSION, World } from '../../world/world.ts'

type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value }
export type Params = Readonly<Record<string, Value>>

/** Plays a history through the API, each call at its own instant, as the shop's staff and software would have. */
export class Player {
  readonly world: World
  readonly now: number
  private readonly api: Api
  private readonly plan: { readonly at: number; readonly run: () => void }[] = []

  /** `now` is where the history ends, `since` where it begins; seconds UTC. */
  constructor(since: number, now: number) {
    this.now = now
    this.world = new World({ realTime: () => since })
    this.api = new Api(this.world, resources)
  }

  /** Plans what happens at an instant; what lies in the future does not happen. */
  at(instant: number, run: () => void): void {
    const at = Math.floor(instant)
    const { plan } = this
    plan.splice(
      lowerBound(plan.length, (i) => (plan[i]?.at ?? 0) > at),
      0,
      { at, run },
    )
  }

  /** Plays what was planned, also what is planned on the way, up to `now`. */
  play(): void {
    for (let next = this.plan.shift(); next && next.at < this.now; next = this.plan.shift()) {
      this.world.advance(Math.max(0, next.at - this.world.clock.now()))
      next.run()
    }
    this.world.advance(this.now - this.world.clock.now())
  }

  /** The id of what the call made. A refusal is an error of the history, unless it `may` be refused (a decline). */
  post(path: string, params: Params = {}, account?: string, may = false): string {
    return idIn(this.call('POST', path, params, account, may))
  }

  get(path: string, account?: string): Record<string, unknown> {
    return this.call('GET', path, {}, account, false)
  }

  private call(
    method: string,
    path: string,
    params: Params,
    account: string | undefined,
    may: boolean,
  ): Record<string, unknown> {
    const { status, body } = this.api.handle({
      method,
      path,
      raw: raw(params),
      authorization: 'Bearer sk_test_northwind_shop',
      version: LATEST_VERSION,
      account,
    })
    if (status !== 200 && !(may && status === 402))
      throw new Error(`the history's ${path} was refused: ${body}`)
    const answer: unknown = JSON.parse(body)
    if (!isJson(answer)) throw new Error(`no object from ${path}`)
    return answer
  }
}

const idIn = (answer: Record<string, unknown>): string =>
  typeof answer['id'] === 'string' ? answer['id'] : ''

const raw = (params: Params): RawHash =>
  Object.fromEntries(Object.entries(params).map(([key, value]) => [key, rawValue(value)]))

function rawValue(value: Value): Raw {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return isList(value) ? value.map(rawValue) : raw(value)
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value)
