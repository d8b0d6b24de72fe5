import { tableName } from '../store/mirror/table.ts'
import { type AccountMirror, putPage } from './account-mirror.ts'
import { readCursor } from './mirror-state.ts'
import { removeLostParts } from './parts.ts'
import type { PackedPage } from './read-pages.ts'
import { account } from './resources/account.ts'
import { checkoutSession } from './resources/checkout-session.ts'
import type { Resource } from './resources/resource.ts'
import { webhookEndpoint } from './resources/webhook-endpoint.ts'

/** Seconds behind the newest object held that are listed again. */
const OVERLAP = 7 * 86_400
const PAGES_AT_ONCE = 10

/**
 * Reads what is made without an event that the account itself is told of: webhook endpoints, of which there are few, all
 * of them; connected accounts and Checkout Sessions by when they were made.
 */
export async function readUnannounced(mirror: AccountMirror): Promise<void> {
  const present = new Set<string>()
  const wholeFrom = mirror.order.ask()
  try {
    const isListed = await readNew(mirror, webhookEndpoint, {}, (id) => present.add(id))
    if (isListed) await mirror.commits.run(() => removeMissing(mirror, webhookEndpoint, present, wholeFrom))
  } finally {
    mirror.order.done(wholeFrom)
  }
  for (const resource of [account, checkoutSession]) {
    const since = Math.max(0, newestHeld(mirror, resource) - OVERLAP)
    await readNew(mirror, resource, { 'created[gte]': since }, () => {})
  }
}

/** False where the list may not be read, or is not there. */
async function readNew(
  mirror: AccountMirror,
  { type, path, query }: Resource,
  only: Readonly<Record<string, number>>,
  onObject: (id: string) => void,
): Promise<boolean> {
  const { denied, unsupported } = readCursor(mirror.db, type)
  if (denied !== null || unsupported) return false
  let after: string | undefined
  do {
    const asked = mirror.order.ask()
    try {
      const pages: readonly PackedPage[] = await mirror.readPages(
        path,
        { ...query, ...only, starting_after: after },
        PAGES_AT_ONCE,
      )
      await mirror.commits.run(() => {
        for (const page of pages) {
          putPage(mirror, page, asked)
          removeLostParts(mirror, page.partLists, new Set(page.rows.map(({ id }) => id)), asked)
        }
      })
      for (const { rows } of pages) for (const { id } of rows) onObject(id)
      const last = pages.at(-1)
      after = last?.hasMore === true ? last.last?.id : undefined
    } finally {
      mirror.order.done(asked)
    }
  } while (after !== undefined && !mirror.signal.aborted)
  return !mirror.signal.aborted
}

function newestHeld(mirror: AccountMirror, { type }: Resource): number {
  const newest = mirror.db
    .prepare<[], { created: number }>(`SELECT created FROM ${tableName(type)} ORDER BY n DESC LIMIT 1`)
    .get()
  return newest?.created ?? 0
}

/** Inside a commit. */
function removeMissing(
  mirror: AccountMirror,
  { type }: Resource,
  present: ReadonlySet<string>,
  asked: number,
): void {
  const held = mirror.db
    .prepare<[], { id: string }>(`SELECT id FROM ${tableName(type)} WHERE deleted = 0`)
    .all()
  for (const { id } of held) {
    if (!present.has(id) && mirror.order.mayWrite(id, asked)) mirror.writer.markDeleted(type, id)
  }
}
