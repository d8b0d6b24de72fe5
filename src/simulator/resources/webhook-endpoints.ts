import type Stripe from 'stripe'
import { invalidParam, invalidRequest, noSuch } from '../wire/errors.ts'
import { listOfTable, mustFind } from '../wire/lists.ts'
import { listOf, mergeMetadata, metadata, required, text } from '../wire/params.ts'
import { type Call, flag, listShape, type Resource, route } from '../wire/router.ts'
import { randomText } from '../world/ids.ts'
import { checkVersion } from '../wire/versions.ts'
import { EVENT_NAMES } from '../webhooks/event-names.ts'
import { attempt, resend } from '../webhooks/deliveries.ts'

const MOST = 16

function checkUrl(url: string): string {
  if (!/^https?:\/\//i.test(url))
    throw invalidParam(
      'Invalid URL: An explicit scheme (such as https) must be provided.',
      'url',
      'url_invalid',
    )
  if (!URL.canParse(url)) throw invalidParam(`Not a valid URL: ${url}`, 'url', 'url_invalid')
  return url
}

function checkEvents(names: readonly string[]): string[] {
  if (names.length === 0)
    throw invalidParam('You must enable at least one event.', 'enabled_events', 'parameter_invalid_empty')
  names.forEach((name, i) => {
    if (name !== '*' && !EVENT_NAMES.has(name))
      throw invalidParam(
        `Invalid enabled_events[${i}]: must be * or the name of an event, not ${name}`,
        `enabled_events[${i}]`,
      )
  })
  return [...new Set(names)]
}

const find = (call: Call): Stripe.WebhookEndpoint =>
  mustFind(call, 'webhook_endpoint', call.path['id'] ?? '', 'webhook_endpoint', 'webhook endpoint')

/** https://docs.stripe.com/api/webhook_endpoints */
export const webhookEndpoints: Resource = {
  routes: [
    route(
      'POST',
      '/v1/webhook_endpoints',
      {
        url: required(text()),
        enabled_events: required(listOf(text())),
        api_version: text(),
        connect: flag(),
        description: text(),
        metadata: metadata(),
      },
      (call) => {
        const { params, account, now } = call
        const url = checkUrl(params.url)
        const events = checkEvents(params.enabled_events)
        const version = params.api_version ? checkVersion(params.api_version) : null
        if (account.table('webhook_endpoint').list({ limit: MOST }).data.length >= MOST)
          throw invalidRequest(`You have reached the maximum of ${MOST} test webhook endpoints.`, {})
        const endpoint = account.put('webhook_endpoint', {
          id: account.newId('we'),
          object: 'webhook_endpoint',
          api_version: version,
          application: null,
          created: now,
          description: params.description ?? null,
          enabled_events: events,
          livemode: false,
          metadata: mergeMetadata({}, params.metadata),
          status: 'enabled',
          url,
        })
        const secret = `whsec_${randomText(32)}`
        account.put('webhook_secret', { id: endpoint.id, secret, connect: params.connect === true })
        // Told once, and never again.
        return { ...endpoint, secret }
      },
    ),
    route('GET', '/v1/webhook_endpoints', listShape, (call) => listOfTable(call, 'webhook_endpoint')),
    route('GET', '/v1/webhook_endpoints/:id', {}, find),
    route(
      'POST',
      '/v1/webhook_endpoints/:id',
      {
        url: text(),
        enabled_events: listOf(text()),
        description: text(),
        disabled: flag(),
        metadata: metadata(),
      },
      (call) => {
        const before = find(call)
        const { url, enabled_events: events, description, disabled, metadata: meta } = call.params
        return call.account.put('webhook_endpoint', {
          ...before,
          ...(url ? { url: checkUrl(url) } : {}),
          ...(events ? { enabled_events: checkEvents(events) } : {}),
          ...(description === undefined ? {} : { description }),
          ...(typeof disabled === 'boolean' ? { status: disabled ? 'disabled' : 'enabled' } : {}),
          metadata: mergeMetadata(before.metadata, meta),
        })
      },
    ),
    route('DELETE', '/v1/webhook_endpoints/:id', {}, (call) => {
      const before = find(call)
      call.account.remove('webhook_endpoint', before.id)
      call.account.remove('webhook_secret', before.id)
      return { id: before.id, object: 'webhook_endpoint', deleted: true }
    }),
    // What `stripe events resend` calls.
    route(
      'POST',
      '/v1/events/:id/retry',
      { account: text(), for_stripecli: flag(), webhook_endpoint: text() },
      (call) => {
        const event = call.account.get('event', call.path['id'] ?? '')
        if (!event) throw noSuch('event', call.path['id'] ?? '')
        const { webhook_endpoint: endpoint } = call.params
        if (endpoint) mustFind(call, 'webhook_endpoint', endpoint, 'webhook_endpoint', 'webhook endpoint')
        resend(call.world, call.account, event, endpoint ?? undefined)
        return mustFind(call, 'event', event.id)
      },
    ),
  ],
  actions: { 'webhook.attempt': attempt },
}
