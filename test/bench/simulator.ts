import { Agent, get } from 'node:http'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { startSimulatorProcess } from './lib/program.ts'
import { type Line, report } from './lib/report.ts'

const { values } = parseArgs({
  options: { payments: { type: 'string', default: '1000000' }, pages: { type: 'string', default: '600' } },
})
const payments = Number(values.payments)
const pages = Number(values.pages)
const LANES = 4

const page = z.object({ data: z.array(z.object({ id: z.string() })).min(1) })
const state = z.object({ rss_bytes: z.int() })
const agent = new Agent({ keepAlive: true, maxSockets: LANES })

function fetchText(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { authorization: 'Bearer sk_test_bench' } }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      answer.once('end', () => resolve(text))
      answer.once('error', reject)
    }).once('error', reject)
  })
}

const address = (url: string, after: string) =>
  `${url}/v1/charges?limit=100${after === '' ? '' : `&starting_after=${after}`}`

/** Charges a second over HTTP, cursor by cursor. Every page is parsed, as a client must to find its cursor. */
async function list(url: string, lanes: number): Promise<number> {
  const starts = ['']
  for (let i = 1; i < lanes; i++) {
    const { data } = page.parse(JSON.parse(await fetchText(address(url, starts.at(-1) ?? ''))))
    starts.push(data.at(-1)?.id ?? '')
  }
  let objects = 0
  const lane = async (from: string): Promise<void> => {
    let after = from
    for (let i = 0; i < pages / lanes; i++) {
      const { data } = page.parse(JSON.parse(await fetchText(address(url, after))))
      objects += data.length
      after = data.at(-1)?.id ?? ''
    }
  }
  const started = performance.now()
  await Promise.all(starts.map(lane))
  return objects / ((performance.now() - started) / 1000)
}

const began = performance.now()
const simulator = await startSimulatorProcess(payments)
try {
  const ready = (performance.now() - began) / 1000
  await list(simulator.url, LANES)
  const lines: Line[] = [
    { what: 'start', value: ready, unit: 's', bar: { at: 90, good: 'below' } },
    {
      what: 'lists of 100 charges, four at once',
      value: await list(simulator.url, LANES),
      unit: 'objects/s',
      bar: { at: 20_000, good: 'above' },
    },
    { what: 'lists of 100 charges, one by one', value: await list(simulator.url, 1), unit: 'objects/s' },
    {
      what: 'memory',
      value:
        state.parse(JSON.parse(await fetchText(`${simulator.url}/_simulator/state`))).rss_bytes / 2 ** 20,
      unit: 'MB',
      bar: { at: 3072, good: 'below' },
    },
  ]
  report('simulator', { payments }, lines)
} finally {
  agent.destroy()
  await simulator.stop()
}
