// Runs `stripe trigger` of the official Stripe CLI against simulators of its own.
//   node test/simulator/triggers.ts [EVENT …]     without names: every trigger the CLI knows
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startSimulator } from '../../src/simulator/server.ts'

const CLI = fileURLToPath(new URL('../../node_modules/@stripe/cli/bin/shim.js', import.meta.url))
const AT_ONCE = 4

export interface Triggered {
  readonly event: string
  readonly passed: boolean
  /** What went wrong, if anything did. */
  readonly reason: string
}

/** The event that a trigger leaves, where it is not called like it. */
const LEAVES: Readonly<Record<string, string>> = {
  'subscription.payment_failed': 'invoice.payment_failed',
  'subscription.payment_succeeded': 'invoice.payment_succeeded',
}
const eventOf = (trigger: string): string => LEAVES[trigger] ?? trigger.replace(/\.(eu|gb)$/, '')

const DEMANDED = [
  /^charge\./,
  /^customer\.(?!subscription|discount)/,
  /^payment_intent\./,
  /^payment_method\./,
  /^setup_intent\./,
  /^payout\./,
  /^transfer\./,
  /^topup\.created$/,
  /^balance\.available$/,
  /^account\.updated$/,
  /^(product|price|plan|coupon|payment_link)\./,
]
/** Whether the simulator promises this trigger; others count as extra. */
export const isDemanded = (trigger: string): boolean => DEMANDED.some((pattern) => pattern.test(trigger))

function run(
  args: readonly string[],
  home: string,
): Promise<{ readonly code: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, STRIPE_CLI_TELEMETRY_OPTOUT: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (part: string) => (text += part))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, text }))
  })
}

/** The triggers that the installed CLI knows. */
export async function listTriggers(): Promise<readonly string[]> {
  const { text } = await run(['trigger', '--help'], tmpdir())
  const part = /Supported events:\n([\s\S]*?)\n\n/.exec(text)?.[1] ?? ''
  return part.split('\n').map((line) => line.trim())
}

const KEY = 'sk_test_simulator_triggers'
const headers = { authorization: `Bearer ${KEY}` }

/** The newest event of a type, as text. */
const newest = async (url: string, type: string): Promise<string> =>
  (await fetch(`${url}/v1/events?limit=1&type=${type}`, { headers })).text()

/** Some of the CLI's fixtures reckon with money in the account, as every used account has. */
async function fund(url: string): Promise<void> {
  const answer = await fetch(`${url}/v1/payment_intents`, {
    method: 'POST',
    body: 'amount=500000&currency=usd&confirm=true&payment_method=pm_card_bypassPending',
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
  })
  if (!answer.ok) throw new Error(`funding: ${await answer.text()}`)
}

async function attempt(event: string, home: string): Promise<Triggered> {
  const simulator = await startSimulator()
  try {
    await fund(simulator.url)
    const before = await newest(simulator.url, eventOf(event))
    const { code, text } = await run(['trigger', event, '--api-base', simulator.url, '--api-key', KEY], home)
    // The CLI ends with 0 even when a call was refused; it only says so.
    if (code !== 0 || !text.includes('Trigger succeeded'))
      return { event, passed: false, reason: text.trim().split('\n').at(-1)?.slice(0, 300) ?? '' }
    const found = (await newest(simulator.url, eventOf(event))) !== before
    return { event, passed: found, reason: found ? '' : `no event ${eventOf(event)} afterwards` }
  } finally {
    await simulator.close()
  }
}

/** Runs triggers, each against a fresh simulator, a few at a time; answers in the order given. */
export async function runTriggers(events: readonly string[]): Promise<readonly Triggered[]> {
  const home = await mkdtemp(join(tmpdir(), 'counterfoil-triggers-'))
  const results = new Map<string, Triggered>()
  const queue = [...events]
  const work = async (): Promise<void> => {
    for (let event = queue.shift(); event !== undefined; event = queue.shift())
      results.set(event, await attempt(event, home))
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  } finally {
    await rm(home, { recursive: true, force: true })
  }
  return events.flatMap((event) => results.get(event) ?? [])
}

/** The outcome in a few lines. */
export function summary(results: readonly Triggered[]): string {
  const failed = results.filter(({ passed }) => !passed)
  const demanded = results.filter(({ event }) => isDemanded(event))
  const extra = failed.filter(({ event }) => !isDemanded(event)).map(({ event }) => event)
  return [
    ...failed
      .filter(({ event }) => isDemanded(event))
      .map(({ event, reason }) => `FAILED ${event}: ${reason}`),
    ...(extra.length > 0 ? [`not covered: ${extra.join(', ')}`] : []),
    `${demanded.filter(({ passed }) => passed).length} of ${demanded.length} promised triggers pass`,
    `${results.length - failed.length} of ${results.length} triggers of the Stripe CLI pass`,
  ].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = process.argv.slice(2)
  const results = await runTriggers(names.length > 0 ? names : await listTriggers())
  process.stdout.write(`${summary(results)}\n`)
  process.exitCode = results.every(({ event, passed }) => passed || !isDemanded(event)) ? 0 : 1
}
