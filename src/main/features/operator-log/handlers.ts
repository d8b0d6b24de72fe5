import type { Database } from 'better-sqlite3'
import type { LogAnchor, operatorLogContract } from '../../../shared/features/operator-log/contract.ts'
import type { FeatureHandlers } from '../../../shared/ipc.ts'
import { exportLog } from '../../operator-log/export.ts'
import { appendLog, listLog, verifyLog } from '../../operator-log/log.ts'

export interface OperatorLogServices {
  readonly ledger: Database
  readonly stripeAccount: string
  readonly now: () => number
  /** Who is at the desk. */
  readonly operator: () => string
  /** Heads that were sent in the metadata of money calls. */
  readonly anchors: () => readonly LogAnchor[]
  /** Asks where to, and writes; null where the operator chose nowhere. */
  readonly saveFile: (name: string, content: Iterable<string>) => Promise<string | null>
}

export function operatorLogHandlers(
  open: (account: string) => Promise<OperatorLogServices>,
): FeatureHandlers<typeof operatorLogContract> {
  return {
    list: async ({ account, offset, limit }) => listLog((await open(account)).ledger, { offset, limit }),
    verify: async ({ account }) => {
      const { ledger, anchors } = await open(account)
      return verifyLog(ledger, anchors())
    },
    exportLog: async ({ account }) => {
      const { ledger, stripeAccount, now, operator, saveFile } = await open(account)
      const at = now()
      const entries = listLog(ledger, { offset: 0, limit: 1 }).total
      // Read whole before the dialog opens: an open read would hold the ledger while the operator chooses.
      const file = await saveFile('operator-log.jsonl', [...exportLog(ledger, stripeAccount, at)])
      if (file !== null) {
        appendLog(ledger, { at, operator: operator(), action: 'operator_log.export', details: { entries } })
      }
      return { file, entries, at }
    },
  }
}
