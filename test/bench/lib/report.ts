import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'

export interface Line {
  readonly what: string
  readonly value: number
  readonly unit: string
  /** Of what was timed again and again, how long it mostly takes, in the same unit. */
  readonly median?: number
  /** What it is to be compared with, in the same unit, and which side of it is good. */
  readonly bar?: { readonly at: number; readonly good: 'below' | 'above' }
}

const figure = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2)

function ratio({ value, bar }: Line): string {
  if (bar === undefined) return ''
  const met = bar.good === 'below' ? value <= bar.at : value >= bar.at
  return `${(value / bar.at).toFixed(2)} of ${figure(bar.at)} ${met ? 'ok' : 'MISSED'}`
}

/** Prints a table and writes the same as JSON into `test-results/`. */
export function report(
  name: string,
  facts: Readonly<Record<string, string | number>>,
  lines: readonly Line[],
): void {
  const width = Math.max(...lines.map(({ what }) => what.length))
  const rows = lines.map((line) => {
    return `  ${line.what.padEnd(width)}  ${figure(line.value).padStart(12)} ${line.unit.padEnd(12)} ${ratio(line)}`
  })
  const described = Object.entries(facts).map(([key, value]) => `${key} ${value}`)
  process.stdout.write(`${name}: ${described.join(', ')}, ${cpus().length} cores\n${rows.join('\n')}\n`)
  mkdirSync('test-results', { recursive: true })
  writeFileSync(`test-results/bench-${name}.json`, JSON.stringify({ name, facts, lines }, null, 2))
}

/** What 95 of 100 runs stay below, and half of them. */
export function timed(run: () => unknown, runs = 40): Required<Pick<Line, 'value' | 'median' | 'unit'>> {
  run()
  const times = Array.from({ length: runs }, () => {
    const started = performance.now()
    run()
    return performance.now() - started
  })
  return { value: percentile(times, 0.95), median: percentile(times, 0.5), unit: 'ms p95' }
}

/** The value that such a part of the values does not exceed. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * part) - 1] ?? 0
}
