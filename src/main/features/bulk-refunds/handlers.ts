import type { Database } from 'better-sqlite3'
import { CounterfoilError } from '../../../shared/errors.ts'
import type {
  BulkBatch,
  BulkPlan,
  BulkSource,
  bulkRefundsContract,
} from '../../../shared/features/bulk-refunds/contract.ts'
import type { FeatureHandlers, ParsedInputOf } from '../../../shared/ipc.ts'
import {
  batch,
  batchOfSource,
  batchRows,
  createBatch,
  findBatch,
  listBatches,
  reservedOn,
} from '../../bulk-refunds/batches.ts'
import { dryRun } from '../../bulk-refunds/dry-run.ts'
import type { FindPayments } from '../../bulk-refunds/payments.ts'
import { problem } from '../../bulk-refunds/problem.ts'
import { resultCsv } from '../../bulk-refunds/result-csv.ts'
import type { BulkRefundRunner } from '../../bulk-refunds/runner.ts'

export interface BulkRefundsServices {
  readonly ledger: Database
  readonly now: () => number
  readonly operator: () => string
  readonly findPayments: FindPayments
  readonly runner: BulkRefundRunner
  /** Asks in a dialog of main's own, with the totals per currency; false means no. */
  readonly confirm: (plan: BulkPlan) => Promise<boolean>
  readonly saveFile: (name: string, content: Iterable<string>) => Promise<string | null>
}

/** Checks the source against the mirror, other batches and earlier ones of the same file. */
async function planOf({ ledger, findPayments }: BulkRefundsServices, source: BulkSource): Promise<BulkPlan> {
  const plan = await dryRun(source, { findPayments, reservedOn: reservedOn(ledger) })
  const earlier = source.type === 'csv' ? batchOfSource(ledger, source) : null
  if (earlier === null) return plan
  const seen = problem(0, 'seen_before', { severity: 'warning', params: { batch: earlier } })
  return { ...plan, problems: [seen, ...plan.problems] }
}

type StartInput = ParsedInputOf<(typeof bulkRefundsContract)['start']>

async function start(services: BulkRefundsServices, input: StartInput): Promise<BulkBatch> {
  const { ledger, now, operator, confirm, runner } = services
  const plan = await planOf(services, input.source)
  const errors = plan.problems.filter(({ severity }) => severity === 'error').length
  if (plan.rows.length === 0 || (errors > 0 && !input.leaveOutProblems)) {
    throw new CounterfoilError('bulk_rows_refused', `${errors} problems in ${plan.read} rows`, {
      params: { problems: errors, rows: plan.read },
    })
  }
  if (!(await confirm(plan))) {
    throw new CounterfoilError('confirmation_declined', 'Not confirmed; nothing was sent')
  }
  createBatch(ledger, { id: input.batch, source: input.source, plan, operator: operator(), now: now() })
  return runner.run(input.batch, operator())
}

/** Calls of one batch at the same time are one call, so that a double click is asked about once. */
export function bulkRefundsHandlers(
  open: (account: string) => Promise<BulkRefundsServices>,
): FeatureHandlers<typeof bulkRefundsContract> {
  const starting = new Map<string, Promise<BulkBatch>>()
  return {
    dryRun: async ({ account, source }) => await planOf(await open(account), source),
    start: async (input) => {
      const services = await open(input.account)
      const known = findBatch(services.ledger, input.batch)
      if (known !== null) return known
      const key = `${input.account} ${input.batch}`
      const mine = starting.get(key) ?? start(services, input).finally(() => starting.delete(key))
      starting.set(key, mine)
      return await mine
    },
    list: async ({ account, offset, limit }) => ({
      rows: listBatches((await open(account)).ledger, { offset, limit }),
    }),
    get: async (input) => batch((await open(input.account)).ledger, input.batch),
    rows: async ({ account, batch: id, ...filter }) => batchRows((await open(account)).ledger, id, filter),
    pause: async (input) => {
      const { runner, operator } = await open(input.account)
      return runner.pause(input.batch, operator())
    },
    resume: async (input) => {
      const { runner, operator } = await open(input.account)
      return runner.run(input.batch, operator())
    },
    cancel: async (input) => {
      const { runner, operator } = await open(input.account)
      return runner.cancel(input.batch, operator())
    },
    exportResult: async (input) => {
      const { ledger, saveFile } = await open(input.account)
      batch(ledger, input.batch)
      return { file: await saveFile('bulk-refund-result.csv', resultCsv(ledger, input.batch)) }
    },
  }
}
