import { z } from 'zod'
import type { AccountId } from '../../shared/ids.ts'

export interface Protection {
  readonly persistent: boolean
  /** Who protects, in words for the screen; `none` where nobody does. */
  readonly provider: string
}

export interface Protected {
  /** Base64. */
  readonly ciphertext: string
  readonly provider: string
}

/** The operating system's protection of small secrets. */
export interface KeyProtector {
  readonly protection: () => Promise<Protection>
  /** Null where no real provider protects; then nothing may be written. */
  readonly protect: (text: string) => Promise<Protected | null>
  readonly reveal: (ciphertext: string) => Promise<{ readonly text: string; readonly protectAgain: boolean }>
}

export const vaultFileSchema = z.record(
  z.string(),
  z.object({ ciphertext: z.string(), provider: z.string() }),
)
export type VaultFile = z.infer<typeof vaultFileSchema>

interface VaultOptions {
  readonly protector: KeyProtector
  readonly file: { readonly read: () => VaultFile; readonly write: (value: VaultFile) => void }
  readonly onError: (line: string, error: unknown) => void
}

/** Where a key was found: kept by the system, in memory only, or nowhere (or not to be had just now). */
export type FoundKey =
  | { readonly storage: 'system' | 'session'; readonly key: string }
  | { readonly storage: 'none'; readonly key: null }

/** Keys of accounts: on disk only as the operating system's ciphertext, otherwise in memory until the program ends. */
export class Vault {
  readonly #options: VaultOptions
  readonly #session = new Map<AccountId, string>()

  constructor(options: VaultOptions) {
    this.#options = options
  }

  protection(): Promise<Protection> {
    return this.#options.protector.protection()
  }

  /** Keeps a key as safely as this machine can, and says where. */
  async put(account: AccountId, key: string): Promise<'system' | 'session'> {
    this.#session.set(account, key)
    const sealed = await this.#seal(key)
    const rest = this.#without(account)
    this.#options.file.write(sealed === null ? rest : { ...rest, [account]: sealed })
    return sealed === null ? 'session' : 'system'
  }

  /** A provider that cannot answer just now leaves what is stored alone. */
  async get(account: AccountId): Promise<FoundKey> {
    const stored = this.#options.file.read()[account]
    const held = this.#session.get(account)
    if (held !== undefined) return { storage: stored === undefined ? 'session' : 'system', key: held }
    if (stored === undefined) return { storage: 'none', key: null }
    try {
      const { text, protectAgain } = await this.#options.protector.reveal(stored.ciphertext)
      this.#session.set(account, text)
      if (protectAgain) await this.put(account, text)
      return { storage: 'system', key: text }
    } catch (error) {
      this.#options.onError(`the key of ${account} could not be read from ${stored.provider}`, error)
      return { storage: 'none', key: null }
    }
  }

  /** Takes the key out of memory and off the disk. */
  forget(account: AccountId): void {
    this.#session.delete(account)
    this.#options.file.write(this.#without(account))
  }

  #without(account: AccountId): VaultFile {
    return Object.fromEntries(Object.entries(this.#options.file.read()).filter(([id]) => id !== account))
  }

  async #seal(key: string): Promise<Protected | null> {
    try {
      return await this.#options.protector.protect(key)
    } catch (error) {
      this.#options.onError('a key could not be protected and stays in memory', error)
      return null
    }
  }
}
