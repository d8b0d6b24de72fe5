import { describe, expect, it, vi } from 'vitest'
import { Vault, type VaultFile } from '../accounts/vault.ts'
import { keyProtector } from './key-protector.ts'

vi.mock('electron', () => ({ safeStorage: {} }))

const KEY = 'rk_test_canary51'

/** Electron's asynchronous safeStorage with a provider that marks its ciphertext by `prefix`. */
function storage(prefix: string, options: { available?: boolean; failing?: boolean; rotate?: boolean } = {}) {
  return {
    isAsyncEncryptionAvailable: () => Promise.resolve(options.available ?? true),
    encryptStringAsync: (text: string) =>
      Promise.resolve(Buffer.concat([Buffer.from(prefix), Buffer.from(text).map((byte) => byte ^ 0x55)])),
    decryptStringAsync: (bytes: Buffer) =>
      options.failing === true
        ? Promise.reject(new Error('temporarily unavailable'))
        : Promise.resolve({
            result: Buffer.from(bytes.subarray(3).map((byte) => byte ^ 0x55)).toString(),
            shouldReEncrypt: options.rotate ?? false,
          }),
  }
}

function vaultOn(fake: ReturnType<typeof storage>, platform: NodeJS.Platform, file: { value: VaultFile }) {
  const errors: string[] = []
  const writes = vi.fn<(value: VaultFile) => void>((value) => {
    file.value = value
  })
  const vault = new Vault({
    protector: keyProtector(fake, platform),
    file: { read: () => file.value, write: writes },
    onError: (line) => errors.push(line),
  })
  return { vault, errors, writes }
}

describe('a key', () => {
  it.each([
    ['linux', 'v11', 'Secret Service'],
    ['linux', 'v12', 'desktop portal'],
    ['darwin', 'v10', 'Keychain'],
    ['win32', 'v10', 'DPAPI'],
  ] as const)(
    'on %s with prefix %s is kept by %s and found by the next run',
    async (platform, prefix, provider) => {
      const file = { value: {} as VaultFile }
      const { vault } = vaultOn(storage(prefix), platform, file)
      expect(await vault.protection()).toEqual({ persistent: true, provider })
      expect(await vault.put('a', KEY)).toBe('system')
      expect(JSON.stringify(file.value)).not.toContain(KEY)
      expect(file.value['a']?.provider).toBe(provider)
      const next = vaultOn(storage(prefix), platform, file)
      expect(await next.vault.get('a')).toEqual({ storage: 'system', key: KEY })
    },
  )

  it.each(['v10', 'zzz', ''])('on Linux with prefix "%s" is never written', async (prefix) => {
    const file = { value: {} as VaultFile }
    const { vault } = vaultOn(storage(prefix), 'linux', file)
    expect(await vault.protection()).toEqual({ persistent: false, provider: 'none' })
    expect(await vault.put('a', KEY)).toBe('session')
    expect(file.value).toEqual({})
    expect(await vault.get('a')).toEqual({ storage: 'session', key: KEY })
    expect(await vaultOn(storage(prefix), 'linux', file).vault.get('a')).toEqual({
      storage: 'none',
      key: null,
    })
  })

  it('stays in memory where there is no provider', async () => {
    const file = { value: {} as VaultFile }
    const { vault } = vaultOn(storage('v11', { available: false }), 'linux', file)
    expect(await vault.put('a', KEY)).toBe('session')
    expect(file.value).toEqual({})
  })

  it('that a provider cannot give just now is not lost', async () => {
    const file = { value: {} as VaultFile }
    await vaultOn(storage('v11'), 'linux', file).vault.put('a', KEY)
    const stored = file.value
    const { vault, errors } = vaultOn(storage('v11', { failing: true }), 'linux', file)
    expect(await vault.get('a')).toEqual({ storage: 'none', key: null })
    expect(errors).toHaveLength(1)
    expect(file.value).toBe(stored)
    expect(await vaultOn(storage('v11'), 'linux', file).vault.get('a')).toEqual({
      storage: 'system',
      key: KEY,
    })
  })

  it('is protected again when the provider asks for it', async () => {
    const file = { value: {} as VaultFile }
    await vaultOn(storage('v11'), 'linux', file).vault.put('a', KEY)
    const { vault, writes } = vaultOn(storage('v12', { rotate: true }), 'linux', file)
    expect((await vault.get('a')).key).toBe(KEY)
    expect(writes).toHaveBeenCalledOnce()
    expect(file.value['a']?.provider).toBe('desktop portal')
  })

  it('is gone from memory and disk once forgotten', async () => {
    const file = { value: {} as VaultFile }
    const { vault } = vaultOn(storage('v11'), 'linux', file)
    await vault.put('a', KEY)
    await vault.put('b', KEY)
    vault.forget('a')
    expect(await vault.get('a')).toEqual({ storage: 'none', key: null })
    expect(Object.keys(file.value)).toEqual(['b'])
  })
})
