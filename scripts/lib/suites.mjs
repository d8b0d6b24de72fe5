/** The parts of `npm test`. Each gives true counts, read from the tool's own report. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allBreaches } from './boundaries.mjs'
import { ensureBuilt } from './build.mjs'
import { ensureChromium } from './chromium.mjs'
import { ensureElectron } from './electron.mjs'
import { environment, inRoot, node } from './paths.mjs'
import { capture, say, SetupError } from './steps.mjs'

const processes = ['shared', 'main', 'preload', 'renderer', 'simulator', 'host', 'test']
const bin = (name) => inRoot('node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name)
const runTool = (name, args) => capture(bin(name), args, { shell: process.platform === 'win32' })

const counts = (passed, failed, skipped = 0) => ({ passed, failed, skipped })

/** A check that a tool makes as a whole counts as one test. */
async function asOneTest(name, work) {
  const started = performance.now()
  const problem = await work()
  const time = `${((performance.now() - started) / 1000).toFixed(1)} s`
  say(problem === undefined ? `  ✓ ${name} (${time})` : `  ✗ ${name} (${time})\n${problem.trimEnd()}`)
  return problem === undefined ? counts(1, 0) : counts(0, 1)
}

const tool = (name, command, args) =>
  asOneTest(name, async () => {
    const { code, output } = await runTool(command, args)
    return code === 0 ? undefined : output || `${command} ended with ${code}`
  })

const boundaries = () =>
  asOneTest('import boundaries', async () => {
    const found = await allBreaches()
    return found.length === 0 ? undefined : found.join('\n')
  })

export function sum(results) {
  return results.reduce(
    (all, one) => counts(all.passed + one.passed, all.failed + one.failed, all.skipped + one.skipped),
    counts(0, 0),
  )
}

async function oneByOne(works) {
  const results = []
  for (const work of works) results.push(await work())
  return results
}

/** Types per process, lint with type-aware rules, import boundaries, format. */
export async function check() {
  const typeChecks = processes.map(
    (name) => () => tool(`types: ${name}`, 'tsc', ['-p', `tsconfig.${name}.json`, '--noEmit']),
  )
  const others = [
    () => tool('lint', 'oxlint', ['--type-aware', '--quiet']),
    boundaries,
    () => tool('format', 'biome', ['format', '.']),
  ]
  const results = await Promise.all([typeChecks, others].map(oneByOne))
  return sum(results.flat())
}

/** `electron-vite build`, as one test. */
export const build = () =>
  asOneTest('build', () =>
    ensureBuilt().then(
      () => undefined,
      (error) => error.message,
    ),
  )

/** A file that could not even be loaded has no test that failed, but it is a failure. */
const brokenFiles = (files) =>
  files.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length

/**
 * The counts of a vitest JSON report. An exit code that says more than the report (an unhandled error) is a failure too.
 * @param report the parsed report, or undefined when there was none
 */
export function countVitest(report, code) {
  if (report === undefined) return counts(0, 1)
  const failed = report.numFailedTests + brokenFiles(report.testResults)
  const skipped = report.numPendingTests + report.numTodoTests
  return counts(report.numPassedTests, failed === 0 && code !== 0 ? 1 : failed, skipped)
}

/** The counts of a Playwright JSON report. A test that passed only when repeated did not pass. */
export function countPlaywright(report, code) {
  if (report === undefined) return counts(0, 1)
  const { expected, unexpected, flaky, skipped } = report.stats
  const failed = unexpected + flaky + report.errors.length
  return counts(expected, failed === 0 && code !== 0 ? 1 : failed, skipped)
}

async function withReport(work) {
  const folder = mkdtempSync(join(tmpdir(), 'counterfoil-report-'))
  const file = join(folder, 'report.json')
  try {
    const { code, output } = await work(file)
    const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
    return { code, output, report }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function show(name, { passed, failed, skipped }, output) {
  say(
    `  ${failed === 0 ? '✓' : '✗'} ${name}: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
  )
  if (failed > 0) say(output.trimEnd())
  return counts(passed, failed, skipped)
}

/** One project of vitest.config.ts. */
export async function vitest(project, chromium) {
  const env = {
    ...environment(),
    NO_COLOR: '1',
    ...(chromium === undefined ? {} : { CHROMIUM_PATH: chromium }),
  }
  const { code, output, report } = await withReport((file) =>
    capture(
      node,
      [
        inRoot('node_modules', 'vitest', 'vitest.mjs'),
        'run',
        '--project',
        project,
        '--reporter=dot',
        '--reporter=json',
        `--outputFile.json=${file}`,
      ],
      { env },
    ),
  )
  return show(project, countVitest(report, code), output)
}

export const hasEndToEnd = () => existsSync(inRoot('test', 'e2e', 'playwright.config.ts'))

/** `COUNTERFOIL_E2E=electron` asks for the real Electron: then nothing else will do. */
async function chosenElectron() {
  if (process.env.COUNTERFOIL_E2E !== 'electron') return {}
  const binary = await ensureElectron()
  if (binary === undefined) throw new SetupError('COUNTERFOIL_E2E is electron, and Electron is not here.')
  return { ELECTRON_PATH: binary }
}

/** The end-to-end suite: on the host in a real browser, or on the real Electron. */
export async function endToEnd() {
  const chromium = await ensureChromium()
  const electron = await chosenElectron()
  const { code, output, report } = await withReport((file) => {
    const env = {
      ...environment(),
      NO_COLOR: '1',
      ...electron,
      CHROMIUM_PATH: chromium,
      PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    }
    const cli = inRoot('node_modules', 'playwright', 'cli.js')
    return capture(
      node,
      [cli, 'test', '-c', inRoot('test', 'e2e', 'playwright.config.ts'), '--reporter=line,json'],
      { env },
    )
  })
  return show('e2e', countPlaywright(report, code), output)
}
