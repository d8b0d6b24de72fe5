import { describe, expect, it } from 'vitest'
import { countPlaywright, countVitest, sum } from './suites.mjs'

const vitestReport = (parts) => ({
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...parts,
})
const file = (status, ...tests) => ({ status, assertionResults: tests.map((one) => ({ status: one })) })

describe('counts of vitest', () => {
  it('are those of the report', () => {
    const report = vitestReport({
      numPassedTests: 5,
      numFailedTests: 2,
      numPendingTests: 1,
      numTodoTests: 1,
      testResults: [file('failed', 'failed')],
    })
    expect(countVitest(report, 1)).toEqual({ passed: 5, failed: 2, skipped: 2 })
  })

  it('hold a file that could not be loaded for a failure', () => {
    expect(
      countVitest(
        vitestReport({ numPassedTests: 1, testResults: [file('failed'), file('passed', 'passed')] }),
        1,
      ),
    ).toMatchObject({ failed: 1 })
  })

  it('hold an error outside the tests for a failure, and a missing report too', () => {
    expect(countVitest(vitestReport({ numPassedTests: 3 }), 1)).toMatchObject({ passed: 3, failed: 1 })
    expect(countVitest(undefined, 0)).toMatchObject({ failed: 1 })
  })
})

describe('counts of Playwright', () => {
  const stats = { expected: 4, unexpected: 0, flaky: 0, skipped: 1 }

  it('are those of the report', () => {
    expect(countPlaywright({ stats, errors: [] }, 0)).toEqual({ passed: 4, failed: 0, skipped: 1 })
  })

  it('hold flaky tests, errors outside tests and a bad exit for failures', () => {
    expect(countPlaywright({ stats: { ...stats, flaky: 2 }, errors: [] }, 0)).toMatchObject({ failed: 2 })
    expect(countPlaywright({ stats, errors: [{}] }, 1)).toMatchObject({ failed: 1 })
    expect(countPlaywright({ stats, errors: [] }, 1)).toMatchObject({ failed: 1 })
  })
})

it('sums', () => {
  expect(
    sum([
      { passed: 1, failed: 2, skipped: 3 },
      { passed: 10, failed: 20, skipped: 30 },
    ]),
  ).toEqual({ passed: 11, failed: 22, skipped: 33 })
})
