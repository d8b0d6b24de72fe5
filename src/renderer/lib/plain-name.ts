const LONGEST = 60

/**
 * A name that others typed, safe inside a sentence about money: no control, zero-width or direction-changing characters,
 * no line breaks, and no more than 60 characters.
 */
export function plainName(name: string): string {
  const plain = name
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim()
  const letters = Array.from(new Intl.Segmenter().segment(plain), ({ segment }) => segment)
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : plain
}
