/** Who may import what. The reasons are in docs/architecture.md; a breach fails `npm run check`. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, relative } from 'node:path'
import { inRoot, root } from './paths.mjs'

const ours = (pattern) => (target) => pattern.test(target)
/** Tests, and the arbitraries that property tests share. */
const isTest = (file) => /(\.test|\/arbitraries)\.tsx?$/.test(file)
const isPackage = (target) => !target.startsWith('src/') && !target.startsWith('node:')

/** The name of the feature that a path of `process` lies in. */
const featureOf = (process, path) => new RegExp(`^src/${process}/features/([^/.]+)(?:/|$)`).exec(path)?.[1]

function siblings(process) {
  return {
    from: new RegExp(`^src/${process}/features/`),
    forbids: (target, { file }) => {
      const other = featureOf(process, target)
      return (
        other !== undefined && featureOf(process, file) !== undefined && other !== featureOf(process, file)
      )
    },
    because: 'a feature does not import a sibling feature',
  }
}

const only = (from, allowed, because) => ({
  from,
  forbids: (target, { isType }) =>
    !allowed.some((pattern) => pattern.test(target)) &&
    !(isType && /^(stripe|electron|node:.*)$/.test(target)),
  because,
})

export const rules = [
  {
    from: /^src\/(?!main\/electron\/|main\/index\.ts$|preload\/|host\/)/,
    forbids: (target, { isType }) => /^electron(\/|-log$|-log\/main|-store|$)/.test(target) && !isType,
    because: "only src/main/electron touches Electron's API",
  },
  { from: /^src\/(?!host\/)/, forbids: ours(/^src\/host\//), because: 'nobody imports the host' },
  only(
    /^src\/host\//,
    [/^node:/, /^src\/host\//, /^(playwright|playwright-core|rolldown|devalue)$/],
    'the host imports node, playwright and itself only',
  ),
  only(
    /^src\/simulator\//,
    [/^node:/, /^zod$/, /^src\/simulator\//],
    "the simulator imports node, zod, itself and the SDK's types only",
  ),
  only(
    /^src\/shared\//,
    [/^src\/shared\//, /^(zod|dinero\.js|temporal-polyfill)(\/|$)/],
    'shared code does no I/O and imports only itself and zod',
  ),
  only(
    /^src\/preload\//,
    [/^src\/(shared|preload)\//, /^electron(\/renderer)?$/],
    'the preload imports electron and shared only',
  ),
  siblings('main'),
  siblings('renderer'),
  {
    from: /^src\/renderer\/(ui|lib)\//,
    forbids: ours(/^src\/renderer\/(features|app)\//),
    because: 'ui and lib know no feature',
  },
  {
    from: /^src\/renderer\//,
    forbids: (target, { isType }) =>
      /^src\/(main|simulator)\//.test(target) ||
      (target.startsWith('src/preload/') && !isType) ||
      target.startsWith('node:'),
    because: 'the page reaches other processes over IPC only',
  },
  {
    from: /^src\/main\//,
    forbids: ours(/^src\/(renderer|preload)\//),
    because: 'main does not import the page',
  },
  {
    from: /^src\/main\/(?!electron\/)[^/]+\//,
    forbids: ours(/^src\/main\/electron\//),
    because:
      "only the composition root imports src/main/electron; a feature that does is tied to Electron's API",
  },
]

/** Things said in the text rather than imported. */
export const words = [
  {
    from: /^src\/(?!renderer\/lib\/|preload\/)/,
    word: /\bwindow\.counterfoil\b/,
    because: 'only src/renderer/lib calls window.counterfoil',
  },
  {
    from: /^src\/(?!main\/electron\/|host\/)/,
    word: /\bipcMain\b/,
    because: 'only src/main/electron touches ipcMain',
  },
  {
    from: /^src\/main\/(?!stripe\/)/,
    word: /\bnew Stripe\(/,
    because: 'only src/main/stripe constructs Stripe',
  },
]

/** The imported thing as a path from the root, or the package's name; `?worker`-like suffixes are dropped. */
function targetOf(specifier, file) {
  const name = specifier.replace(/\?.*$/, '')
  return name.startsWith('.') ? posix.normalize(posix.join(posix.dirname(file), name)) : name
}

const typeOnly = (entries) => entries.length > 0 && entries.every((entry) => entry.isType)

function importsOf(file, text, parseSync) {
  const { module, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`)
  // what an expression will import at run time cannot be known here
  const dynamic = module.dynamicImports
    .map(({ moduleRequest }) => text.slice(moduleRequest.start, moduleRequest.end))
    .filter((request) => /^['"].*['"]$/.test(request))
    .map((request) => request.slice(1, -1))
  return [
    ...module.staticImports.map((found) => ({
      specifier: found.moduleRequest.value,
      isType: typeOnly(found.entries),
    })),
    ...module.staticExports.flatMap(({ entries }) =>
      entries
        .filter((entry) => entry.moduleRequest)
        .map((entry) => ({ specifier: entry.moduleRequest.value, isType: entry.isType })),
    ),
    ...dynamic.map((specifier) => ({ specifier, isType: false })),
  ]
}

/** The breaches in one file, as lines to print. */
export function breaches(file, text, parseSync) {
  const found = importsOf(file, text, parseSync).flatMap(({ specifier, isType }) => {
    const target = targetOf(specifier, file)
    if (isTest(file) && isPackage(target)) return []
    return rules
      .filter((rule) => rule.from.test(file) && rule.forbids(target, { file, isType }))
      .map((rule) => `${file}: imports ${specifier}: ${rule.because}`)
  })
  const said = words
    .filter((rule) => !isTest(file) && rule.from.test(file) && rule.word.test(text))
    .map((rule) => `${file}: ${rule.because}`)
  return [...found, ...said]
}

function sourceFiles() {
  const entries = readdirSync(inRoot('src'), { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  return files
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)).replaceAll('\\', '/'))
    .toSorted()
}

/** The breaches of the whole of `src`. */
export async function allBreaches() {
  const { parseSync } = await import('rolldown/utils')
  return sourceFiles().flatMap((file) => breaches(file, readFileSync(inRoot(file), 'utf8'), parseSync))
}
