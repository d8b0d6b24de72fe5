import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const cli = fileURLToPath(new URL('../../src/simulator/cli.ts', import.meta.url))

function run(...args: readonly string[]): {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
} {
  return spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' })
}

test('--help prints the usage', () => {
  for (const help of ['--help', '-h']) {
    const { status, stdout } = run(help)
    expect(status).toBe(0)
    expect(stdout).toContain('Usage: npm run simulator')
  }
})

test('a switch that is not known, or has no value, is refused with the usage and no stack', () => {
  for (const args of [['--unknown'], ['--port'], ['a word']]) {
    const { status, stdout, stderr } = run(...args)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain('Usage: npm run simulator')
    expect(stderr).not.toContain('    at ')
  }
})
