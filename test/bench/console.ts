import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Browser, Page } from 'playwright'
import { cleanUp, loadedFixture } from '../host/fixture.ts'
import { MIRROR_FILE } from '../../src/main/store/mirror/open.ts'
import { launchConsole, onElectron, type RunningConsole } from '../support/console.ts'
import { untilMerged } from './lib/merged.ts'
import { type Call, callP95, frameTimes, jumpTimes } from './lib/page-timings.ts'
import { startSimulatorProcess } from './lib/program.ts'
import { newest, twoYears, yearAgo } from './lib/reads.ts'
import { type Line, percentile, report } from './lib/report.ts'

/**
 * The built console at one size, as an operator meets it: from a call in the page to the rows there, the window's start,
 * scrolling, memory. `--data DIR` goes on with a data folder that an earlier run left with `--keep`.
 */
const { values } = parseArgs({
  options: {
    payments: { type: 'string', default: '20000' },
    data: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
})
const payments = Number(values.payments)
const folder = values.data ?? mkdtempSync(join(tmpdir(), 'counterfoil-bench-console-'))
/** Milliseconds between one look and the next while the history is read. */
const LOOK_EVERY = 250
const KEY = 'rk_test_51ConsoleBench'

const list = (input: object): Call => ({
  feature: 'payments',
  method: 'list',
  input: { ...newest, ...input },
})
const searched = (text: string): Call => list({ filter: { text } })

/** What a page asks for, and the milliseconds it may wait. */
const calls: readonly (readonly [what: string, call: Call, bar: number])[] = [
  ['first page by date', list({}), 50],
  ['first page by amount', list({ sort: { column: 'amount', direction: 'desc' } }), 50],
  ['first page by customer', list({ sort: { column: 'customer', direction: 'asc' } }), 50],
  [
    'first page of failed ones by amount',
    list({ filter: { statuses: ['failed'] }, sort: { column: 'amount', direction: 'desc' } }),
    50,
  ],
  ['rows in the middle by date', list({ offset: Math.floor(payments / 2) }), 50],
  [
    'rows in the middle by customer',
    list({ offset: Math.floor(payments / 2), sort: { column: 'customer', direction: 'asc' } }),
    50,
  ],
  ['search a common word', searched('order'), 50],
  ['search two Chinese characters', searched('张伟'), 50],
  ['search one Chinese character', searched('茶'), 50],
  ['search a last4', searched('4242'), 50],
  ['search what there is not', searched('zzzzqq'), 50],
  ['exact count of all', { feature: 'payments', method: 'summary', input: { filter: {} } }, 50],
  [
    'exact count of a search',
    { feature: 'payments', method: 'summary', input: { filter: { text: 'order' } } },
    50,
  ],
  ['overview of two years by day', { feature: 'overview', method: 'figures', input: twoYears() }, 100],
  ['balance a year ago', { feature: 'balances', method: 'at', input: yearAgo() }, 100],
]

async function timeCalls(page: Page): Promise<readonly Line[]> {
  const lines: Line[] = []
  for (const [what, call, at] of calls)
    lines.push({ what, value: await callP95(page, call), unit: 'ms p95', bar: { at, good: 'below' } })
  return lines
}

/** Megabytes of a process that are its own. */
function megabytes(pid: number): number {
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]
  return Number(kilobytes ?? 0) / 1024
}

/** What the page holds: the browser lets garbage lie while there is memory. */
async function rendererMegabytes(browser: Browser, page: Page): Promise<number> {
  const own = await page.context().newCDPSession(page)
  await own.send('HeapProfiler.collectGarbage')
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  return Math.max(...processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => megabytes(id)))
}

const launch = (apiBase: string): Promise<RunningConsole> =>
  launchConsole({
    userData: folder,
    args: ['--lang=en', `--api-base=${apiBase}`],
    env: { STRIPE_API_KEY: KEY },
  })

const untilMirrored = (page: Page): Promise<void> =>
  page.locator('button[data-phase="watching"]').waitFor({ timeout: 3_600_000 })

/** A program of a few lines answers as many calls as the looks at the list make, each with as much as a page of it. */
const CALLS = 2000
const ANSWER = Array.from({ length: newest.limit }, (_, n) => ({
  id: `pi_${n}`,
  amount: { amount: n, currency: 'usd' },
  ...Object.fromEntries(
    Array.from({ length: 12 }, (_field, at) => [`field ${at}`, `text of some length ${n}`]),
  ),
}))

/**
 * What the host alone weighs while it carries calls. It stands in for Electron and drives Chromium in the same process,
 * which the console's own memory is told without.
 */
