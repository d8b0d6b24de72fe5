import { useRef } from 'react'

interface Item {
  readonly index: number
  readonly start: number
}

/** A row of the list as it is drawn. */
export interface DrawnRow<Model> {
  /** The element it is drawn into. */
  readonly slot: number
  readonly index: number
  /** Undefined while it is waited for. */
  readonly model: Model | undefined
  /** Pixels from the top of the list, of a row that does not follow the one before it. */
  readonly apart: number | undefined
}

export interface DrawnRows<Model> {
  readonly rows: readonly DrawnRow<Model>[]
  /** Where the rows that follow one another begin, pixels from the top of the list. */
  readonly top: number
}

interface View<Model> {
  /** The rows to be drawn, by index: one after the other, but for the one that has the keyboard. */
  readonly items: readonly Item[]
  /** What is seen of them. */
  readonly first: number
  readonly last: number
  readonly modelAt: ReadonlyMap<number, Model | undefined>
  /** What is missing has been waited for long enough. */
  readonly late: boolean
}

interface Drawn<Model> extends DrawnRows<Model> {
  readonly slots: ReadonlyMap<number, number>
}

/**
 * What is drawn for the rows in view. An element keeps its row while that stays in view and is then given to one that
 * comes, which costs the browser less than a new one. Until all that is to be seen after a jump has come, what was drawn
 * before stays, out of view; so a jump is drawn once and not twice.
 */
export function useDrawnRows<Model>(view: View<Model>): DrawnRows<Model> {
  const before = useRef<Drawn<Model> | null>(null)
  // oxlint-disable react/refs -- which element a row is drawn into shows nowhere, and what was drawn is no state
  const drawn = draw(view, before.current)
  before.current = drawn
  // oxlint-enable react/refs
  return drawn
}

export function draw<Model>(view: View<Model>, before: Drawn<Model> | null): Drawn<Model> {
  const { items, first, last, modelAt, late } = view
  const seen = items.filter(({ index }) => index >= first && index <= last)
  const isMissing = ({ index }: Item): boolean => modelAt.get(index) === undefined
  const jumped = before !== null && seen.length > 0 && !seen.some(({ index }) => before.slots.has(index))
  const waits = jumped ? seen.some(isMissing) : seen.length > 0 && seen.every(isMissing)
  if (before !== null && waits && !late) return before
  const slots = assignSlots(
    before?.slots ?? new Map(),
    items.map(({ index }) => index),
  )
  const rows = items.map(({ index, start }, at) => ({
    slot: slots.get(index) ?? 0,
    index,
    model: modelAt.get(index),
    apart: isApart(items, at) ? start : undefined,
  }))
  const top = items.find((_, at) => !isApart(items, at))?.start ?? 0
  return { slots, rows: jumped ? [...rows, ...unused(before, slots)] : rows, top }
}

/** The rows whose elements are free; they stay below what is seen, to be used again at once. */
function unused<Model>(before: Drawn<Model>, slots: ReadonlyMap<number, number>): readonly DrawnRow<Model>[] {
  const taken = new Set(slots.values())
  return before.rows.filter(({ slot, apart }) => apart === undefined && !taken.has(slot))
}

/** Whether a row stands alone, before or after the others. */
function isApart(items: readonly Item[], at: number): boolean {
  const index = items[at]?.index ?? 0
  const [before, after] = [items[at - 1]?.index, items[at + 1]?.index]
  return items.length > 1 && before !== index - 1 && after !== index + 1
}

/** The slots of `indexes`, those of `before` where they have one, otherwise the lowest that are free. */
export function assignSlots(
  before: ReadonlyMap<number, number>,
  indexes: readonly number[],
): ReadonlyMap<number, number> {
  const slots = new Map<number, number>()
  for (const index of indexes) {
    const slot = before.get(index)
    if (slot !== undefined) slots.set(index, slot)
  }
  const taken = new Set(slots.values())
  let free = 0
  for (const index of indexes) {
    if (slots.has(index)) continue
    while (taken.has(free)) free += 1
    slots.set(index, free)
    taken.add(free)
  }
  return slots
}
