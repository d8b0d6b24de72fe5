import { argv, env, kill, pid } from 'node:process'
import { z } from 'zod'
import { Journal } from '../../../src/main/operations/journal.ts'
import { operationKindTable } from '../../../src/main/operations/kinds.ts'
import { OperationsRunner } from '../../../src/main/operations/runner.ts'
import { ServerClock } from '../../../src/main/operations/server-clock.ts'
import { openLedger } from '../../../src/main/store/ledger/open.ts'
import { operationKindSchema } from '../../../src/shared/features/operations/contract.ts'
import { moneySchema } from '../../../src/shared/money.ts'
import { createStripe } from '../../../src/main/stripe/client.ts'

/** A console that sends one request and is killed at a labelled point: `crash-child.ts LABEL FOLDER URL REQUEST`. */
const [label, folder = '', apiBase = '', request = ''] = argv.slice(2)
const clock = new ServerClock()
const stripe = createStripe({
  key: 'sk_test_crash',
  apiBase,
  onRequest: ({ serverTime }) => clock.observe(serverTime),
})
const runner = new OperationsRunner({
  account: 'test',
  stripeAccount: 'acct_1',
  livemode: false,
  journal: new Journal(openLedger(folder), 'test'),
  kinds: operationKindTable,
  stripe: () => stripe,
  clock,
  retryAfter: 3_600_000,
  onChange: () => {},
  onTouched: () => {},
  onError: () => {},
  checkpoint: (reached) => {
    if (reached === label) kill(pid, 'SIGKILL')
  },
})
const { kind, amount, params } = z
  .object({ kind: operationKindSchema, amount: moneySchema, params: z.looseObject({}) })
  .parse(JSON.parse(request))
await runner.run({ kind, amount, params, attempt: env['ATTEMPT'] ?? '', acceptSimilar: false })
