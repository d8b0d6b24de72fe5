import { defineConfig } from 'vitest/config'

const project = (name: string, include: string[], exclude: string[] = [], isolate = true) => ({
  extends: true as const,
  test: {
    name,
    include,
    exclude: ['**/node_modules/**', ...exclude],
    isolate,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Long for a busy machine; what is there sooner is seen at once.
    expect: { poll: { timeout: 15_000, interval: 20 } },
  },
})

const ownSuites = ['test/simulator/**', 'test/host/**', 'test/e2e/**']

export default defineConfig({
  test: {
    maxWorkers: '100%',
    // so that the mock of electron reaches it
    server: { deps: { inline: ['electron-store'] } },
    projects: [
      project('unit', ['src/{main,preload,renderer,shared}/**/*.test.{ts,tsx}', 'scripts/**/*.test.mjs']),
      // Nothing is mocked there and modules keep nothing: loading them once for all files is a third less time.
      project('simulator', ['src/simulator/**/*.test.ts', 'test/simulator/**/*.test.ts'], [], false),
      project('host', ['src/host/**/*.test.ts', 'test/host/**/*.test.ts']),
      project('integration', ['test/**/*.test.{ts,tsx}'], ownSuites),
    ],
  },
})
