import {
  type OperationState,
  operationStates,
  type operationsContract,
} from '../../../shared/features/operations/contract.ts'
import type { FeatureHandlers } from '../../../shared/ipc.ts'
import { cancelHold } from '../../limits/holds.ts'
import { draftSent, findDraft, saveDraft, settleDraft } from '../../operations/drafts.ts'
import type { AccountContext, OpenAccount } from '../context.ts'
import { queueCounts, queueOf } from './queue.ts'

function journalCounts({ operations }: AccountContext): Record<OperationState, number> {
  const counts = operations.counts()
  const entries = operationStates.map((state): [OperationState, number] => [state, counts.get(state) ?? 0])
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every state has its entry
  return Object.fromEntries(entries) as Record<OperationState, number>
}

/** Who does it and when, for the log. */
const by = ({ money }: AccountContext) => ({ operator: money.operator(), now: money.now() })

function changedQueue({ money }: AccountContext) {
  money.queueChanged()
  return { rows: queueOf(money) }
}

export function operationsHandlers(open: OpenAccount): FeatureHandlers<typeof operationsContract> {
  return {
    list: async ({ account, ...filter }) => (await open(account)).operations.list(filter),
    counts: async ({ account }) => {
      const context = await open(account)
      return { journal: journalCounts(context), queue: queueCounts(queueOf(context.money)) }
    },
    get: async ({ account, id }) => (await open(account)).operations.get(id),
    lookUp: async ({ account, id }) => await (await open(account)).operations.lookUp(id),
    close: async ({ account, id, outcome, reason }) => {
      const { operations, money } = await open(account)
      return operations.closeUnproved(id, { outcome, reason, operator: money.operator() })
    },
    queue: async ({ account }) => ({ rows: queueOf((await open(account)).money) }),
    undoHold: async ({ account, attempt }) => {
      const context = await open(account)
      cancelHold(context.money.ledger, attempt, by(context))
      return changedQueue(context)
    },
    saveDraft: async ({ account, attempt, kind, amount, params, note }) => {
      const context = await open(account)
      context.operations.describe(kind, amount, params)
      const draft = saveDraft(context.money.ledger, { attempt, kind, amount, params }, note, by(context))
      context.money.queueChanged()
      return draft
    },
    checkDraft: async ({ account, attempt }) => {
      const { money } = await open(account)
      const { similar, blockers } = await money.submissions.check(findDraft(money.ledger, attempt))
      return { similar, blockers }
    },
    sendDraft: async ({ account, attempt, typedAmount, acceptSimilar }) => {
      const context = await open(account)
      const { money } = context
      const made = context.operations.attempted(attempt)
      if (made !== null) return made
      const { kind, amount, params } = findDraft(money.ledger, attempt)
      try {
        const sent = await money.submissions.submit({
          attempt,
          kind,
          amount,
          params,
          typedAmount,
          acceptSimilar,
        })
        draftSent(money.ledger, attempt, by(context))
        return sent
      } catch (error) {
        // From here on it waits as a hold or for approval, under the same attempt.
        if (queueOf(money).some((each) => each.attempt === attempt && each.state !== 'draft')) {
          draftSent(money.ledger, attempt, by(context))
        }
        throw error
      } finally {
        money.queueChanged()
      }
    },
    discardDraft: async ({ account, attempt }) => {
      const context = await open(account)
      settleDraft(context.money.ledger, attempt, 'discarded', by(context))
      return changedQueue(context)
    },
  }
}
