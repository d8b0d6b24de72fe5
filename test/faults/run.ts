import { parseArgs } from 'node:util'
import { bugNamed, bugs } from './bugs.ts'
import { type CampaignOptions, lastLine, runCampaign, type Summary } from './campaign.ts'
import type { Breach } from './judge.ts'
import { faultedKinds } from './kinds/all.ts'
import { prove } from './prove.ts'

/** `npm run faults -- --kills N [--seed S] [--kinds refund,payout] [--lanes N] [--bug NAME]`, or `--prove [--bug NAME,NAME]`. */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string' },
    kinds: { type: 'string' },
    lanes: { type: 'string', default: '2' },
    bug: { type: 'string' },
    prove: { type: 'boolean', default: false },
  },
})

/** Of the requests for money, at least this share must have been hit, or the run says nothing. */
const LEAST_SHARE = 0.4

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

const whole = (name: string, text: string): number =>
  /^\d+$/.test(text) && Number(text) > 0
    ? Number(text)
    : fail(`--${name} takes a whole number, not "${text}"`)

function kindsNamed(names: string | undefined): CampaignOptions['kinds'] {
  if (names === undefined) return faultedKinds
  const [first, ...rest] = names
    .split(',')
    .map(
      (name) =>
        faultedKinds.find((kind) => kind.name === name) ??
        fail(`--kinds knows ${faultedKinds.map((kind) => kind.name).join(', ')}, not "${name}"`),
    )
  return first === undefined ? fail('--kinds needs a name') : [first, ...rest]
}

const list = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, n]) => `${name} ${n}`)
    .join(', ')

const inWords = ({ heading, check, detail }: Breach): string => `${heading}: ${check}: ${detail}`

function report(summary: Summary, seconds: number): void {
  const { calls, faults, kills, faultKinds, states, refusals, troubles, breaches } = summary
  const share = calls === 0 ? 0 : faults / calls
  const lines = [
    `requests for money: ${calls}, faulted: ${(100 * share).toFixed(1)} % (${list(faultKinds)})`,
    `operations: ${list(states)}`,
    `refused: ${list(refusals)}`,
    `left to a person, because it cannot be proved: ${states.get('needs_person') ?? 0}`,
    `${seconds.toFixed(1)} s, ${(seconds / Math.max(1, kills)).toFixed(2)} s a kill`,
    ...troubles.map((text) => `trouble: ${text}`),
    ...breaches.map((breach) => `✗ ${inWords(breach)}`),
    ...(share < LEAST_SHARE
      ? [`✗ fewer than ${100 * LEAST_SHARE} % of the requests for money were faulted`]
      : []),
    lastLine(summary),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  process.exitCode = breaches.length > 0 || share < LEAST_SHARE ? 1 : 0
}

const seed = values.seed === undefined ? Date.now() % 1_000_000 : whole('seed', values.seed)
const lanes = whole('lanes', values.lanes)
const kinds = kindsNamed(values.kinds)
process.stdout.write(`seed ${seed}, kinds ${kinds.map(({ name }) => name).join(', ')}\n`)

if (values.prove) {
  const chosen = values.bug === undefined ? bugs : values.bug.split(',').map(bugNamed)
  process.exitCode = await prove({
    seed,
    lanes,
    kinds,
    bugs: chosen,
    onLine: (line) => process.stdout.write(`${line}\n`),
  })
} else {
  const started = performance.now()
  let killed = 0
  const summary = await runCampaign({
    kills: whole('kills', values.kills),
    seed,
    kinds,
    lanes,
    ...(values.bug === undefined ? {} : { bug: bugNamed(values.bug) }),
    onEpoch: ({ kills, seed: epoch, breaches }) => {
      killed += kills
      const found = breaches.map((breach) => `  ✗ epoch ${epoch}: ${inWords(breach)}\n`)
      process.stderr.write([`  ${killed} kills\n`, ...found].join(''))
      return true
    },
  })
  report(summary, (performance.now() - started) / 1000)
}
