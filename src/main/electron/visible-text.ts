/** Characters that change how others are read, or take no room: controls, bidi, zero-width, tags, fillers. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu
const RIGHT_TO_LEFT =
  /\p{Script=Arabic}|\p{Script=Hebrew}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko}/u

const LONGEST = 120

/**
 * A name from outside as it may stand in a confirmation: every hidden or direction-changing character is shown as
 * `⟨U+202E⟩` instead of acting, spaces are single, a right-to-left name cannot reorder its surroundings, and the
 * length is bounded.
 */
export function visibleText(text: string): string {
  const shown = text
    .normalize('NFC')
    .replaceAll(/[\s\u00A0]+/gu, ' ')
    .trim()
    .replaceAll(HIDDEN, (character) => {
      const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
      return `⟨U+${code}⟩`
    })
  const characters = Array.from(shown)
  const bounded = characters.length > LONGEST ? `${characters.slice(0, LONGEST).join('')}…` : shown
  return RIGHT_TO_LEFT.test(bounded) ? `\u2068${bounded}\u2069` : bounded
}
