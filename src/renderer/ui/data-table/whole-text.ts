/** What a cell says to the eye: without what is only for screen readers. */
function visibleText(cell: Element): string {
  const copy = cell.cloneNode(true)
  if (!(copy instanceof Element)) return ''
  for (const hidden of copy.querySelectorAll('.sr-only')) hidden.remove()
  return copy.textContent.trim()
}

/** Gives the cell under the pointer its whole text as a title where it is cut off, and none where it is not. */
export function showWholeText(target: EventTarget): void {
  const cell = target instanceof Element ? target.closest<HTMLElement>('td') : null
  if (cell === null) return
  // Rows are changed in place, so that a title given before may be that of another row.
  if (cell.scrollWidth > cell.clientWidth) cell.title = visibleText(cell)
  else cell.removeAttribute('title')
}
