/**
 * Every check of the project, or the parts named: `npm test [-- check|unit|simulator|host|integration|build|e2e …]`.
 * Ends with one line, `N passed, N failed`, and fails if anything failed or a part ran nothing.
 */
import { ensureChromium } from './lib/chromium.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { main, say, SetupError } from './lib/steps.mjs'
import { build, check, endToEnd, hasEndToEnd, sum, vitest } from './lib/suites.mjs'

/** In the order in which they run: what fails fastest first. */
const parts = {
  check,
  build,
  unit: () => vitest('unit'),
  simulator: () => vitest('simulator'),
  host: async () => vitest('host', await ensureChromium()),
  integration: async () => vitest('integration', await ensureChromium()),
  e2e: () => (hasEndToEnd() ? endToEnd() : { passed: 0, failed: 0, skipped: 0 }),
}

/** These need the built program. */
const needBuild = new Set(['integration', 'e2e'])

function chosen(names) {
  const unknown = names.filter((name) => !(name in parts))
  if (unknown.length > 0)
    throw new SetupError(
      `There is no part called ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}.`,
    )
  if (names.length === 0) return Object.keys(parts)
  const withBuild = names.some((name) => needBuild.has(name)) ? ['build', ...names] : names
  return Object.keys(parts).filter((name) => withBuild.includes(name))
}

async function runPart(name) {
  const started = performance.now()
  say(`▸ ${name}`)
  const result = await parts[name]()
  const nothing = result.passed + result.failed + result.skipped === 0
  if (nothing) say('  ✗ ran nothing')
  return {
    name,
    ...result,
    failed: nothing ? 1 : result.failed,
    seconds: (performance.now() - started) / 1000,
  }
}

const line = ({ name, passed, failed, skipped, seconds }) =>
  [
    name.padEnd(12),
    ...[passed, failed, skipped].map((n) => String(n).padStart(8)),
    `${seconds.toFixed(1)} s`.padStart(10),
  ].join('')

function table(results) {
  return ['', `${'suite'.padEnd(12)}  passed  failed skipped      time`, ...results.map(line), ''].join('\n')
}

await main(async (names) => {
  const selected = chosen(names)
  await ensureInstalled()
  const results = []
  for (const name of selected) results.push(await runPart(name))
  const { passed, failed, skipped } = sum(results)
  process.stdout.write(
    `${table(results)}\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
  )
  return failed === 0 && passed > 0 ? 0 : 1
})
