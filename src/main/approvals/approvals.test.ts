import { randomUUID } from 'node:crypto'
import Database from 'better-sqlite3'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CounterfoilError, type ErrorCode } from '../../shared/errors.ts'
import { money } from '../../shared/money.ts'
import type { MoneyIntent } from '../limits/intent.ts'
import { changeLimit } from '../limits/limits.ts'
import { listLog, verifyLog } from '../operator-log/log.ts'
import { ledgerMigrations } from '../store/ledger/migrations.ts'
import { migrate } from '../store/migrations.ts'
import { approve, decline, importProposal, isApproved, listApprovals, requestApproval } from './approvals.ts'
import { type MachineKey, machineKey } from './machine-key.ts'
import { addOperator, checkPin, listOperators, removeOperator } from './operators.ts'
import { type Proposal, readProposal, writeProposal } from './proposal-file.ts'
import { distrustMachine, trustMachine } from './trusted-machines.ts'

const T0 = 1_790_000_000
const DAY = 86_400
const HERE = { stripeAccount: 'acct_1', livemode: true }

let now = T0
const clock = () => now
let ledger: Database.Database
let image: Buffer
let ada = ''
let grace = ''
let reader: MachineKey

/** A key store of a machine without a keyring. */
function sessionStore() {
  let kept: string | null = null
  return {
    load: () => Promise.resolve(kept),
    save: (pem: string) => {
      kept = pem
      return Promise.resolve()
    },
  }
}

beforeAll(async () => {
  now = T0
  const db = new Database(':memory:')
  migrate(db, ledgerMigrations)
  ada = (await addOperator(db, { name: 'Ada', pin: '111111', by: null }, clock)).id
  const by = { operator: ada, pin: '111111' }
  grace = (await addOperator(db, { name: 'Grace', pin: '222222', by }, clock)).id
  reader = await machineKey(sessionStore())
  trustMachine(db, reader.fingerprint, 'front desk', { operator: 'Ada', now })
  const limit = { kind: 'any', measure: 'approval_above', currency: 'usd', value: 1000 } as const
  changeLimit(db, limit, { operator: 'Ada', approver: null, now })
  image = db.serialize()
})

beforeEach(() => {
  ledger = new Database(image)
  now = T0
})

async function failureOf(job: () => unknown): Promise<ErrorCode | 'none'> {
  try {
    await job()
    return 'none'
  } catch (error) {
    if (error instanceof CounterfoilError) return error.failure.code
    throw error
  }
}

function proposal(changes: Partial<Proposal> = {}): Proposal {
  return {
    account: 'acct_1',
    livemode: true,
    kind: 'refund',
    params: { charge: 'ch_1', amount: 5000, reason: 'duplicate' },
    amount: 5000,
    currency: 'usd',
    preparer: '陈晓',
    created: T0,
    expires: T0 + DAY,
    nonce: randomUUID(),
    ...changes,
  }
}

function bytes(changes: Partial<Proposal> = {}, key = reader): Buffer {
  return Buffer.from(writeProposal(proposal(changes), key))
}

function take(file: Uint8Array) {
  return importProposal(ledger, file, HERE, { operator: 'Ada', now })
}

function intent(amount = 5000): MoneyIntent {
  return {
    attempt: randomUUID(),
    kind: 'refund',
    amount: money(amount, 'usd'),
    params: { charge: 'ch_1', amount },
  }
}

const byAda = () => ({ operator: ada, pin: '111111' })
const byGrace = () => ({ operator: grace, pin: '222222' })

function actions(): readonly string[] {
  return listLog(ledger, { offset: 0, limit: 100 })
    .rows.map(({ action }) => action)
    .toReversed()
}

