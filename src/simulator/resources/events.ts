import { invalidParam, noSuch } from '../wire/errors.ts'
import { listOfTable } from '../wire/lists.ts'
import { listOf, range, text } from '../wire/params.ts'
import { deliveriesOf } from '../webhooks/deliveries.ts'
import { flag, listShape, type Resource, route } from '../wire/router.ts'

const RETENTION = 30 * 86_400
const MOST_TYPES = 20

/** `charge.*` and the like. */
function matcher(types: readonly string[]): (type: string) => boolean {
  const exact = new Set(types.filter((t) => !t.includes('*')))
  const patterns = types
    .filter((t) => t.includes('*'))
    .map(
      (t) =>
        new RegExp(
          `^${t
            .split('*')
            .map((p) => p.replaceAll('.', '\\.'))
            .join('.*')}$`,
        ),
    )
  return (type) => exact.has(type) || patterns.some((p) => p.test(type))
}

export const events: Resource = {
  routes: [
    route(
      'GET',
      '/v1/events',
      { ...listShape, created: range(), type: text(), types: listOf(text()), delivery_success: flag() },
      (call) => {
        const { type, types, delivery_success: delivered } = call.params
        if (type && types)
          throw invalidParam('You may only specify one of these parameters: type, types.', 'type')
        if (types && types.length > MOST_TYPES)
          throw invalidParam(`You may specify at most ${MOST_TYPES} event types.`, 'types')
        const wanted = types?.length ? matcher(types) : type ? matcher([type]) : undefined
        // Without a webhook endpoint nothing is pending or failed.
        const arrived = (id: string) =>
          deliveriesOf(call.world, call.account, id).every(({ status }) => status === 'delivered')
        const oldest = call.now - RETENTION
        const { withheld } = call.world
        const page = listOfTable(
          {
            ...call,
            params: {
              ...call.params,
              created: { ...call.params.created, gte: Math.max(oldest, call.params.created?.gte ?? 0) },
            },
          },
          'event',
          {
            where: (event) =>
              (wanted?.(event.type) ?? true) &&
              (withheld.size === 0 || (withheld.get(event.id) ?? 0) <= call.now) &&
              (typeof delivered !== 'boolean' || arrived(event.id) === delivered),
          },
        )
        return page
      },
    ),
    route('GET', '/v1/events/:id', {}, ({ account, path, now }) => {
      const id = path['id'] ?? ''
      const event = account.get('event', id)
      if (!event || event.created < now - RETENTION) throw noSuch('event', id)
      return event
    }),
  ],
}
