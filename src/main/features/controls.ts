import type { BulkPlan } from '../../shared/features/bulk-refunds/contract.ts'
import type { AccountProfile } from '../../shared/features/accounts/contract.ts'
import type { MachineKey } from '../approvals/machine-key.ts'
import { checkPin } from '../approvals/operators.ts'
import { parseHead } from '../operator-log/chain.ts'
import type { ApprovalsServices } from './approvals/handlers.ts'
import type { BulkRefundsServices } from './bulk-refunds/handlers.ts'
import type { AccountContext, OpenAccount } from './context.ts'
import type { LimitsServices } from './limits/handlers.ts'
import type { OperatorLogServices } from './operator-log/handlers.ts'

/** What main's own dialogs do for the controls. */
export interface ControlDialogs {
  readonly saveFile: (name: string, content: Iterable<string>) => Promise<string | null>
  readonly confirmBulk: (profile: AccountProfile, plan: BulkPlan) => Promise<boolean>
}

export interface Controls {
  readonly approvals: (account: string) => Promise<ApprovalsServices>
  readonly bulkRefunds: (account: string) => Promise<BulkRefundsServices>
  readonly limits: (account: string) => Promise<LimitsServices>
  readonly operatorLog: (account: string) => Promise<OperatorLogServices>
}

/** What an account's desk offers to the handlers of limits, approvals, bulk refunds and the operator log. */
export function controlsOf(
  open: OpenAccount,
  machineKey: () => Promise<MachineKey>,
  { saveFile, confirmBulk }: ControlDialogs,
): Controls {
  return {
    approvals: async (account) => {
      const { money, operations, profile } = await open(account)
      const { ledger, now, desk, operator, submissions, queueChanged } = money
      return {
        ledger,
        now,
        desk,
        operator,
        stripeAccount: profile.stripeAccount,
        livemode: profile.mode === 'live',
        machineKey: await machineKey(),
        checkParams: (kind, params, amount) => {
          operations.describe(kind, amount, { ...params, amount: amount.amount })
        },
        submit: async (intent) => {
          try {
            return await submissions.approved(intent)
          } finally {
            queueChanged()
          }
        },
        queueChanged,
        saveFile,
      }
    },
    bulkRefunds: async (account) => {
      const { money, query, profile } = await open(account)
      const { ledger, now, operator, bulk } = money
      return {
        ledger,
        now,
        operator,
        findPayments: async (targets) => new Map(await query('bulkRefunds.findPayments', { targets })),
        runner: bulk,
        confirm: (plan) => (profile.mode === 'live' ? confirmBulk(profile, plan) : Promise.resolve(true)),
        saveFile,
      }
    },
    limits: async (account) => {
      const { money } = await open(account)
      const { ledger, now, operator, requireOperator } = money
      return {
        ledger,
        now,
        operator,
        requireOperator,
        checkPin: async (by, pin) => await checkPin(ledger, { operator: by, pin }, now),
      }
    },
    operatorLog: async (account) => {
      const context = await open(account)
      const { money, profile } = context
      const { ledger, now, operator } = money
      const anchors = await readAnchors(context)
      return { ledger, stripeAccount: profile.stripeAccount, now, operator, anchors: () => anchors, saveFile }
    },
  }
}

/** Heads of the log that Stripe holds in the metadata of what this console made, as the mirror has read them. */
async function readAnchors({ query }: AccountContext) {
  return (await query('operatorLog.anchors', {})).flatMap(({ head, source }) => {
    const parsed = parseHead(head)
    return parsed === null ? [] : [{ ...parsed, source }]
  })
}
