const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u

/** The form in which text is compared: case and width make no difference. */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/** Stripe asks for three characters after `~`. */
export const SUBSTRING_MINIMUM = 3
/** One Chinese, Japanese or Korean character says as much as a word. */
export const SUBSTRING_MINIMUM_CJK = 1

export function isSubstringLongEnough(text: string): boolean {
  return CJK.test(text) || Array.from(text).length >= SUBSTRING_MINIMUM
}
