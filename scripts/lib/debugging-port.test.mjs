import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { debuggingPort, withDebuggingPort } from './debugging-port.mjs'

it.each([
  [['--demo'], undefined],
  [['--remote-debugging-port=1'], 1],
  [['--demo', '--remote-debugging-port=9333'], 9333],
  [['--remote-debugging-port=65535'], 65_535],
  [['--remote-debugging-port=9333', '--remote-debugging-port=9334'], 9334],
])('reads the port of %j', (args, port) => {
  expect(debuggingPort(args)).toBe(port)
})

it.each(['=0', '=65536', '=93422', '=-1', '=1e3', '=', '', '=9333 '])(
  'refuses --remote-debugging-port%s at once',
  (value) => {
    expect(() => debuggingPort([`--remote-debugging-port${value}`])).toThrow(/needs a port from 1 to 65535/)
  },
)

it('finds a free port where none is given', async () => {
  const found = await withDebuggingPort(['--demo'])
  expect(found.args).toEqual(['--demo', `--remote-debugging-port=${found.port}`])
  expect(found).toMatchObject({ free: true })
})

it('keeps the port that is given and says whether somebody listens there', async () => {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  const args = [`--remote-debugging-port=${port}`]
  expect(await withDebuggingPort(args)).toEqual({ args, port, free: false })
  await new Promise((resolve) => server.close(resolve))
  expect(await withDebuggingPort(args)).toEqual({ args, port, free: true })
})
