import { parseArgs } from 'node:util'
import { startSimulator } from './server.ts'

const USAGE = `Usage: npm run simulator -- [--port N] [--seed empty|demo] [--payments N] [--now SECONDS] [--state FILE] [--live-arrivals]
  --port N         the port of 127.0.0.1 to listen on; any free one by default
  --seed           empty (the default), or demo: a shop with a history
  --payments N     how many payments the demo shop has
  --now SECONDS    what the simulator's clock shows at the start, seconds UTC
  --state FILE     keeps what happened, so that it can be stopped and started again
  --live-arrivals  new payments go on arriving`

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

function switches() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', default: '0' },
        seed: { type: 'string', default: 'empty' },
        payments: { type: 'string' },
        now: { type: 'string' },
        state: { type: 'string' },
        'live-arrivals': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
  }
}

const values = switches()
if (values.help) {
  process.stdout.write(`${USAGE}\n`)
  process.exit(0)
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
