import { randomUUID } from 'node:crypto'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { approvalsContract } from '../../../shared/features/approvals/contract.ts'
import type { Operation } from '../../../shared/features/operations/contract.ts'
import { money } from '../../../shared/money.ts'
import { machineKey } from '../../approvals/machine-key.ts'
import type { MoneyIntent } from '../../limits/intent.ts'
import { verifyLog } from '../../operator-log/log.ts'
import { ledgerMigrations } from '../../store/ledger/migrations.ts'
import { migrate } from '../../store/migrations.ts'
import { approvalsHandlers } from './handlers.ts'

const account = 'demo'

/** One machine: its own ledger and key. */
async function machine() {
  const ledger = new Database(':memory:')
  migrate(ledger, ledgerMigrations)
  const key = await machineKey({ load: () => Promise.resolve(null), save: () => Promise.resolve() })
  let current: string | null = null
  const submitted: MoneyIntent[] = []
  const files: string[] = []
  const handlers = approvalsHandlers(() =>
    Promise.resolve({
      ledger,
      now: () => 1_790_000_000,
      desk: {
        current: () => current,
        take: (operator) => {
          current = operator
        },
      },
      operator: () => '陈晓',
      machineKey: key,
      stripeAccount: 'acct_1',
      livemode: false,
      checkParams: (_, params) => {
        if (!('charge' in params)) throw new Error('No charge')
      },
      queueChanged: () => undefined,
      submit: (intent) => {
        submitted.push(intent)
        return Promise.resolve(operationOf(intent))
      },
      saveFile: (name, content) => {
        files.push([...content].join(''))
        return Promise.resolve(name)
      },
    }),
  )
  return { ledger, handlers, submitted, files, fingerprint: key.fingerprint }
}

function operationOf({ kind, amount }: MoneyIntent): Operation {
  return {
    id: randomUUID(),
    account,
    kind,
    state: 'succeeded',
    amount,
    target: 'ch_1',
    result: 're_1',
    resultStatus: 'succeeded',
    reason: null,
    idempotencyKey: 'k',
    createdAt: 1,
    firstSentAt: 1,
    settledAt: 1,
    sends: 1,
    answers: [],
    connectedAccount: null,
    operator: 'Ada',
    closing: null,
  }
}

describe('approvals over IPC', () => {
  it('carry a proposal from a machine that only reads to one that sends', async () => {
    const [reading, writing] = [await machine(), await machine()]
    const added = await writing.handlers.addOperator({ account, name: 'Ada', pin: '111111', by: null })
    const by = { operator: added.operators[0]?.id ?? '', pin: '111111' }
    expect((await writing.handlers.signIn({ account, by })).current).toBe(by.operator)
    expect((await writing.handlers.signOut({ account })).current).toBeNull()

    const amount = money(5000, 'usd')
    const wanted = { account, kind: 'refund', amount, expiresIn: 3600 } as const
    await expect(reading.handlers.propose({ ...wanted, params: {} })).rejects.toThrow(/No charge/)
    await reading.handlers.propose({ ...wanted, params: { charge: 'ch_1' } })
    const input = approvalsContract.importProposal.input.parse({
      account,
      file: new TextEncoder().encode(reading.files[0]),
    })
    await expect(writing.handlers.importProposal(input)).rejects.toThrow(/not trusted/)
    const { fingerprint } = await reading.handlers.state({ account })
    await writing.handlers.trustMachine({ account, fingerprint, name: 'front desk', by })
    const { attempt } = await writing.handlers.importProposal(input)

    await expect(
      writing.handlers.approve({ account, attempt, by: { ...by, pin: '999999' } }),
    ).rejects.toThrow(/Not the PIN/)
    expect(writing.submitted).toEqual([])
    await writing.handlers.approve({ account, attempt, by })
    expect(writing.submitted).toEqual([
      { attempt, kind: 'refund', amount, params: { charge: 'ch_1', amount: 5000 } },
    ])
    const { rows } = await writing.handlers.list({ account })
    expect(approvalsContract.list.output.parse({ rows }).rows).toMatchObject([
      { state: 'approved', approver: 'Ada', machine: fingerprint },
    ])
    expect(verifyLog(writing.ledger, []).ok && verifyLog(reading.ledger, []).ok).toBe(true)
  })

  it('refuse names with nothing or something invisible in them', () => {
    const name = (value: string) =>
      approvalsContract.addOperator.input.safeParse({ account, name: value, pin: '111111', by: null }).success
    expect(['', '  ', 'A\u200Bda', '\u202EadA', 'A\nda'].filter(name)).toEqual([])
    expect(['Ada', '陈晓', "Zoë O'Neil"].filter(name)).toHaveLength(3)
  })
})
