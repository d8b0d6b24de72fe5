/** Types, lint, import boundaries and format: `npm run check`. */
import { ensureInstalled } from './lib/install.mjs'
import { main } from './lib/steps.mjs'
import { check } from './lib/suites.mjs'

await main(async () => {
  await ensureInstalled()
  const { passed, failed } = await check()
  process.stdout.write(`${passed} passed, ${failed} failed\n`)
  return failed === 0 ? 0 : 1
})
