import { spawn } from 'node:child_process'
import { environment, root } from './paths.mjs'

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`

/** One line for the person who waits, on stderr: stdout belongs to what the command prints. */
export const say = (line) => process.stderr.write(`${line}\n`)

/**
 * Says what is being done, every ten seconds how far it is, and at the end how long it took.
 * @param progress gives the words for "how far", or undefined
 */
export async function step(name, work, progress = () => undefined) {
  const started = performance.now()
  say(`▸ ${name} …`)
  const timer = setInterval(
    () => say(`  … ${[progress(), seconds(started)].filter(Boolean).join(', ')}`),
    10_000,
  )
  try {
    const result = await work()
    say(`  done in ${seconds(started)}`)
    return result
  } catch (error) {
    say(`  failed after ${seconds(started)}`)
    throw error
  } finally {
    clearInterval(timer)
  }
}

/** A step that could not be done; its message says what to do about it. */
export class SetupError extends Error {}

/** Runs a program quietly. @returns its exit code and all it printed */
export function capture(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
    })
    let output = ''
    const take = (chunk) => {
      output += chunk
      options.onOutput?.(String(chunk))
    }
    child.stdout?.on('data', take)
    child.stderr?.on('data', take)
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code: code ?? 1, signal, output }))
  })
}

/** Runs a program quietly and throws with what it printed if it fails. */
export async function must(command, args, options = {}) {
  const { code, output } = await capture(command, args, options)
  if (code !== 0) throw new SetupError(`${command} ${args.join(' ')} failed (${code}):\n${output.trimEnd()}`)
  return output
}

/** Gives the terminal to a program, hands signals on to it, and resolves to its exit code. */
export function hand(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: environment(), stdio: 'inherit', ...options })
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    const forward = (signal) => child.kill(signal)
    for (const signal of signals) process.on(signal, forward)
    child.on('error', reject)
    child.on('close', (code) => {
      for (const signal of signals) process.off(signal, forward)
      resolve(code ?? 1)
    })
  })
}

/** Runs a script's body: a set-up problem is one clear message, not a stack. */
export async function main(body) {
  try {
    process.exitCode = await body(process.argv.slice(2))
  } catch (error) {
    say(error instanceof SetupError ? error.message : error.stack)
    process.exitCode = 1
  }
}
