import { argv } from 'node:process'
import { Journal } from '../../../src/main/operations/journal.ts'
import { operationKindTable } from '../../../src/main/operations/kinds.ts'
import { OperationsRunner } from '../../../src/main/operations/runner.ts'
import { ServerClock } from '../../../src/main/operations/server-clock.ts'
import { openLedger } from '../../../src/main/store/ledger/open.ts'
import { createStripe } from '../../../src/main/stripe/client.ts'
import { CounterfoilError } from '../../../src/shared/errors.ts'

/** A console that refunds one after the other and tells what came of it: `order-child.ts FOLDER URL CHARGE…`. */
const [folder = '', apiBase = '', ...charges] = argv.slice(2)
const clock = new ServerClock()
const stripe = createStripe({
  key: 'sk_test_order',
  apiBase,
  onRequest: ({ serverTime }) => clock.observe(serverTime),
})
const ledger = openLedger(folder)
const runner = new OperationsRunner({
  account: 'test',
  stripeAccount: 'acct_1',
  livemode: false,
  journal: new Journal(ledger, 'test'),
  kinds: operationKindTable,
  stripe: () => stripe,
  clock,
  retryAfter: 3_600_000,
  onChange: () => {},
  onTouched: () => {},
  onError: () => {},
})
for (const charge of charges) {
  try {
    const { state } = await runner.run({
      kind: 'refund',
      attempt: crypto.randomUUID(),
      amount: { amount: 600, currency: 'usd' },
      params: { charge, amount: 600 },
      acceptSimilar: false,
    })
    console.log(state)
  } catch (error) {
    console.log(error instanceof CounterfoilError ? error.failure.code : String(error))
  }
}
process.exit(0)
