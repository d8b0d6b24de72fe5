// Prints the table of docs/simulator.md: what Stripe's API has (by the official client) and what of it is served.
//   node test/simulator/coverage.ts
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { resources } from '../../src/simulator/resources/index.ts'

interface Endpoint {
  readonly method: string
  /** Its parameters are `:`. */
  readonly path: string
  readonly isList: boolean
}

const CLIENT = fileURLToPath(new URL('../../node_modules/stripe/esm/resources/', import.meta.url))
const CALL = /_makeRequest\('(GET|POST|DELETE)', [`'](\/v1\/[^`']+)[`'], params, options(?:, (\{[^}]*\}))?/g

/** What the official client can call of v1. */
export const offered = (): readonly Endpoint[] =>
  readdirSync(CLIENT, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .flatMap((name) => Array.from(readFileSync(`${CLIENT}/${name}`, 'utf8').matchAll(CALL)))
    .map(([, method = '', path = '', spec = '']) => ({
      method,
      path: path.replaceAll(/\$\{[^}]*\}/g, ':'),
      isList: spec.includes("'list'"),
    }))

/** What the simulator answers. */
export const served = (): readonly Endpoint[] =>
  resources
    .flatMap(({ routes }) => routes)
    .map(({ method, template, shape }) => ({
      method,
      path: template.replaceAll(/:[a-zA-Z_]+/g, ':'),
      isList: 'limit' in shape && !('query' in shape),
    }))

interface Verb {
  readonly resource: string
  readonly verb: string
}

const STANDARD = ['create', 'retrieve', 'update', 'delete', 'list', 'search'] as const

interface Known {
  /** Paths beneath which objects have an id. */
  readonly collections: ReadonlySet<string>
  /** Paths that can be read. */
  readonly readable: ReadonlySet<string>
}

/** The resource and verb of an endpoint, e.g. `/v1/refunds` and `create`, `/v1/refunds` and `cancel`. */
function verbOf({ method, path, isList }: Endpoint, { collections, readable }: Known): Verb {
  const parent = path.slice(0, path.lastIndexOf('/'))
  const last = path.slice(parent.length + 1)
  if (last === ':') return { resource: parent, verb: { GET: 'retrieve', POST: 'update' }[method] ?? 'delete' }
  if (last === 'search') return { resource: parent, verb: 'search' }
  if (isList) return { resource: path, verb: 'list' }
  if (collections.has(path)) return { resource: path, verb: method === 'POST' ? 'create' : 'retrieve' }
  const isAction = parent.endsWith('/:') || collections.has(parent)
  if (isAction)
    return { resource: parent.replace(/\/:$/, ''), verb: method === 'DELETE' ? `delete ${last}` : last }
  // One of its kind, or made and never seen again.
  return { resource: path, verb: method === 'GET' ? 'retrieve' : readable.has(path) ? 'update' : 'create' }
}

/** The helpers for tests are as many parts as they help. */
function groupOf(path: string): string {
  const [, , first = '', second = ''] = path.split('/')
  return first === 'test_helpers' ? `${first}/${second}` : first
}
const label = (resource: string): string => `\`${resource.replaceAll('/:', '/…')}\``

/** The table, and beneath it the parts of the API of which nothing is served. */
export function coverage(): string {
  const [all, ours] = [offered(), served()]
  const collections = new Set(
    [...all, ...ours].flatMap(({ path, isList }) =>
      isList ? [path] : path.endsWith('/:') ? [path.slice(0, -2)] : [],
    ),
  )
  const readable = new Set([...all, ...ours].filter(({ method }) => method === 'GET').map(({ path }) => path))
  const key = (endpoint: Endpoint): string => `${endpoint.method} ${endpoint.path}`
  const isServed = new Set(ours.map(key))
  const groups = new Set(ours.map(({ path }) => groupOf(path)))
  const rows = new Map<string, Map<string, boolean>>()
  for (const endpoint of [...ours, ...all]) {
    if (!groups.has(groupOf(endpoint.path))) continue
    const { resource, verb } = verbOf(endpoint, { collections, readable })
    const row = rows.get(resource) ?? new Map<string, boolean>()
    rows.set(resource, row.set(verb, row.get(verb) !== false && isServed.has(key(endpoint))))
  }
  const mark = (row: ReadonlyMap<string, boolean>, verb: string): string =>
    row.has(verb) ? (row.get(verb) === true ? '●' : '○') : ''
  const lines = [...rows]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([resource, row]) => {
      const others = [...row.keys()].filter((verb) => !STANDARD.some((one) => one === verb)).toSorted()
      const cells = STANDARD.map((verb) => mark(row, verb))
      return `| ${[label(resource), ...cells, others.map((verb) => `${mark(row, verb)} ${verb}`).join(', ')].join(' | ')} |`
    })
  const none = [...new Set(all.map(({ path }) => groupOf(path)))].filter((group) => !groups.has(group))
  return [
    `| resource | ${STANDARD.join(' | ')} | others |`,
    `|---|${':-:|'.repeat(STANDARD.length)}---|`,
    ...lines,
    '',
    `Of these parts of the API nothing is served: ${none
      .toSorted()
      .map((group) => `\`${group}\``)
      .join(', ')}. Nor is the v2 API.`,
  ].join('\n')
}

if (import.meta.filename === process.argv[1]) process.stdout.write(`${coverage()}\n`)
