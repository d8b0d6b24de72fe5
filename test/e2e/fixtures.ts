import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from 'playwright/test'
import { type LaunchOptions, launchConsole } from '../support/console.ts'
import { SimulatorProcess, type SimulatorSwitches } from '../support/simulator-process.ts'
import { Counterfoil } from './pages/counterfoil.ts'

interface Fixtures {
  /** A data folder of this test's own. */
  readonly dataFolder: string
  /** Starts the built console, in English unless said otherwise; what is left running is ended after the test. */
  readonly open: (options?: LaunchOptions) => Promise<Counterfoil>
  /** Starts a simulator as a process of its own, which can be killed and started again on its port. */
  readonly simulate: (switches: SimulatorSwitches) => Promise<SimulatorProcess>
}

export const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures used from this pattern
  dataFolder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'counterfoil-e2e-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
  open: async ({ dataFolder }, use) => {
    const opened: Counterfoil[] = []
    await use(async ({ args = ['--lang=en'], ...options } = {}) => {
      const console = await launchConsole({ userData: join(dataFolder, 'console'), ...options, args })
      const counterfoil = new Counterfoil(console)
      opened.push(counterfoil)
      return counterfoil
    })
    for (const counterfoil of opened) await counterfoil.console.dispose()
  },
  simulate: async ({ dataFolder }, use) => {
    const started: SimulatorProcess[] = []
    await use(async (switches) => {
      const simulator = await SimulatorProcess.start({
        stateFile: join(dataFolder, 'simulator.jsonl'),
        ...switches,
      })
      started.push(simulator)
      return simulator
    })
    for (const simulator of started) await simulator.stop()
  },
})
