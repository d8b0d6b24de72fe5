import { createServer } from 'node:net'
import { SetupError } from './steps.mjs'

const SWITCH = '--remote-debugging-port'

function listen(port) {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const { port: taken } = server.address()
      server.close(() => resolve(taken))
    })
  })
}

/**
 * The port that a list of switches asks DevTools clients to be served on, or undefined. Throws where it is no port,
 * for Chromium would wait on it for minutes without a word.
 */
export function debuggingPort(args) {
  const given = args.findLast((argument) => argument === SWITCH || argument.startsWith(`${SWITCH}=`))
  if (given === undefined) return undefined
  const value = given.slice(SWITCH.length + 1)
  if (/^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535) return Number(value)
  throw new SetupError(`${SWITCH}=N needs a port from 1 to 65535, not "${value}"`)
}

/** The switches with a port, a free one where none is given; the port; and whether it can be listened on. */
export async function withDebuggingPort(args) {
  const given = debuggingPort(args)
  if (given === undefined) {
    const port = await listen(0)
    return { args: [...args, `${SWITCH}=${port}`], port, free: true }
  }
  const free = await listen(given).then(
    () => true,
    () => false,
  )
  return { args, port: given, free }
}