async function hostMegabytes(): Promise<number> {
  if (onElectron) return 0
  const fixture = await loadedFixture()
  try {
    await fixture.run(`electron.ipcMain.handle('list', () => (${JSON.stringify(ANSWER)}))`)
    const page = await fixture.page()
    await page.evaluate(async (times) => {
      const invoke: unknown = Reflect.get(Reflect.get(window, 'fixture'), 'invoke')
      if (typeof invoke !== 'function') throw new Error('there is no fixture')
      for (let call = 0; call < times; call += 1) await invoke('list')
    }, CALLS)
    return megabytes(fixture.child.pid ?? 0)
  } finally {
    await cleanUp()
  }
}

/** The first reading of the history with the window open. */
async function filling(url: string, host: number): Promise<readonly Line[]> {
  const opened = await launch(url)
  try {
    const started = performance.now()
    const sizes: number[] = []
    const looks: number[] = []
    const whole = untilMirrored(opened.page).then(() => true)
    do {
      looks.push(await callP95(opened.page, list({})))
      sizes.push(megabytes(opened.pid))
    } while (!(await Promise.race([whole, wait(LOOK_EVERY, false)])))
    const read = (performance.now() - started) / 1000
    for (const mirror of globSync(join(folder, '**', MIRROR_FILE))) await untilMerged(dirname(mirror))
    const merged = (performance.now() - started) / 1000
    return [
      { what: 'history read', value: read, unit: 's' },
      { what: 'text indexes merged after it', value: merged - read, unit: 's' },
      { what: 'first page by date, meanwhile', value: percentile(looks, 0.95), unit: 'ms p95' },
      {
        what: 'memory of main, meanwhile',
        value: Math.max(...sizes) - host,
        unit: 'MB',
        bar: { at: 400, good: 'below' },
      },
    ]
  } finally {
    await opened.end()
  }
}

/** From a window's navigation to the first rows of the list in it. */
async function startTimes(page: Page): Promise<readonly number[]> {
  await page.addInitScript(() => {
    const seen = new MutationObserver(() => {
      if (document.querySelector('[data-row][data-id]') === null) return
      Object.assign(window, { benchListAt: performance.now() })
      seen.disconnect()
    })
    seen.observe(document, { childList: true, subtree: true, attributes: true })
  })
  await page.evaluate(() => {
    location.hash = '#/payments'
  })
  const times: number[] = []
  for (let run = 0; run < 10; run += 1) {
    await page.reload()
    const at = await page.waitForFunction((): unknown => Reflect.get(window, 'benchListAt'))
    times.push(Number(await at.jsonValue()))
  }
  return times
}

async function using(url: string, host: number): Promise<readonly Line[]> {
  const launched = performance.now()
  const opened = await launch(url)
  const { page } = opened
  try {
    const ready = performance.now() - launched
    await untilMirrored(page)
    const starts = await startTimes(page)
    const reads = await timeCalls(page)
    const jumps = await jumpTimes(page)
    const frames = await frameTimes(page)
    const renderer = page.context().browser()
    return [
      { what: 'from the command to a usable window', value: ready, unit: 'ms' },
      {
        what: 'from a window to its list',
        value: percentile(starts, 0.95),
        unit: 'ms p95',
        bar: { at: 1500, good: 'below' },
      },
      ...reads,
      {
        what: 'scrollbar dragged anywhere, until the rows are shown',
        value: percentile(jumps, 0.95),
        unit: 'ms p95',
        bar: { at: 50, good: 'below' },
      },
      {
        what: 'frame while scrolling',
        value: percentile(frames, 0.95),
        unit: 'ms p95',
        bar: { at: 17, good: 'below' },
      },
      {
        what: 'memory of main',
        value: megabytes(opened.pid) - host,
        unit: 'MB',
        bar: { at: 400, good: 'below' },
      },
      ...(renderer === null
        ? []
        : [
            {
              what: 'memory of the page',
              value: await rendererMegabytes(renderer, page),
              unit: 'MB',
              bar: { at: 300, good: 'below' as const },
            },
          ]),
    ]
  } finally {
    await opened.end()
  }
}

const simulator = await startSimulatorProcess(payments)
try {
  const host = await hostMegabytes()
  const filled = values.data === undefined ? await filling(simulator.url, host) : []
  const used = await using(simulator.url, host)
  report('console', { payments, load: loadavg()[0]?.toFixed(1) ?? '' }, [
    ...(onElectron ? [] : [{ what: 'memory of the host alone', value: host, unit: 'MB' }]),
    ...filled,
    ...used,
  ])
} finally {
  await simulator.stop()
  if (values.keep) process.stdout.write(`kept in ${folder}\n`)
  else if (values.data === undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
