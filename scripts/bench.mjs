/** Benchmarks: `npm run bench` runs every `test/bench/NAME.ts`, `npm run bench -- NAME …` those named. */
import { existsSync, readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { ensureBuilt } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { inRoot, node } from './lib/paths.mjs'
import { hand, main, say, SetupError } from './lib/steps.mjs'

const folder = inRoot('test', 'bench')
const isBench = (file) => file.endsWith('.ts') && !file.endsWith('.test.ts')

function available() {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter(isBench)
        .map((file) => basename(file, '.ts'))
    : []
}

await main(async (args) => {
  // Names first; from the first switch on, all is the benchmark's own: `mirror --payments 1000000`.
  const first = args.findIndex((argument) => argument.startsWith('-'))
  const names = first === -1 ? args : args.slice(0, first)
  const switches = args.slice(names.length)
  const all = available()
  const unknown = names.filter((name) => !all.includes(name))
  if (unknown.length > 0)
    throw new SetupError(
      `No benchmark is called ${unknown.join(', ')}. There are: ${all.join(', ') || 'none yet'}.`,
    )
  if (all.length === 0) throw new SetupError('There are no benchmarks yet.')
  await ensureInstalled()
  await ensureBuilt()
  let worst = 0
  for (const name of names.length > 0 ? names : all) {
    say(`▸ ${name}`)
    worst = Math.max(worst, await hand(node, [inRoot('test', 'bench', `${name}.ts`), ...switches]))
  }
  return worst
})
