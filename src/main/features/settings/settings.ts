import {
  type Language,
  type Settings,
  type settingsContract,
  settingsSchema,
} from '../../../shared/features/settings/contract.ts'
import type { FeatureHandlers, ParsedInputOf } from '../../../shared/ipc.ts'

type Update = ParsedInputOf<(typeof settingsContract)['update']>

interface SettingsOptions {
  readonly file: { readonly read: () => Settings; readonly write: (value: Settings) => void }
  /** The language of the command line; it holds until another is chosen. */
  readonly language: Language | null
  readonly onChange: (settings: Settings) => void
}

/** The operator's choices for the whole console. */
export class SettingsService {
  readonly #options: SettingsOptions
  #language: Language | null

  constructor(options: SettingsOptions) {
    this.#options = options
    this.#language = options.language
  }

  get(): Settings {
    const stored = this.#options.file.read()
    return this.#language === null ? stored : { ...stored, language: this.#language }
  }

  update(update: Update): Settings {
    if (update.language !== undefined) this.#language = null
    this.#options.file.write(settingsSchema.parse({ ...this.#options.file.read(), ...update }))
    const settings = this.get()
    this.#options.onChange(settings)
    return settings
  }
}

/** What a new console starts with: the machine's language where it is one of ours. */
export function initialSettings(preferredLanguages: readonly string[]): Settings {
  const chinese = preferredLanguages[0]?.toLowerCase().startsWith('zh') ?? false
  return { language: chinese ? 'zh-CN' : 'en', theme: 'system', density: 'normal', timeZone: null }
}

export function settingsHandlers(settings: SettingsService): FeatureHandlers<typeof settingsContract> {
  return {
    get: () => settings.get(),
    update: (input) => settings.update(input),
  }
}
