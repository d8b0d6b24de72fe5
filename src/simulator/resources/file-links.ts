import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { listOfObjects, listOfTable, mustFind } from '../wire/lists.ts'
import { integer, mergeMetadata, metadata, range, type Reader, required, text } from '../wire/params.ts'
import { flag, listShape, type Resource, route } from '../wire/router.ts'
import { randomText } from '../world/ids.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'

/** What may be shown to anyone who has the address. */
export const LINKABLE: ReadonlySet<string> = new Set([
  'business_icon',
  'business_logo',
  'customer_signature',
  'dispute_evidence',
  'finance_report_run',
  'financial_account_statement',
  'identity_document_downloadable',
  'issuing_regulatory_reporting',
  'pci_document',
  'selfie',
  'sigma_scheduled_query',
  'tax_document_user_upload',
  'terminal_android_apk',
  'terminal_reader_splashscreen',
])

interface LinkParams {
  readonly expires_at?: number | null
  readonly metadata?: Readonly<Record<string, string>> | null
}

function checkExpiry(scope: Scope, at: number | null | undefined): void {
  if (at !== null && at !== undefined && at <= scope.now)
    throw invalidRequest('The expiration time must be in the future.', { param: 'expires_at' })
}

function schedule({ world, account }: Scope, link: Stripe.FileLink): void {
  if (link.expires_at !== null) world.at(account.id, link.expires_at, 'file_link.expire', link.id)
}

/** Makes a public address for a file, which the simulator serves without a key. */
export function createLink(scope: Scope, file: Stripe.File, params: LinkParams): Stripe.FileLink {
  const { account, world } = scope
  checkExpiry(scope, params.expires_at)
  if (!LINKABLE.has(file.purpose))
    throw invalidRequest(`Files with the purpose ${file.purpose} cannot have links.`, { param: 'file' })
  const link = account.put('file_link', {
    id: account.newId('link'),
    object: 'file_link',
    created: scope.now,
    expired: false,
    expires_at: params.expires_at ?? null,
    file: file.id,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    url: `${world.baseUrl}/links/${randomText(32)}`,
  })
  schedule(scope, link)
  showOnFile(scope, link)
  return link
}

function showOnFile({ account }: Scope, link: Stripe.FileLink): void {
  const file = account.get('file', idOf(link.file) ?? '')
  if (!file) return
  const others = (file.links?.data ?? []).filter((one) => one.id !== link.id)
  account.put('file', {
    ...file,
    links: listOfObjects([link, ...others], `/v1/file_links?file=${file.id}`),
  })
}

const expiry: Reader<number | 'now' | null> & { readonly required: false } = {
  required: false,
  read: (raw, at) => (raw === 'now' ? 'now' : integer().read(raw, at)),
}

/** https://docs.stripe.com/api/file_links */
export const fileLinks: Resource = {
  routes: [
    route(
      'POST',
      '/v1/file_links',
      { file: required(text()), expires_at: integer(), metadata: metadata() },
      (call) =>
        createLink(call, mustFind(call, 'file', call.params.file, 'file', 'file upload'), call.params),
    ),
    route(
      'GET',
      '/v1/file_links',
      { ...listShape, created: range(), expired: flag(), file: text() },
      (call) => {
        const { expired, file } = call.params
        return listOfTable(call, 'file_link', {
          key: file ? `file:${file}` : undefined,
          where: (l) => typeof expired !== 'boolean' || l.expired === expired,
        })
      },
    ),
    route('GET', '/v1/file_links/:id', {}, (call) =>
      mustFind(call, 'file_link', call.path['id'] ?? '', 'id', 'file link'),
    ),
    route('POST', '/v1/file_links/:id', { expires_at: expiry, metadata: metadata() }, (call) => {
      const before = mustFind(call, 'file_link', call.path['id'] ?? '', 'id', 'file link')
      if (before.expired) throw invalidRequest('Expired links can no longer be updated.', {})
      const { expires_at: wanted, metadata: meta } = call.params
      if (wanted !== 'now') checkExpiry(call, wanted)
      const at = wanted === 'now' ? call.now : wanted === undefined ? before.expires_at : wanted
      const after = call.account.put('file_link', {
        ...before,
        expired: wanted === 'now',
        expires_at: at,
        metadata: mergeMetadata(before.metadata, meta),
      })
      if (wanted !== 'now') schedule(call, after)
      showOnFile(call, after)
      return after
    }),
  ],
  actions: {
    'file_link.expire': (scope, id) => {
      const before = scope.account.get('file_link', id)
      if (!before || before.expired || before.expires_at === null || before.expires_at > scope.now) return
      showOnFile(scope, scope.account.put('file_link', { ...before, expired: true }))
    },
  },
}
