import type Stripe from 'stripe'
import { boolean, integer, listOf, type Read, readParams, type Shape, text } from './params.ts'
import { decodePercent, type RawHash } from './form.ts'
import type { Includable } from './expand.ts'
import type { Downgrades } from './versions.ts'
import type { Action, Scope } from '../world/world.ts'

export type Method = 'GET' | 'POST' | 'DELETE'

/** One request as a handler sees it: parsed, authorised, at one instant. */
export interface Call<P = unknown> extends Scope {
  readonly params: P
  /** The ids in the path, by the names in its template. */
  readonly path: Readonly<Record<string, string>>
  /** The version the client asked for; answers are made in the newest shape and rewritten later. */
  readonly version: string
  readonly url: string
}

export interface Route {
  readonly method: Method
  readonly template: string
  readonly segments: readonly string[]
  readonly run: (call: Call, raw: RawHash) => object
  readonly shape: Shape
}

/** A resource file's contribution: all that the simulator knows about one resource. */
export interface Resource {
  readonly routes: readonly Route[]
  /** Scheduled actions by name, e.g. `refund.succeed`. */
  readonly actions?: Readonly<Record<string, Action>>
  /** Told of every event of an account once it is stored. */
  readonly onEvent?: (scope: Scope, event: Stripe.EventBase) => void
  readonly includable?: Includable
  readonly downgrades?: Downgrades
}

const COMMON = { expand: listOf(text()) } as const

/** Declares a route. The handler is synchronous: what it does is one commit. `expand` is read for every route. */
export function route<S extends Shape>(
  method: Method,
  template: string,
  shape: S,
  handler: (call: Call<Read<S>>) => object,
): Route {
  const full: Shape = { ...shape, ...COMMON }
  return {
    method,
    template,
    segments: template.split('/').slice(1),
    shape: full,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `full` reads at least what `shape` promises
    run: (call, raw) => handler({ ...call, params: readParams(full, raw) as unknown as Read<S> }),
  }
}

/** The parameters every list takes. */
export const listShape = {
  limit: integer(),
  starting_after: text(),
  ending_before: text(),
} as const

export const flag = boolean

export interface Match {
  readonly route: Route
  readonly path: Readonly<Record<string, string>>
}

interface Node {
  readonly fixed: Map<string, Node>
  variable?: Node
  readonly routes: Map<string, Route>
}
const node = (): Node => ({ fixed: new Map(), routes: new Map() })

/** Finds the route of a method and path; a fixed segment goes before a variable one. */
export class Router {
  private readonly root = node()

  constructor(routes: readonly Route[]) {
    for (const one of routes) {
      let at = this.root
      for (const segment of one.segments)
        at = segment.startsWith(':') ? (at.variable ??= node()) : child(at, segment)
      if (at.routes.has(one.method)) throw new Error(`two routes for ${one.method} ${one.template}`)
      at.routes.set(one.method, one)
    }
  }

  find(method: string, pathname: string): Match | undefined {
    const parts = pathname.split('/').slice(1)
    const found = search(this.root, parts, 0, method)
    if (!found) return undefined
    const path: Record<string, string> = {}
    found.segments.forEach((segment, i) => {
      if (segment.startsWith(':')) path[segment.slice(1)] = decodePercent(parts[i] ?? '')
    })
    return { route: found, path }
  }
}

function child(at: Node, segment: string): Node {
  const found = at.fixed.get(segment) ?? node()
  at.fixed.set(segment, found)
  return found
}

function search(at: Node, parts: readonly string[], depth: number, method: string): Route | undefined {
  const part = parts[depth]
  if (part === undefined) return at.routes.get(method)
  const fixed = at.fixed.get(part)
  const found = fixed && search(fixed, parts, depth + 1, method)
  return found ?? (at.variable && part !== '' ? search(at.variable, parts, depth + 1, method) : undefined)
}
