/** The Stripe simulator alone: `npm run simulator -- --port N --seed empty|demo [--payments N]`. */
import { ensureInstalled } from './lib/install.mjs'
import { inRoot, node, workingDirectory } from './lib/paths.mjs'
import { hand, main } from './lib/steps.mjs'

await main(async (args) => {
  await ensureInstalled()
  return hand(node, [inRoot('src', 'simulator', 'cli.ts'), ...args], { cwd: workingDirectory })
})
