import type { Database } from 'better-sqlite3'
import { EventArchive } from '../store/archive/events.ts'
import { FolderOwner } from '../store/archive/owner.ts'
import type { StripeObject } from '../store/mirror/stripe-object.ts'
import type { PackedObjects } from '../store/mirror/packed.ts'
import type { MirrorWriter } from '../store/mirror/writer.ts'
import type { GroupCommit } from './group-commit.ts'
import type { ReadMeter } from './meter.ts'
import { pause } from './pause.ts'
import type { ReadOrder } from './read-order.ts'
import type { OpenSource, Source } from './source.ts'

/** What every part of the sync of one account works with. */
export interface AccountMirror extends Source {
  readonly db: Database
  readonly writer: MirrorWriter
  readonly archive: EventArchive
  readonly owner: FolderOwner
  readonly commits: GroupCommit
  readonly order: ReadOrder
  readonly signal: AbortSignal
}

/** Where an account is read from and kept. */
export interface MirrorOptions {
  readonly apiBase: string | null
  readonly stripeAccount?: string | null | undefined
  readonly mirror: Database
  readonly writer: MirrorWriter
  readonly archive: Database
  readonly meter: ReadMeter
  /** How Stripe is read; its failures are `CounterfoilError`s. */
  readonly openSource: OpenSource
}

/** For one session, with its key. */
export function openAccountMirror(
  { apiBase, stripeAccount, mirror, writer, archive, meter, openSource }: MirrorOptions,
  session: Pick<AccountMirror, 'commits' | 'order' | 'signal'> & { readonly key: string },
): AccountMirror {
  const { key, ...shared } = session
  return {
    ...shared,
    db: mirror,
    writer,
    archive: new EventArchive(archive),
    owner: new FolderOwner(archive),
    ...openSource({
      key,
      apiBase,
      stripeAccount,
      signal: session.signal,
      onRead: () => meter.count(),
      sleep: pause,
    }),
  }
}

/** The same for a page packed beforehand. */
export function putPage(mirror: AccountMirror, page: PackedObjects, asked: number): void {
  mirror.writer.putPacked(page, ({ id, deleted }) => !deleted && mirror.order.mayWrite(id, asked))
  for (const { type, id, deleted } of page.rows) {
    if (deleted && mirror.order.mayWrite(id, asked)) mirror.writer.markDeleted(type, id)
  }
}

/** Inside a commit: stores the objects of an answer, but none that a later read has already brought. */
export function putAnswer(mirror: AccountMirror, objects: readonly StripeObject[], asked: number): void {
  const [gone, present] = [
    objects.filter((object) => object['deleted'] === true),
    objects.filter((object) => object['deleted'] !== true),
  ]
  mirror.writer.put(present.filter(({ id }) => mirror.order.mayWrite(id, asked)))
  for (const { object, id } of gone) {
    if (mirror.order.mayWrite(id, asked)) mirror.writer.markDeleted(object, id)
  }
}
