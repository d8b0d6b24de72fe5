/** What was selected in one view and is carried to another; too long for an address, and gone with the window. */
let carried: readonly string[] = []

export function carrySelection(ids: readonly string[]): void {
  carried = ids
}

export function carriedSelection(): readonly string[] {
  return carried
}
