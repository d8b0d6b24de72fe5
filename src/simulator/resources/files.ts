import type Stripe from 'stripe'
import { Download } from '../wire/download.ts'
import { invalidParam, invalidRequest, noSuch } from '../wire/errors.ts'
import type { RawFile } from '../wire/form.ts'
import { listOfObjects, listOfTable, mustFind } from '../wire/lists.ts'
import { hash, integer, isFile, metadata, oneOf, range, type Reader, required } from '../wire/params.ts'
import { flag, listShape, type Resource, route } from '../wire/router.ts'
import { emit } from '../world/events.ts'
import { createLink, LINKABLE } from './file-links.ts'

const PURPOSES = [
  'account_requirement',
  'additional_verification',
  'business_icon',
  'business_logo',
  'customer_signature',
  'dispute_evidence',
  'identity_document',
  'issuing_regulatory_reporting',
  'pci_document',
  'platform_terms_of_service',
  'tax_document_user_upload',
  'terminal_android_apk',
  'terminal_reader_splashscreen',
  'terminal_wifi_certificate',
  'terminal_wifi_private_key',
] as const

const MB = 1024 * 1024
const IMAGES = ['jpg', 'png'] as const
/** Of the purposes that have rules of their own: the most bytes and the types taken. https://docs.stripe.com/file-upload */
const RULES: Readonly<Record<string, { readonly max: number; readonly types?: readonly string[] }>> = {
  business_icon: { max: 512 * 1024, types: [...IMAGES, 'gif'] },
  business_logo: { max: 512 * 1024, types: [...IMAGES, 'gif'] },
  customer_signature: { max: 4 * MB, types: [...IMAGES, 'pdf'] },
  dispute_evidence: { max: 5 * MB, types: [...IMAGES, 'pdf'] },
  identity_document: { max: 16 * MB, types: [...IMAGES, 'pdf'] },
}
const LARGEST = 16 * MB

const upload: Reader<RawFile> & { readonly required: true } = {
  required: true,
  read: (raw, at) => {
    if (isFile(raw)) return raw
    throw invalidParam('Invalid file: must be uploaded as multipart/form-data.', at)
  },
}

const MAGIC: readonly (readonly [string, readonly number[]])[] = [
  ['pdf', [0x25, 0x50, 0x44, 0x46]],
  ['png', [0x89, 0x50, 0x4e, 0x47]],
  ['jpg', [0xff, 0xd8, 0xff]],
  ['gif', [0x47, 0x49, 0x46, 0x38]],
]

/** The type by a file's first bytes, else by its name. */
function typeOf(file: RawFile): string | null {
  const found = MAGIC.find(([, bytes]) => bytes.every((byte, i) => file.bytes[i] === byte))
  return found?.[0] ?? /\.([a-z0-9]{1,8})$/i.exec(file.filename)?.[1]?.toLowerCase() ?? null
}

const MIME: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  csv: 'text/csv',
}
export const mimeOf = (file: Stripe.File): string => MIME[file.type ?? ''] ?? 'application/octet-stream'

function check(file: RawFile, purpose: string): void {
  const { max = LARGEST, types } = RULES[purpose] ?? {}
  const type = typeOf(file)
  if (file.bytes.length === 0) throw invalidParam('The file you uploaded is empty.', 'file')
  if (file.bytes.length > max)
    throw invalidParam(
      `File for key file exceeded size limit: it has ${file.bytes.length} bytes, and the purpose ${purpose} takes up to ${max}.`,
      'file',
    )
  if (types && !types.includes(type ?? ''))
    throw invalidParam(
      `Invalid file type for the purpose ${purpose}: ${type ?? 'unknown'}. You may upload ${types.join(', ')}.`,
      'file',
    )
}

/** https://docs.stripe.com/api/files */
export const files: Resource = {
  routes: [
    route(
      'POST',
      '/v1/files',
      {
        file: upload,
        purpose: required(oneOf(...PURPOSES)),
        file_link_data: hash({ create: required(flag()), expires_at: integer(), metadata: metadata() }),
      },
      (call) => {
        const { file: sent, purpose, file_link_data: link } = call.params
        check(sent, purpose)
        if (link?.create && !LINKABLE.has(purpose))
          throw invalidRequest(`Files with the purpose ${purpose} cannot have links.`, {
            param: 'file_link_data',
          })
        const id = call.account.newId('file')
        const file = call.account.put('file', {
          id,
          object: 'file',
          created: call.now,
          expires_at: null,
          filename: sent.filename,
          links: listOfObjects([], `/v1/file_links?file=${id}`),
          purpose,
          size: sent.bytes.length,
          title: null,
          type: typeOf(sent),
          url: `${call.world.baseUrl}/v1/files/${id}/contents`,
        })
        call.account.put('file_content', { id, base64: Buffer.from(sent.bytes).toString('base64') })
        emit(call, 'file.created', file)
        if (!link?.create) return file
        createLink(call, file, link)
        return mustFind(call, 'file', id)
      },
    ),
    route('GET', '/v1/files', { ...listShape, created: range(), purpose: oneOf(...PURPOSES) }, (call) => {
      const { purpose } = call.params
      return listOfTable(call, 'file', { where: (f) => !purpose || f.purpose === purpose })
    }),
    route('GET', '/v1/files/:id', {}, (call) =>
      mustFind(call, 'file', call.path['id'] ?? '', 'file', 'file upload'),
    ),
    route('GET', '/v1/files/:id/contents', {}, (call) => {
      const id = call.path['id'] ?? ''
      const file = mustFind(call, 'file', id, 'file', 'file upload')
      const content = call.account.get('file_content', id)
      if (!content) throw noSuch('file upload', id, 'file')
      return new Download(Buffer.from(content.base64, 'base64'), mimeOf(file))
    }),
  ],
}
