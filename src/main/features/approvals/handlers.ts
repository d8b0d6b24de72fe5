import { randomUUID } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import type { ApprovalsState, approvalsContract } from '../../../shared/features/approvals/contract.ts'
import type { Operation } from '../../../shared/features/operations/contract.ts'
import type { FeatureHandlers } from '../../../shared/ipc.ts'
import type { Money } from '../../../shared/money.ts'
import {
  type OpenStripeAccount,
  approve,
  decline,
  importProposal,
  listApprovals,
} from '../../approvals/approvals.ts'
import type { MachineKey } from '../../approvals/machine-key.ts'
import { addOperator, changePin, checkPin, listOperators, removeOperator } from '../../approvals/operators.ts'
import { writeProposal } from '../../approvals/proposal-file.ts'
import { distrustMachine, trustMachine, trustedMachines } from '../../approvals/trusted-machines.ts'
import type { MoneyIntent } from '../../limits/intent.ts'
import { appendLog } from '../../operator-log/log.ts'

/** Who is at the desk of an account; nobody after a restart or a lock. */
export interface Desk {
  readonly current: () => string | null
  readonly take: (operator: string | null) => void
}

export interface ApprovalsServices extends OpenStripeAccount {
  readonly ledger: Database
  readonly now: () => number
  readonly desk: Desk
  /** The name of who is at the desk, for the log. */
  readonly operator: () => string
  readonly machineKey: MachineKey
  /** Throws where these are no parameters of this kind. */
  readonly checkParams: (kind: Operation['kind'], params: object, amount: Money) => void
  /** Runs an approved intent, with every other guard. */
  readonly submit: (intent: MoneyIntent) => Promise<Operation>
  /** Something came into the queue, or left it without being sent. */
  readonly queueChanged: () => void
  readonly saveFile: (name: string, content: Iterable<string>) => Promise<string | null>
}

function stateOf({ ledger, desk, machineKey }: ApprovalsServices): ApprovalsState {
  return {
    operators: listOperators(ledger),
    current: desk.current(),
    fingerprint: machineKey.fingerprint,
    machines: trustedMachines(ledger),
  }
}

export function approvalsHandlers(
  open: (account: string) => Promise<ApprovalsServices>,
): FeatureHandlers<typeof approvalsContract> {
  /** Opens the account, does something, and answers with the state after it. */
  const changing = async (account: string, change: (services: ApprovalsServices) => unknown) => {
    const services = await open(account)
    await change(services)
    return stateOf(services)
  }
  return {
    state: ({ account }) => changing(account, () => null),
    addOperator: ({ account, ...input }) =>
      changing(account, ({ ledger, now }) => addOperator(ledger, input, now)),
    changePin: ({ account, by, pin }) =>
      changing(account, ({ ledger, now }) => changePin(ledger, by, pin, now)),
    removeOperator: ({ account, operator, by }) =>
      changing(account, async ({ ledger, now, desk }) => {
        await removeOperator(ledger, operator, by, now)
        if (desk.current() === operator) desk.take(null)
      }),
    signIn: ({ account, by }) =>
      changing(account, async ({ ledger, now, desk }) => {
        const { id, name } = await checkPin(ledger, by, now)
        desk.take(id)
        appendLog(ledger, { at: now(), operator: name, action: 'operators.sign_in', details: { id } })
      }),
    signOut: ({ account }) => changing(account, ({ desk }) => desk.take(null)),
    trustMachine: ({ account, fingerprint, name, by }) =>
      changing(account, async ({ ledger, now }) => {
        const operator = await checkPin(ledger, by, now)
        trustMachine(ledger, fingerprint, name, { operator: operator.name, now: now() })
      }),
    distrustMachine: ({ account, fingerprint, by }) =>
      changing(account, async ({ ledger, now }) => {
        const operator = await checkPin(ledger, by, now)
        distrustMachine(ledger, fingerprint, { operator: operator.name, now: now() })
      }),
    list: async ({ account }) => {
      const { ledger, now } = await open(account)
      return { rows: listApprovals(ledger, now()) }
    },
    propose: async ({ account, kind, amount, params, expiresIn }) => {
      const services = await open(account)
      const { ledger, now, operator, stripeAccount, livemode, machineKey, saveFile } = services
      services.checkParams(kind, params, amount)
      const nonce = randomUUID()
      const created = now()
      const text = writeProposal(
        {
          account: stripeAccount,
          livemode,
          kind,
          params: { ...params, amount: amount.amount },
          ...amount,
          preparer: operator(),
          created,
          expires: created + expiresIn,
          nonce,
        },
        machineKey,
      )
      const file = await saveFile(`${kind}-${nonce.slice(0, 8)}.proposal.json`, [text])
      if (file !== null) {
        const details = { nonce, kind, ...amount }
        appendLog(ledger, { at: created, operator: operator(), action: 'approvals.propose', details })
      }
      return { file }
    },
    importProposal: async ({ account, file }) => {
      const services = await open(account)
      const by = { operator: services.operator(), now: services.now() }
      const taken = importProposal(services.ledger, file, services, by)
      services.queueChanged()
      return taken
    },
    approve: async ({ account, attempt, by }) => {
      const { ledger, now, submit } = await open(account)
      return await submit(await approve(ledger, attempt, by, now))
    },
    decline: async ({ account, attempt, by }) => {
      const { ledger, now, queueChanged } = await open(account)
      const declined = await decline(ledger, attempt, by, now)
      queueChanged()
      return declined
    },
  }
}
