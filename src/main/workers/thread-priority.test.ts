import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'

const CODE = `
const { readFileSync } = require('node:fs')
const { parentPort, workerData } = require('node:worker_threads')
// the 19th field, counted from the one after the name in brackets
const niceness = (of) => Number(readFileSync(of + '/stat', 'utf8').split(') ').at(-1).split(' ')[16])
import(workerData).then(({ giveWay }) => {
  const before = niceness('/proc/thread-self')
  giveWay('writer')
  const writer = niceness('/proc/thread-self')
  giveWay('source')
  parentPort.postMessage({ before, writer, source: niceness('/proc/thread-self'), main: niceness('/proc/self') })
})`

it.runIf(process.platform === 'linux')('lets its own thread give way and no other', async () => {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const worker = new Worker(CODE, {
    eval: true,
    workerData: new URL('thread-priority.ts', import.meta.url).href,
  })
  worker.once('message', resolve).once('error', reject)
  expect(await promise).toEqual({ before: 0, writer: 5, source: 10, main: 0 })
  await worker.terminate()
})