describe('operators', () => {
  it('know their PIN, and it is nowhere to be read', async () => {
    expect(await checkPin(ledger, byAda(), clock)).toMatchObject({ name: 'Ada' })
    expect(await failureOf(() => checkPin(ledger, { operator: ada, pin: '222222' }, clock))).toBe('pin_wrong')
    expect(ledger.serialize().includes('111111')).toBe(false)
    expect(actions().at(-1)).toBe('operators.pin_wrong')
  })

  it('have five tries, then wait 1 s doubling to 30 s, also after a restart and a correct PIN in between', async () => {
    const wrong = { operator: ada, pin: '000000' }
    for (let n = 0; n < 5; n++)
      expect(await failureOf(() => checkPin(ledger, wrong, clock))).toBe('pin_wrong')
    const waits: number[] = []
    for (let n = 0; n < 7; n++) {
      ledger = new Database(ledger.serialize())
      const start = now
      while ((await failureOf(() => checkPin(ledger, { operator: ada, pin: '' }, clock))) === 'pin_throttled')
        now++
      waits.push(now - start)
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30])
    expect(await failureOf(() => checkPin(ledger, byAda(), clock))).toBe('pin_throttled')
    now += 30
    expect(await failureOf(() => checkPin(ledger, byAda(), clock))).toBe('none')
    expect(await failureOf(() => checkPin(ledger, wrong, clock))).toBe('pin_wrong')
    expect(await failureOf(() => checkPin(ledger, byAda(), clock))).toBe('none')
  }, 30_000)

  it('do not get more tries by trying at the same time', async () => {
    const tries = Array.from({ length: 12 }, (_, n) =>
      failureOf(() => checkPin(ledger, { operator: ada, pin: `00000${n}` }, clock)),
    )
    const failures = await Promise.all(tries)
    expect(failures.filter((code) => code === 'pin_wrong')).toHaveLength(5)
    expect(failures.filter((code) => code === 'pin_throttled')).toHaveLength(7)
  })

  it('cannot look like another, nor come in alone, nor approve on their first day as a third', async () => {
    const add = (name: string, by: { operator: string; pin: string } | null) =>
      addOperator(ledger, { name, pin: '333333', by }, clock)
    expect(await failureOf(() => add('ＧＲＡＣＥ ', byAda()))).toBe('operator_name_taken')
    expect(await failureOf(() => add('Gra\u200Bce', byAda()))).toBe('operator_name_taken')
    expect(await failureOf(() => add('Eve', null))).toBe('pin_wrong')
    const eve = await add('Eve', byAda())
    const { attempt } = requestApproval(ledger, intent(), 'Ada', now)
    const byEve = { operator: eve.id, pin: '333333' }
    expect(await failureOf(() => approve(ledger, attempt, byEve, clock))).toBe('operator_too_new')
    now += DAY
    expect(await failureOf(() => approve(ledger, attempt, byEve, clock))).toBe('none')
    await removeOperator(ledger, eve.id, byAda(), clock)
    expect(listOperators(ledger).map(({ name }) => name)).toEqual(['Ada', 'Grace'])
    expect(await failureOf(() => checkPin(ledger, byEve, clock))).toBe('object_not_found')
  })
})

describe('a second operator', () => {
  it('made up once approvals are asked for cannot approve the same day; before that, at once', async () => {
    const alone = new Database(':memory:')
    migrate(alone, ledgerMigrations)
    const first = await addOperator(alone, { name: 'Ada', pin: '111111', by: null }, clock)
    const by = { operator: first.id, pin: '111111' }
    const limit = { kind: 'any', measure: 'approval_above', currency: 'usd', value: 1000 } as const
    changeLimit(alone, limit, { operator: 'Ada', approver: null, now })
    const second = await addOperator(alone, { name: 'Zed', pin: '222222', by }, clock)
    const { attempt } = requestApproval(alone, intent(), 'Ada', now)
    const byZed = { operator: second.id, pin: '222222' }
    expect(await failureOf(() => approve(alone, attempt, byZed, clock))).toBe('operator_too_new')
    now += DAY
    expect(await failureOf(() => approve(alone, attempt, byZed, clock))).toBe('none')
    // `beforeAll` set the limit only after both were there.
    const early = listOperators(ledger).map(({ addedAt, mayApproveFrom }) => mayApproveFrom - addedAt)
    expect(early).toEqual([0, 0])
  })
})

