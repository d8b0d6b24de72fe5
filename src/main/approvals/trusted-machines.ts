import type { Database } from 'better-sqlite3'
import type { TrustedMachine } from '../../shared/features/approvals/contract.ts'
import { appendLog } from '../operator-log/log.ts'

interface By {
  readonly operator: string
  readonly now: number
}

/** Machines whose proposals are taken in here. */
export function trustedMachines(ledger: Database): readonly TrustedMachine[] {
  return ledger
    .prepare<[], TrustedMachine>(
      `SELECT fingerprint, name, added_by AS addedBy, added_at AS addedAt FROM trusted_machines
       WHERE removed_at IS NULL ORDER BY added_at, name`,
    )
    .all()
}

export function isTrusted(ledger: Database, fingerprint: string): boolean {
  return trustedMachine(ledger, fingerprint) !== undefined
}

/** Undefined where it is not trusted, or not any more. */
export function trustedMachine(ledger: Database, fingerprint: string): TrustedMachine | undefined {
  return trustedMachines(ledger).find((machine) => machine.fingerprint === fingerprint)
}

/** Takes proposals of this machine from now on. Logged. */
export function trustMachine(ledger: Database, fingerprint: string, name: string, by: By): void {
  ledger
    .transaction(() => {
      ledger
        .prepare(
          `INSERT INTO trusted_machines (fingerprint, name, added_by, added_at) VALUES (?, ?, ?, ?)
           ON CONFLICT (fingerprint) DO UPDATE SET name = excluded.name, added_by = excluded.added_by,
             added_at = excluded.added_at, removed_at = NULL`,
        )
        .run(fingerprint, name, by.operator, by.now)
      const details = { fingerprint, name }
      appendLog(ledger, { at: by.now, operator: by.operator, action: 'machines.trust', details })
    })
    .immediate()
}

/** Takes no proposals of this machine any more, and none that still wait can be approved. Logged. */
export function distrustMachine(ledger: Database, fingerprint: string, by: By): void {
  ledger
    .transaction(() => {
      ledger
        .prepare<[number, string]>('UPDATE trusted_machines SET removed_at = ? WHERE fingerprint = ?')
        .run(by.now, fingerprint)
      const details = { fingerprint }
      appendLog(ledger, { at: by.now, operator: by.operator, action: 'machines.distrust', details })
    })
    .immediate()
}
