import type { Page } from 'playwright'
import { z } from 'zod'
import { percentile } from './report.ts'

const RUNS = 30

/** A call of the page to main, as its features make it: `feature.method` with an input to which the account is added. */
export interface Call {
  readonly feature: 'payments' | 'overview' | 'search' | 'balances'
  readonly method: 'list' | 'summary' | 'figures' | 'everything' | 'query' | 'at'
  readonly input: object
}

/** Milliseconds from a call in the page to its answer there, of each of some runs after a first one. */
export async function callTimes(page: Page, call: Call): Promise<readonly number[]> {
  return await page.evaluate(
    async ({ feature, method, input, runs }) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- methods are called by name
      const bridge = window.counterfoil as unknown as Record<
        string,
        Record<string, (input: object) => Promise<{ readonly ok: boolean; readonly failure?: unknown }>>
      >
      const state = await window.counterfoil.accounts.state({})
      if (!state.ok) throw new Error(state.failure.message)
      const send = bridge[feature]?.[method]
      if (send === undefined) throw new Error(`no ${feature}.${method}`)
      const times: number[] = []
      for (let run = 0; run <= runs; run += 1) {
        const started = performance.now()
        const answer = await send({ account: state.value.active, ...input })
        times.push(performance.now() - started)
        if (!answer.ok) throw new Error(JSON.stringify(answer.failure))
      }
      return times.slice(1)
    },
    { ...call, runs: RUNS },
  )
}

export const callP95 = async (page: Page, call: Call): Promise<number> =>
  percentile(await callTimes(page, call), 0.95)

/** Milliseconds from a jump of the scrollbar until the rows there are in the page, of each of some jumps after a first one. */
export async function jumpTimes(page: Page): Promise<readonly number[]> {
  return await page.evaluate(async (runs) => {
    const scroller = document.querySelector('table[role="grid"]')?.parentElement
    if (!scroller) throw new Error('there is no list')
    const shown = (): boolean => {
      const { top, bottom } = scroller.getBoundingClientRect()
      const rows = [...scroller.querySelectorAll<HTMLElement>('[data-row]')].filter((row) => {
        const at = row.getBoundingClientRect()
        return at.bottom > top + 40 && at.top < bottom
      })
      return rows.length > 3 && rows.every((row) => row.dataset['id'] !== undefined)
    }
    const untilShown = (): Promise<void> =>
      new Promise((resolve) => {
        const changes = new MutationObserver(() => {
          if (!shown()) return
          changes.disconnect()
          resolve()
        })
        changes.observe(scroller, { subtree: true, childList: true, attributes: true, characterData: true })
      })
    const times: number[] = []
    for (let run = 0; run <= runs; run += 1) {
      const drawn = untilShown()
      const started = performance.now()
      scroller.scrollTop = ((run + 1) / (runs + 2)) * (scroller.scrollHeight - scroller.clientHeight)
      await drawn
      times.push(performance.now() - started)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    return times.slice(1)
  }, RUNS)
}

/** Milliseconds of every frame while the list is scrolled by the wheel for some seconds. */
export async function frameTimes(page: Page): Promise<readonly number[]> {
  const box = await page.getByRole('grid').boundingBox()
  if (box === null) throw new Error('there is no list')
  await page.mouse.move(box.x + 300, 400)
  await page.evaluate(() => {
    const frames: number[] = []
    Object.assign(window, { benchFrames: frames })
    const note = (at: number): void => {
      frames.push(at)
      requestAnimationFrame(note)
    }
    requestAnimationFrame(note)
  })
  for (let step = 0; step < 150; step += 1) await page.mouse.wheel(0, 120)
  const stamps = z.array(z.number()).parse(await page.evaluate('benchFrames'))
  return stamps.slice(1).map((at, index) => at - (stamps[index] ?? at))
}
