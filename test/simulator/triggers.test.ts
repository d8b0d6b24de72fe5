import { expect, test } from 'vitest'
import { isDemanded, listTriggers, runTriggers, summary } from './triggers.ts'

test('every trigger the simulator promises leaves its event, and the rest is counted', async () => {
  const triggers = await listTriggers()
  expect(triggers.length).toBeGreaterThan(100)
  const results = await runTriggers(triggers)
  process.stdout.write(`${summary(results)}\n`)
  expect(results.filter(({ event, passed }) => isDemanded(event) && !passed)).toEqual([])
})

test('a trigger that the simulator cannot serve does not pass', async () => {
  const [result] = await runTriggers(['issuing_card.created'])
  expect(result).toMatchObject({ passed: false })
})
