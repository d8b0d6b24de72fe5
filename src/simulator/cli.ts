import { parseArgs } from 'node:util'
import { startSimulator } from './server.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    seed: { type: 'string', default: 'empty' },
    payments: { type: 'string' },
    now: { type: 'string' },
    state: { type: 'string' },
    'live-arrivals': { type: 'boolean', default: false },
  },
})

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

const whole = (name: string, text: string): number =>
  /^\d+$/.test(text) ? Number(text) : fail(`--${name} takes a whole number, not "${text}"`)

const { seed } = values
if (seed !== 'empty' && seed !== 'demo') fail(`--seed is empty or demo, not "${seed}"`)

const options = {
  port: whole('port', values.port),
  seed,
  ...(values.payments === undefined ? {} : { payments: whole('payments', values.payments) }),
  ...(values.now === undefined ? {} : { now: whole('now', values.now) }),
  stateFile: values.state,
  liveArrivals: values['live-arrivals'],
  onUnrecognized: (line: string) => process.stderr.write(`not supported: ${line}\n`),
} as const
const simulator = await startSimulator(options).catch((error: unknown) =>
  fail(error instanceof Error ? error.message : String(error)),
)
process.stdout.write(`listening on ${simulator.url}\n`)

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    void simulator.close().then(() => process.exit(0))
  })
