interface Place {
  readonly active: number
  readonly count: number
  readonly page: number
}

/** The row a key moves to, or null where the key does not move. */
export function rowAfterKey(key: string, { active, count, page }: Place): number | null {
  const last = Math.max(0, count - 1)
  const to = (row: number) => Math.min(last, Math.max(0, row))
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return to(active + 1)
    case 'ArrowUp':
    case 'k':
      return to(active - 1)
    case 'PageDown':
      return to(active + page)
    case 'PageUp':
      return to(active - page)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return null
  }
}
