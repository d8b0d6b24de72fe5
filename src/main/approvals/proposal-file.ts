import { createPublicKey, sign, verify } from 'node:crypto'
import { z } from 'zod'
import { CounterfoilError } from '../../shared/errors.ts'
import { operationKindSchema } from '../../shared/features/operations/contract.ts'
import { currencySchema } from '../../shared/money.ts'
import { canonicalJson } from '../operations/canonical.ts'
import { type MachineKey, fingerprintOf } from './machine-key.ts'

export const proposalSchema = z
  .object({
    /** Stripe's account id. */
    account: z.string(),
    livemode: z.boolean(),
    kind: operationKindSchema,
    params: z.record(z.string(), z.union([z.string(), z.int(), z.boolean()])),
    amount: z.int().positive(),
    currency: currencySchema,
    preparer: z.string().min(1).max(80),
    /** Seconds UTC. */
    created: z.int().nonnegative(),
    expires: z.int().nonnegative(),
    /** Becomes the attempt, so that a proposal is one operation however often it is brought in. */
    nonce: z.uuid(),
  })
  .strict()
  .readonly()
export type Proposal = z.infer<typeof proposalSchema>

const fileSchema = z
  .object({
    format: z.literal('counterfoil-proposal'),
    version: z.literal(1),
    proposal: proposalSchema,
    publicKey: z.base64(),
    signature: z.base64(),
  })
  .strict()

/** A proposal as a file: canonical JSON, signed with the machine's key. */
export function writeProposal(proposal: Proposal, key: MachineKey): string {
  const signature = sign(null, signedBytes(proposal, key.publicKey), key.privateKey).toString('base64')
  return canonicalJson({
    format: 'counterfoil-proposal',
    version: 1,
    proposal,
    publicKey: key.publicKey,
    signature,
  })
}

/**
 * Reads a proposal file and checks its signature; whether the machine is trusted is for the caller to ask. There is
 * one byte sequence for a proposal: a file that says the same in other bytes is refused. Throws `proposal_invalid`.
 */
export function readProposal(bytes: Uint8Array): {
  readonly proposal: Proposal
  readonly fingerprint: string
} {
  let file: z.infer<typeof fileSchema>
  let signed: boolean
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    file = fileSchema.parse(JSON.parse(text))
    const key = createPublicKey({ key: Buffer.from(file.publicKey, 'base64'), format: 'der', type: 'spki' })
    const signature = Buffer.from(file.signature, 'base64')
    signed =
      key.asymmetricKeyType === 'ed25519' &&
      canonicalJson({ ...file, signature: signature.toString('base64') }) === text &&
      verify(null, signedBytes(file.proposal, file.publicKey), key, signature)
  } catch (error) {
    throw new CounterfoilError('proposal_invalid', 'This is no proposal file', { cause: error })
  }
  if (!signed) throw new CounterfoilError('proposal_invalid', 'The signature does not fit the proposal')
  return { proposal: file.proposal, fingerprint: fingerprintOf(file.publicKey) }
}

/** The key is part of what is signed, and the first line keeps a signature from meaning anything elsewhere. */
function signedBytes(proposal: Proposal, publicKey: string): Buffer {
  return Buffer.from(`counterfoil-proposal-1\n${canonicalJson([proposal, publicKey])}`)
}
