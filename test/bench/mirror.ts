import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Reader } from '../../src/main/store/reader.ts'
import { resources } from '../../src/main/sync/resources/all.ts'
import { bareLoop } from './lib/bare-loop.ts'
import { bytes, fillApart } from './lib/fill.ts'
import { startSimulatorProcess } from './lib/program.ts'
import { growth, measureReads } from './lib/reads.ts'
import { type Line, report } from './lib/report.ts'

/**
 * The mirror at one size, and how its costs grew from `--from` payments. `--data DIR` measures the reads of a folder
 * filled before, of which `--payments` says how many it holds.
 */
const { values } = parseArgs({
  options: {
    payments: { type: 'string', default: '20000' },
    from: { type: 'string', default: '10000' },
    data: { type: 'string' },
    keep: { type: 'boolean' },
  },
})
const sizes = [Number(values.from), Number(values.payments)] as const
const root = mkdtempSync(join(tmpdir(), 'counterfoil-bench-'))

interface Measured {
  readonly filling: readonly Line[]
  readonly reads: readonly Line[]
}

function disk(data: string, payments: number): Line {
  const bar = { at: 5000, good: 'below' } as const
  return { what: 'disk for a payment', value: bytes(data) / payments, unit: 'bytes', bar }
}

function reads(data: string): readonly Line[] {
  const reader = new Reader(data)
  try {
    return measureReads(reader)
  } finally {
    reader.close()
  }
}

async function measure(payments: number): Promise<Measured> {
  const folder = join(root, String(payments))
  mkdirSync(folder)
  const data = join(folder, 'data')
  const simulator = await startSimulatorProcess(payments)
  try {
    const bare = await bareLoop(folder, simulator.url, resources)
    const filled = await fillApart(data, simulator.url, bare)
    return { filling: [...filled, disk(data, payments)], reads: reads(data) }
  } finally {
    await simulator.stop()
  }
}

try {
  const small = sizes[0] < sizes[1] ? await measure(sizes[0]) : null
  const large =
    values.data === undefined
      ? await measure(sizes[1])
      : { filling: [disk(values.data, sizes[1])], reads: reads(values.data) }
  const facts = { payments: sizes[1], load: loadavg()[0]?.toFixed(1) ?? '' }
  report('mirror', facts, [
    ...large.filling,
    ...large.reads,
    ...(small === null ? [] : growth(small.reads, large.reads, sizes)),
  ])
} finally {
  if (values.keep === true) process.stdout.write(`kept in ${root}\n`)
  else rmSync(root, { recursive: true, force: true })
}
