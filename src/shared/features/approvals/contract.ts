import { z } from 'zod'
import { secondsSchema } from '../../freshness.ts'
import { accountIdSchema } from '../../ids.ts'
import { moneySchema } from '../../money.ts'
import { operationKindSchema, operationSchema } from '../operations/contract.ts'

/** At least six characters; digits are usual, not required. */
export const pinSchema = z.string().min(6).max(64)
/** A name as people read it: nothing invisible that could make two names look the same. */
export const operatorNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u)
/** SHA-256 of a machine's public key, in hex. */
export const fingerprintSchema = z.string().regex(/^[0-9a-f]{64}$/)

export const operatorSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    addedAt: secondsSchema,
    mayApproveFrom: secondsSchema,
  })
  .readonly()
export type Operator = z.infer<typeof operatorSchema>

export const trustedMachineSchema = z
  .object({
    fingerprint: fingerprintSchema,
    name: z.string(),
    addedBy: z.string(),
    addedAt: secondsSchema,
  })
  .readonly()
export type TrustedMachine = z.infer<typeof trustedMachineSchema>

const paramsSchema = z.record(z.string(), z.union([z.string(), z.int(), z.boolean()]))

export const approvalSchema = z
  .object({
    attempt: z.uuid(),
    kind: operationKindSchema,
    amount: moneySchema,
    params: paramsSchema.readonly(),
    preparer: z.string(),
    /** Fingerprint of the machine it was prepared on; null for this one. */
    machine: fingerprintSchema.nullable(),
    createdAt: secondsSchema,
    expiresAt: secondsSchema,
    state: z.enum(['waiting', 'approved', 'declined', 'expired']),
    approver: z.string().nullable(),
    decidedAt: secondsSchema.nullable(),
  })
  .readonly()
export type Approval = z.infer<typeof approvalSchema>

export const approvalsStateSchema = z
  .object({
    operators: z.array(operatorSchema).readonly(),
    /** Who is at the desk; null while nobody has given their PIN. */
    current: z.uuid().nullable(),
    /** This machine's own. */
    fingerprint: fingerprintSchema,
    machines: z.array(trustedMachineSchema).readonly(),
  })
  .readonly()
export type ApprovalsState = z.infer<typeof approvalsStateSchema>

const credentialSchema = z
  .object({ operator: z.uuid(), pin: z.string().max(64) })
  .strict()
  .readonly()
const account = accountIdSchema
const accountInput = z.object({ account }).strict().readonly()

export const approvalsContract = {
  state: { input: accountInput, output: approvalsStateSchema },
  /** The first operator needs nobody; any other is let in by one who is there. */
  addOperator: {
    input: z
      .object({ account, name: operatorNameSchema, pin: pinSchema, by: credentialSchema.nullable() })
      .strict()
      .readonly(),
    output: approvalsStateSchema,
  },
  changePin: {
    input: z.object({ account, by: credentialSchema, pin: pinSchema }).strict().readonly(),
    output: approvalsStateSchema,
  },
  removeOperator: {
    input: z.object({ account, operator: z.uuid(), by: credentialSchema }).strict().readonly(),
    output: approvalsStateSchema,
  },
  signIn: {
    input: z.object({ account, by: credentialSchema }).strict().readonly(),
    output: approvalsStateSchema,
  },
  signOut: { input: accountInput, output: approvalsStateSchema },
  trustMachine: {
    input: z
      .object({ account, fingerprint: fingerprintSchema, name: operatorNameSchema, by: credentialSchema })
      .strict()
      .readonly(),
    output: approvalsStateSchema,
  },
  distrustMachine: {
    input: z.object({ account, fingerprint: fingerprintSchema, by: credentialSchema }).strict().readonly(),
    output: approvalsStateSchema,
  },
  list: {
    input: accountInput,
    output: z.object({ rows: z.array(approvalSchema).readonly() }).readonly(),
  },
  /** Signs a proposal and saves it where the operator chooses; null where they chose nowhere. */
  propose: {
    input: z
      .object({
        account,
        kind: operationKindSchema,
        amount: moneySchema,
        params: paramsSchema.readonly(),
        expiresIn: z
          .int()
          .min(60)
          .max(30 * 86_400),
      })
      .strict()
      .readonly(),
    output: z.object({ file: z.string().nullable() }).readonly(),
  },
  /** Takes in a proposal file that another machine signed; it then waits for approval. */
  importProposal: {
    input: z
      .object({ account, file: z.instanceof(Uint8Array) })
      .strict()
      .readonly(),
    output: approvalSchema,
  },
  /** Approves with the approver's own PIN, and sends. */
  approve: {
    input: z.object({ account, attempt: z.uuid(), by: credentialSchema }).strict().readonly(),
    output: operationSchema,
  },
  decline: {
    input: z.object({ account, attempt: z.uuid(), by: credentialSchema }).strict().readonly(),
    output: approvalSchema,
  },
} as const
