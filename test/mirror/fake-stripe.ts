import { CounterfoilError } from '../../src/shared/errors.ts'
import { integer, type StripeObject } from '../../src/main/store/mirror/stripe-object.ts'
import type { ApiReader, Page, Query } from '../../src/main/sync/api-reader.ts'
import { resources } from '../../src/main/sync/resources/all.ts'

interface PublishedEvent {
  readonly event: StripeObject
  /** Not in the list before this; null for an event that is lost. */
  readonly visibleAt: number | null
  /** Place among the events of its second. */
  readonly rank: number
}

/** What Stripe holds, in memory: objects, their events with all that can go wrong with events, and a clock. */
export class FakeStripe {
  now = 1_800_000_000
  reads = 0
  readonly objects = new Map<string, StripeObject>()
  #events: PublishedEvent[] = []
  #count = 0

  /** Writes an object; its event may come late, never, twice, or before others of its second. */
  set(
    object: StripeObject,
    event: {
      readonly delay?: number
      readonly lost?: boolean
      readonly twice?: boolean
      readonly rank?: number
    } = {},
  ): void {
    const verb = this.objects.has(object.id) ? 'updated' : 'created'
    this.objects.set(object.id, object)
    this.#publish(object, verb, event)
  }

  delete(id: string): void {
    const object = this.objects.get(id)
    if (object === undefined) return
    this.objects.delete(id)
    this.#publish(object, 'deleted', {})
  }

  /** Forgets events older than 30 days, as Stripe does. */
  prune(): void {
    this.#events = this.#events.filter(({ event }) => Number(event['created']) > this.now - 30 * 86_400)
  }

  reader(): ApiReader {
    return {
      get: (path) => {
        this.reads += 1
        if (path === '/v1/balance') return Promise.resolve({ object: 'balance', available: [], pending: [] })
        const object = this.objects.get(path.slice(path.lastIndexOf('/') + 1))
        if (object === undefined) {
          return Promise.reject(new CounterfoilError('object_not_found', `No such object: ${path}`))
        }
        return Promise.resolve(object)
      },
      list: (path, query) => {
        this.reads += 1
        return Promise.resolve(page(this.#list(path), query))
      },
      now: () => this.now,
    }
  }

  #publish(
    object: StripeObject,
    verb: string,
    { delay = 0, lost = false, twice = false, rank = 0 }: Parameters<FakeStripe['set']>[1] & object,
  ): void {
    for (let copies = twice ? 2 : 1; copies > 0; copies -= 1) {
      this.#count += 1
      const event: StripeObject = {
        id: `evt_${this.#count}`,
        object: 'event',
        created: this.now,
        type: `${object.object}.${verb}`,
        data: { object },
      }
      this.#events.push({ event, visibleAt: lost ? null : this.now + delay, rank })
    }
  }

  #list(path: string): readonly StripeObject[] {
    if (path === '/v1/events') {
      return this.#events
        .filter(({ visibleAt }) => visibleAt !== null && visibleAt <= this.now)
        .toSorted((a, b) => Number(b.event['created']) - Number(a.event['created']) || b.rank - a.rank)
        .map(({ event }) => event)
    }
    const resource = resources.find((each) => each.path === path)
    return Array.from(this.objects.values())
      .filter(({ object }) => object === resource?.type)
      .toSorted((a, b) => (integer(b, 'created') ?? 0) - (integer(a, 'created') ?? 0))
  }
}

function page(all: readonly StripeObject[], query: Query): Page {
  const since = Number(query['created[gte]'] ?? 0)
  const until = Number(query['created[lte]'] ?? Number.MAX_SAFE_INTEGER)
  const within = all.filter((object) => {
    const created = integer(object, 'created') ?? 0
    return created >= since && created <= until
  })
  const after = query['starting_after']
  const from = after === undefined ? 0 : within.findIndex(({ id }) => id === after) + 1
  const objects = within.slice(from, from + Number(query['limit'] ?? 100))
  const last = objects.at(-1)
  return {
    objects,
    hasMore: from + objects.length < within.length,
    last: last === undefined ? null : { id: last.id, created: integer(last, 'created') },
  }
}
