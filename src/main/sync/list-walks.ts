import { type Page, type Query, unusable } from './list-page.ts'

/** A list being read page after page: the last id of one page, with which another is compared (Brent's algorithm). */
interface Walk {
  readonly last: string
  readonly remembered: string
  /** Pages since then, and after how many a newer one is remembered. */
  readonly pages: number
  readonly span: number
}

/**
 * Notices lists that come round in circles, however long these are: a few ids are kept for each list, and none once it
 * has ended.
 */
export class ListWalks {
  readonly #walks = new Map<string, Walk>()

  /** The page, as it came; throws where its walk has been here before. */
  follow(path: string, query: Query, page: Page): Page {
    const { starting_after: after, limit: _, ...others } = query
    const list = `${path} ${JSON.stringify(others)}`
    const before = this.#walks.get(list)
    this.#walks.delete(list)
    if (!page.hasMore || page.last === null) return page
    const { id } = page.last
    const walk = before !== undefined && before.last === after ? before : null
    if (walk?.remembered === id) throw unusable(path, `does not go on after ${id}`)
    const renews = walk === null || walk.pages === walk.span
    this.#walks.set(list, {
      last: id,
      remembered: renews ? id : walk.remembered,
      pages: renews ? 1 : walk.pages + 1,
      span: walk === null ? 1 : renews ? walk.span * 2 : walk.span,
    })
    return page
  }
}