describe('an approval on one machine', () => {
  it('is given by another operator, for exactly one intent, and logged at every step', async () => {
    const mine = intent()
    requestApproval(ledger, mine, 'Ada', now)
    expect(requestApproval(ledger, mine, 'Ada', now).state).toBe('waiting')
    expect(isApproved(ledger, mine, now)).toBe(false)
    expect(await failureOf(() => approve(ledger, mine.attempt, byAda(), clock))).toBe('self_approval')
    expect(await failureOf(() => approve(ledger, mine.attempt, { operator: grace, pin: '1' }, clock))).toBe(
      'pin_wrong',
    )
    expect(isApproved(ledger, mine, now)).toBe(false)
    expect(await approve(ledger, mine.attempt, byGrace(), clock)).toEqual(mine)
    expect(isApproved(ledger, mine, now)).toBe(true)
    expect(isApproved(ledger, { ...mine, amount: money(5001, 'usd') }, now)).toBe(false)
    expect(isApproved(ledger, { ...mine, params: { charge: 'ch_2', amount: 5000 } }, now)).toBe(false)
    expect(isApproved(ledger, { ...mine, attempt: randomUUID() }, now)).toBe(false)
    expect(isApproved(ledger, mine, now + 7 * DAY)).toBe(false)
    expect(actions().slice(-3)).toEqual(['approvals.request', 'operators.pin_wrong', 'approvals.approve'])
    expect(verifyLog(ledger, []).ok).toBe(true)
  })

  it('is not given once declined or expired', async () => {
    const [declined, expired] = [intent(), intent()]
    requestApproval(ledger, declined, 'Ada', now)
    requestApproval(ledger, expired, 'Ada', now)
    expect((await decline(ledger, declined.attempt, byAda(), clock)).state).toBe('declined')
    expect(await failureOf(() => approve(ledger, declined.attempt, byGrace(), clock))).toBe('object_changed')
    now += 7 * DAY
    expect(await failureOf(() => approve(ledger, expired.attempt, byGrace(), clock))).toBe('proposal_expired')
    expect(
      listApprovals(ledger, now)
        .map(({ state }) => state)
        .toSorted(),
    ).toEqual(['declined', 'expired'])
  })
})

