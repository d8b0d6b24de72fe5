import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import * as declines from './declines.ts'
import * as messages from './messages.ts'
import * as methods from './methods.ts'
import * as statuses from './statuses.ts'

const english = { ...messages.en, ...methods.en, ...statuses.en, ...declines.en }
const chinese = { ...messages.zhCN, ...methods.zhCN, ...statuses.zhCN, ...declines.zhCN }

/** What a value of Stripe's is a value of. */
export type WordKind = keyof typeof english

/** The word for a value of Stripe's in a language; null where it is new to us. */
export function knownWord(language: string, kind: WordKind, value: string): string | null {
  const table: Readonly<Record<string, string>> = (language === 'zh-CN' ? chinese : english)[kind]
  return Object.hasOwn(table, value) ? (table[value] ?? null) : null
}

/** A value without a word, as people would write it: `new_reason` is `New reason`. */
export function readable(value: string): string {
  const plain = value.replaceAll('_', ' ').trim()
  return plain.charAt(0).toUpperCase() + plain.slice(1)
}

/** Words for Stripe's values in the operator's language; a value that is new to us is shown readably as it is. */
export function useWord(): (kind: WordKind, value: string) => string {
  const language = useTranslation().i18n.language
  return useCallback((kind, value) => knownWord(language, kind, value) ?? readable(value), [language])
}
