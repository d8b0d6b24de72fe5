import { z } from 'zod'
import { openAccount } from '../../../src/main/accounts/open-account.ts'
import type { AccountServices } from '../../../src/main/workers/account-services.ts'
import { CounterfoilError } from '../../../src/shared/errors.ts'
import type { AccountProfile } from '../../../src/shared/features/accounts/contract.ts'
import { operationKindSchema } from '../../../src/shared/features/operations/contract.ts'
import { type Ask, orderSchema } from '../messages.ts'
import { checkSeams } from './seams.ts'
import { settings, tell } from './tell.ts'

/** One account of the product, opened as the main process opens it, without windows and without its mirror. */
const profile: AccountProfile = {
  id: 'faults',
  stripeAccount: settings.stripeAccount,
  name: 'Faults',
  email: null,
  country: 'US',
  defaultCurrency: 'usd',
  mode: 'test',
  apiBase: settings.apiBase,
  keyKind: 'secret',
  keyHint: null,
  keyStorage: 'session',
  keyState: 'ready',
  missingPermissions: [],
  platform: null,
}

const noMirror: AccountServices = {
  query: () => Promise.reject(new Error('Money operations do not read the mirror')),
  sync: {
    status: () => {
      throw new Error('There is no mirror here')
    },
    setKey: () => Promise.resolve(),
    pollNow: () => Promise.resolve(),
    pause: () => {},
    resume: () => {},
    refresh: () => Promise.resolve(),
    setWatched: () => {},
    countReads: () => {},
    catchUp: () => Promise.reject(new Error('There is no mirror here')),
    close: () => Promise.resolve(),
  },
  mend: () => {},
  setKey: () => {},
  close: () => Promise.resolve(),
}

const opened = await openAccount({
  profile,
  folder: settings.folder,
  key: 'sk_test_faults',
  openServices: () => Promise.resolve(noMirror),
  onStatus: () => {},
  onChanged: () => {},
  onOperation: ({ id, state }) => tell({ type: 'operation', operation: id, state }),
  onError: (line, error) => tell({ type: 'trouble', text: `${line}: ${String(error)}` }),
})
checkSeams()

async function ask({ attempt, kind, amount, currency, params, acceptSimilar }: Ask): Promise<void> {
  try {
    const money = { amount, currency }
    const { id, state } = await opened.context.money.submissions.submit({
      kind: operationKindSchema.parse(kind),
      attempt,
      amount: money,
      typedAmount: money,
      params,
      acceptSimilar,
    })
    tell({ type: 'answer', attempt, operation: id, state })
  } catch (error) {
    if (!(error instanceof CounterfoilError)) throw error
    tell({ type: 'refusal', attempt, code: error.failure.code })
  }
}

process.on('message', (message: unknown) => {
  const order = z.parse(orderSchema, message)
  if (order.type === 'retry') opened.context.operations.retryNow()
  else void ask(order)
})
process.on('disconnect', () => process.exit(0))
tell({ type: 'ready' })
