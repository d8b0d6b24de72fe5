import { existsSync, mkdirSync } from 'node:fs'
import { env, getuid, platform } from 'node:process'
import { chromium, type BrowserContext } from 'playwright'

const places = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(
  (name) => `/usr/bin/${name}`,
)
const macPlaces = ['Google Chrome', 'Chromium'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
)

/** Chromium's path: `CHROMIUM_PATH`, a system browser, or Playwright's own. */
function executable(): string | undefined {
  return env['CHROMIUM_PATH'] ?? [...places, ...macPlaces].find((path) => existsSync(path))
}

export interface LaunchOptions {
  readonly profile: string
  readonly headless: boolean
  readonly locale: string
  readonly debuggingPort: string | undefined
}

/** A Chromium that can reach nothing but what is intercepted: every host name resolves to nothing. */
function flags({ headless, debuggingPort, locale }: LaunchOptions): string[] {
  return [
    '--host-resolver-rules=MAP * ~NOTFOUND',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    `--lang=${locale}`,
    ...(headless ? ['--disable-gpu', '--window-size=1440,900'] : ['--app=data:text/html,']),
    ...(debuggingPort === undefined ? [] : [`--remote-debugging-port=${debuggingPort}`]),
    ...(platform === 'linux' && getuid?.() === 0 ? ['--no-sandbox'] : []),
  ]
}

/** Starts Chromium on its own profile folder. It ends when this process does, however that comes. */
export async function launch(options: LaunchOptions): Promise<BrowserContext> {
  mkdirSync(options.profile, { recursive: true })
  const executablePath = executable()
  return chromium.launchPersistentContext(options.profile, {
    ...(executablePath === undefined ? {} : { executablePath }),
    headless: options.headless,
    args: flags(options),
    ignoreDefaultArgs: ['--enable-automation'],
    chromiumSandbox: !(platform === 'linux' && getuid?.() === 0),
    viewport: null,
    locale: options.locale,
    acceptDownloads: false,
    serviceWorkers: 'block',
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  })
}