describe('a proposal file', () => {
  it('is taken in, approved by another, and becomes the intent it says', async () => {
    const { attempt, preparer, machine } = take(bytes())
    expect({ preparer, machine }).toEqual({ preparer: '陈晓', machine: reader.fingerprint })
    expect(await approve(ledger, attempt, byGrace(), clock)).toEqual({
      attempt,
      kind: 'refund',
      amount: money(5000, 'usd'),
      params: { charge: 'ch_1', amount: 5000, reason: 'duplicate' },
    })
    expect(actions().slice(-2)).toEqual(['approvals.import', 'approvals.approve'])
  })

  it('is refused with any byte changed, left out or added', () => {
    const file = bytes()
    expect(readProposal(file).fingerprint).toBe(reader.fingerprint)
    const survivors: string[] = []
    const refuse = (changed: Buffer, what: string) => {
      try {
        readProposal(changed)
        survivors.push(what)
      } catch (error) {
        if (!(error instanceof CounterfoilError) || error.failure.code !== 'proposal_invalid') throw error
      }
    }
    for (let at = 0; at < file.length; at++) {
      const old = file[at] ?? 0
      for (const value of [old ^ 1, old ^ 0x20, old ^ 0x80, 0x30, 0x20]) {
        if (value === old) continue
        const changed = Buffer.from(file)
        changed[at] = value
        refuse(changed, `${at} to ${value}`)
      }
      refuse(Buffer.concat([file.subarray(0, at), file.subarray(at + 1)]), `without ${at}`)
      refuse(Buffer.concat([file.subarray(0, at), Buffer.from(' '), file.subarray(at)]), `a space at ${at}`)
    }
    refuse(Buffer.concat([file, Buffer.from('\n')]), 'a new line at the end')
    refuse(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), file]), 'a byte order mark')
    expect(survivors).toEqual([])
  })

  it.each<[string, ErrorCode, Partial<Proposal>]>([
    ['another account', 'proposal_wrong_account', { account: 'acct_2' }],
    ['the other mode', 'proposal_wrong_account', { livemode: false }],
    ['past its time', 'proposal_expired', { created: T0 - DAY, expires: T0 }],
    ['from the future', 'proposal_expired', { created: T0 + 3600 }],
    ['good for too long', 'proposal_expired', { expires: T0 + 31 * DAY }],
    ['with two amounts', 'proposal_invalid', { params: { charge: 'ch_1', amount: 50_000 } }],
    ['with no amount in its parameters', 'proposal_invalid', { params: { charge: 'ch_1' } }],
  ])('is refused for %s', async (_, code, changes) => {
    expect(await failureOf(() => take(bytes(changes)))).toBe(code)
    expect(actions().at(-1)).toBe('approvals.import_refused')
    expect(listApprovals(ledger, now)).toEqual([])
  })

  it('is refused a second time, also after it was decided', async () => {
    const file = bytes()
    const { attempt } = take(file)
    expect(await failureOf(() => take(file))).toBe('proposal_used')
    await approve(ledger, attempt, byGrace(), clock)
    expect(await failureOf(() => take(file))).toBe('proposal_used')
  })

  it('is refused from a machine that is not trusted, or not any more', async () => {
    const stranger = await machineKey(sessionStore())
    expect(await failureOf(() => take(bytes({}, stranger)))).toBe('proposal_untrusted')
    const { attempt } = take(bytes())
    distrustMachine(ledger, reader.fingerprint, { operator: 'Ada', now })
    expect(await failureOf(() => approve(ledger, attempt, byGrace(), clock))).toBe('proposal_untrusted')
    expect(await failureOf(() => take(bytes()))).toBe('proposal_untrusted')
  })

  it('cannot be approved by its preparer above the amount that needs two, under any spelling', async () => {
    const large = take(bytes({ preparer: ' ＧＲＡＣＥ' }))
    expect(await failureOf(() => approve(ledger, large.attempt, byGrace(), clock))).toBe('self_approval')
    expect(await failureOf(() => approve(ledger, large.attempt, byAda(), clock))).toBe('machine_too_new')
    now += DAY - 1
    expect(await failureOf(() => approve(ledger, large.attempt, byAda(), clock))).toBe('machine_too_new')
    const small = take(bytes({ preparer: 'Grace', amount: 1000, params: { charge: 'ch_1', amount: 1000 } }))
    expect(await failureOf(() => approve(ledger, small.attempt, byGrace(), clock))).toBe('none')
  })

  it('is approved at once by another than who trusted its machine, and by them after a day', async () => {
    const [first, second] = [bytes(), bytes({ expires: T0 + 2 * DAY })].map((file) => take(file).attempt)
    expect(await failureOf(() => approve(ledger, first ?? '', byGrace(), clock))).toBe('none')
    expect(await failureOf(() => approve(ledger, second ?? '', byAda(), clock))).toBe('machine_too_new')
    now += DAY
    expect(await failureOf(() => approve(ledger, second ?? '', byAda(), clock))).toBe('none')
  })

  it('is not approved after it has expired here', async () => {
    const { attempt } = take(bytes())
    now = T0 + DAY
    expect(await failureOf(() => approve(ledger, attempt, byGrace(), clock))).toBe('proposal_expired')
  })

  it('is signed by the same key after a restart', async () => {
    const store = sessionStore()
    const first = await machineKey(store)
    expect((await machineKey(store)).fingerprint).toBe(first.fingerprint)
    expect(first.fingerprint).not.toBe(reader.fingerprint)
  })
})
