import { CounterfoilError } from '../../shared/errors.ts'
import { type Language, languageSchema } from '../../shared/features/settings/contract.ts'
import { parseApiBase } from '../stripe/api-base.ts'

export interface Switches {
  readonly demo: boolean
  readonly headless: boolean
  /** Absolute or relative to the working folder. */
  readonly userDataDir: string | null
  /** The origin of a loopback server. */
  readonly apiBase: string | null
  readonly language: Language | null
}

function valueOf(argv: readonly string[], name: string): string | null {
  const prefix = `--${name}=`
  const given = argv.findLast((argument) => argument.startsWith(prefix))
  if (given !== undefined) return given.slice(prefix.length)
  if (argv.includes(`--${name}`))
    throw new CounterfoilError('invalid_input', `--${name} needs a value: --${name}=…`)
  return null
}

/** Reads the console's own switches; those of Chromium are left to it. Throws `invalid_input` with what is wrong. */
export function parseSwitches(argv: readonly string[]): Switches {
  const apiBase = valueOf(argv, 'api-base')
  const lang = valueOf(argv, 'lang')
  const language = languageSchema.nullable().safeParse(lang)
  if (!language.success) {
    throw new CounterfoilError('invalid_input', `--lang is en or zh-CN, not ${lang}`)
  }
  const userDataDir = valueOf(argv, 'user-data-dir')
  if (userDataDir === '') throw new CounterfoilError('invalid_input', '--user-data-dir needs a folder')
  return {
    demo: argv.includes('--demo'),
    headless: argv.includes('--headless'),
    userDataDir,
    apiBase: apiBase === null ? null : parseApiBase(apiBase).url,
    language: language.data,
  }
}
