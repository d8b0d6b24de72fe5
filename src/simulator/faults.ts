import type { EventFilter } from './world/world.ts'

/** What can go wrong on demand. `before` and `after` are relative to the commit of the request's effect. */
export const FAULT_KINDS = [
  'reset_before',
  'reset_after',
  'timeout_before',
  'timeout_after',
  'truncated_body',
  'malformed_json',
  'html_body',
  'slow_drip',
  'delay',
  'rate_limit',
  'lock_timeout',
  'status_500_before',
  'status_500_after',
  'status_502_before',
  'status_502_after',
  'status_503_before',
  'status_503_after',
  'conflict_lock',
  'key_revoked',
  'permission_missing',
  'clock_skew',
  'events_duplicated',
  'events_reordered',
  'events_delayed',
  'events_lost',
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

export interface FaultRule {
  readonly id: string
  readonly kind: FaultKind
  /** `GET`, `POST`, `DELETE` or `*`. */
  readonly method: string
  /** A path with `*` for any text, e.g. `/v1/refunds` or `/v1/payment_intents/*`; for event faults an event type such as `charge.*`. */
  readonly path: string
  /** How often it still fires; absent: for ever. */
  readonly times?: number | undefined
  /** Chance of each firing, 0 to 1, drawn from `seed`. */
  readonly probability: number
  readonly seed: number
  /** Value of `Stripe-Rate-Limited-Reason`. */
  readonly reason: string
  /** How long: delays of `delay`, `slow_drip`, `timeout_*` (then the connection is cut), in milliseconds. */
  readonly ms: number
  /** Skew of the `Date` header, or delay of events, in seconds. */
  readonly seconds: number
}

/** A fault and how far it has come. */
export interface Armed {
  readonly rule: FaultRule
  /** How often it fires yet; null: for ever. */
  readonly left: number | null
  /** Of the random numbers drawn from its seed. */
  readonly state: number
  readonly fired: number
}

/** The faults that are armed, in the order they came; the first one that fires wins. */
export class Faults implements EventFilter {
  private readonly armed = new Map<string, Armed>()
  private next = 1
  /** Told of every fault that was armed or has moved on; of nothing when all are disarmed. */
  onChange: (armed?: Armed) => void = () => undefined

  add(rule: Omit<FaultRule, 'id'>): FaultRule {
    const whole = { ...rule, id: `fault_${this.next}` }
    this.set({ rule: whole, left: rule.times ?? null, state: rule.seed >>> 0, fired: 0 })
    return whole
  }

  clear(): void {
    this.restore()
    this.onChange()
  }

  /** Takes back what `onChange` was told in an earlier run. */
  restore(armed?: Armed): void {
    if (!armed) {
      this.armed.clear()
      return
    }
    this.armed.set(armed.rule.id, armed)
    this.next = Math.max(this.next, Number(armed.rule.id.slice('fault_'.length)) + 1)
  }

  private set(armed: Armed): void {
    this.restore(armed)
    this.onChange(armed)
  }

  list(): readonly (FaultRule & { readonly fired: number })[] {
    return Array.from(this.armed.values(), ({ rule, fired }) => ({ ...rule, fired }))
  }

  /** The fault that hits a request, if any; it counts as fired. */
  forRequest(method: string, path: string): FaultRule | undefined {
    if (this.armed.size === 0) return undefined
    return this.fire(
      ({ kind, method: wanted, path: pattern }) =>
        (!kind.startsWith('events_') || (kind === 'events_reordered' && path === '/v1/events')) &&
        (wanted === '*' || wanted === method) &&
        (kind === 'events_reordered' || matches(pattern, path)),
    )
  }

  onEvent(type: string): { readonly copies: number; readonly delay: number } {
    const rule = this.fire(
      ({ kind, path }) => kind.startsWith('events_') && kind !== 'events_reordered' && matches(path, type),
    )
    if (rule?.kind === 'events_lost') return { copies: 0, delay: 0 }
    if (rule?.kind === 'events_duplicated') return { copies: 2, delay: 0 }
    return { copies: 1, delay: rule?.kind === 'events_delayed' ? rule.seconds : 0 }
  }

  private fire(applies: (rule: FaultRule) => boolean): FaultRule | undefined {
    for (const armed of this.armed.values()) {
      const { rule, left, fired } = armed
      if (left === 0 || !applies(rule)) continue
      const state = rule.probability < 1 ? (armed.state + 0x6d2b79f5) >>> 0 : armed.state
      const fires = rule.probability >= 1 || drawn(state) < rule.probability
      this.set(fires ? { rule, left: left && left - 1, state, fired: fired + 1 } : { ...armed, state })
      if (fires) return rule
    }
    return undefined
  }
}

// mulberry32
function drawn(state: number): number {
  let t = state
  t = Math.imul(t ^ (t >>> 15), t | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

const patterns = new Map<string, RegExp>()
function matches(pattern: string, text: string): boolean {
  const found =
    patterns.get(pattern) ??
    new RegExp(
      `^${pattern
        .split('*')
        .map((p) => p.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
        .join('.*')}$`,
    )
  patterns.set(pattern, found)
  return found.test(text)
}
