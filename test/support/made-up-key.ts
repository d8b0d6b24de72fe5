/** A key that no account has, put together here so that no text of the project looks like a live one. */
export const madeUp = (prefix: string, rest: string): string => `${prefix}_${rest}`
