import { safeStorage } from 'electron'
import type { KeyProtector, Protection } from '../accounts/vault.ts'

const NONE: Protection = { persistent: false, provider: 'none' }

type AsyncSafeStorage = Pick<
  typeof safeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'
>

/**
 * What really protects a ciphertext. Linux falls back to a key that is the same on every machine without saying so;
 * only the prefix tells: `v11` and `v12` come from the desktop's secret store, `v10` from the fixed key.
 */
export function providerOf(platform: NodeJS.Platform, ciphertext: Buffer): Protection {
  if (platform === 'darwin') return { persistent: true, provider: 'Keychain' }
  if (platform === 'win32') return { persistent: true, provider: 'DPAPI' }
  const prefix = ciphertext.subarray(0, 3).toString('latin1')
  if (prefix === 'v11') return { persistent: true, provider: 'Secret Service' }
  if (prefix === 'v12') return { persistent: true, provider: 'desktop portal' }
  return NONE
}

/** The operating system's protection for keys, through Electron's asynchronous safeStorage. */
export function keyProtector(storage: AsyncSafeStorage, platform: NodeJS.Platform): KeyProtector {
  const protection = async (): Promise<Protection> => {
    if (!(await storage.isAsyncEncryptionAvailable())) return NONE
    return providerOf(platform, await storage.encryptStringAsync('which provider answers'))
  }
  return {
    protection,
    protect: async (text) => {
      if (!(await storage.isAsyncEncryptionAvailable())) return null
      const ciphertext = await storage.encryptStringAsync(text)
      const { persistent, provider } = providerOf(platform, ciphertext)
      return persistent ? { ciphertext: ciphertext.toString('base64'), provider } : null
    },
    reveal: async (ciphertext) => {
      const bytes = Buffer.from(ciphertext, 'base64')
      if (!providerOf(platform, bytes).persistent) throw new Error('This key was stored without protection')
      const { result, shouldReEncrypt } = await storage.decryptStringAsync(bytes)
      return { text: result, protectAgain: shouldReEncrypt }
    },
  }
}

export const systemKeyProtector = (): KeyProtector => keyProtector(safeStorage, process.platform)
