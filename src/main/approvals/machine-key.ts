import {
  type KeyObject,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
} from 'node:crypto'

/** The Ed25519 key pair by which other machines know this one. */
export interface MachineKey {
  readonly privateKey: KeyObject
  /** SPKI, DER, base64. */
  readonly publicKey: string
  readonly fingerprint: string
}

/** Where the private key is kept: protected by the operating system, or for the session only. */
export interface MachineKeyStore {
  readonly load: () => Promise<string | null>
  readonly save: (pem: string) => Promise<void>
}

/** This machine's key, made at the first call. */
export async function machineKey(store: MachineKeyStore): Promise<MachineKey> {
  const kept = await store.load()
  if (kept !== null) return keyFrom(createPrivateKey(kept))
  const { privateKey } = generateKeyPairSync('ed25519')
  await store.save(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  return keyFrom(privateKey)
}

/** SHA-256 of a public key, in hex, as operators compare it by eye or telephone. */
export function fingerprintOf(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex')
}

function keyFrom(privateKey: KeyObject): MachineKey {
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64')
  return { privateKey, publicKey, fingerprint: fingerprintOf(publicKey) }
}
