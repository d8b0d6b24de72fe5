/** The mirror without a window: `STRIPE_API_KEY=… npm run mirror -- --data DIR --api-base URL [--once]`. */
import { ensureBuilt } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { inRoot, node, workingDirectory } from './lib/paths.mjs'
import { hand, main } from './lib/steps.mjs'

await main(async (args) => {
  await ensureInstalled()
  await ensureBuilt()
  return hand(node, [inRoot('out', 'main', 'mirror.js'), ...args], { cwd: workingDirectory })
})
