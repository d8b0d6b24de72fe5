/** SQLite names what it stumbled over; where that stands is known only if it stands in one place. */
export function positionOf(sql: string, message: string): number | null {
  const name =
    /near "([^"]+)"/.exec(message)?.[1] ?? /no such (?:column|table|function): (\S+)/.exec(message)?.[1]
  if (name === undefined) return null
  const places: number[] = []
  for (let at = sql.indexOf(name); at >= 0; at = sql.indexOf(name, at + 1))
    if (isWhole(sql, at, at + name.length)) places.push(at)
  return places.length === 1 ? (places[0] ?? null) : null
}

const WORD = /[\p{L}\p{N}_$]/u

/** Whether no word goes on over either end. */
function isWhole(sql: string, start: number, end: number): boolean {
  const joined = (left: number) => WORD.test(sql.charAt(left)) && WORD.test(sql.charAt(left + 1))
  return !joined(start - 1) && !joined(end - 1)
}
