import { expect, test } from 'playwright/test'
import { type RunningConsole, launchConsole } from '../support/console.ts'

/** Stands in the page, where these tests' scripts run. */
declare const counterfoil: Readonly<
  Record<string, Readonly<Record<string, (input: unknown) => Promise<{ failure?: { code: string } }>>>>
>

let running: RunningConsole
test.beforeAll(async () => {
  running = await launchConsole({ args: ['--demo'] })
})
test.afterAll(async () => {
  await running.dispose()
})

/** What happens in the page when a hostile script runs there. */
function inPage<T>(script: () => T | Promise<T>): Promise<T> {
  return running.page.evaluate(script)
}

test('the page has nothing of Node and one frozen way to main', async () => {
  const seen = await inPage(() => ({
    node: ['require', 'process', 'module', 'Buffer', '__dirname', 'electron'].filter(
      (name) => name in globalThis,
    ),
    features: Object.keys(counterfoil).toSorted(),
    frozen: Object.isFrozen(counterfoil),
  }))
  expect(seen.node).toEqual([])
  expect(seen.features).toContain('onPush')
  expect(seen.frozen).toBe(true)
})

test('the page has no network', async () => {
  const outcomes = await inPage(() =>
    Promise.all(
      ['https://api.stripe.com/v1/charges', 'http://127.0.0.1:9/', 'https://evil.example/'].map((url) =>
        fetch(url).then(
          () => 'loaded',
          () => 'refused',
        ),
      ),
    ),
  )
  expect(outcomes).toEqual(['refused', 'refused', 'refused'])
})

test('script written into the page does not run', async () => {
  const ran = await inPage(async () => {
    const script = document.createElement('script')
    script.textContent = 'globalThis.injected = true'
    document.body.append(script)
    const holder = document.createElement('div')
    holder.innerHTML = '<img src="x:" onerror="globalThis.injected = true">'
    document.body.append(holder)
    // in a task of its own: what the test itself runs is exempt from the policy
    const evaluated = await new Promise((resolve) =>
      setTimeout(() => {
        try {
          // oxlint-disable-next-line typescript/no-implied-eval -- this is what must not work
          resolve(Boolean(new Function('return true')()))
        } catch {
          resolve(false)
        }
      }),
    )
    await new Promise((resolve) => setTimeout(resolve, 100))
    script.remove()
    holder.remove()
    return { injected: 'injected' in globalThis, evaluated }
  })
  expect(ran).toEqual({ injected: false, evaluated: false })
})

test('the page opens no window and goes nowhere', async () => {
  const before = running.page.url()
  const opened = await inPage(() =>
    ['https://evil.example/', 'about:blank', 'app://console/'].map((url) => window.open(url)),
  )
  expect(opened).toEqual([null, null, null])
  await inPage(() => {
    const link = document.createElement('a')
    link.href = 'https://evil.example/'
    document.body.append(link)
    link.click()
    link.remove()
  })
  await expect(running.page.getByRole('navigation').first()).toBeVisible()
  expect(running.page.url()).toBe(before)
})

test('the page gets no permission', async () => {
  const outcomes = await inPage(async () => {
    const notification = await Notification.requestPermission()
    const camera = await navigator.mediaDevices
      ?.getUserMedia({ video: true })
      .then(() => 'granted')
      .catch(() => 'denied')
    const place = await new Promise((resolve) =>
      navigator.geolocation.getCurrentPosition(
        () => resolve('granted'),
        () => resolve('denied'),
      ),
    )
    return { notification, camera: camera ?? 'denied', place }
  })
  expect(outcomes).toEqual({ notification: 'denied', camera: 'denied', place: 'denied' })
})

test('main answers malformed calls with a failure and opens only pages of Stripe', async () => {
  const answers = await inPage(async () => {
    const codes = []
    for (const [feature, method, input] of [
      ['payments', 'list', { account: '../../etc' }],
      ['payments', 'list', { account: 'demo', filter: {}, limit: 1e9 }],
      [
        'refunds',
        'create',
        { account: 'demo', payment: "pi_1' OR 1=1", amount: { amount: 1, currency: 'usd' } },
      ],
      ['app', 'openExternal', { url: 'file:///etc/passwd' }],
      ['app', 'openExternal', { url: 'https://stripe.com.evil.example/' }],
      ['accounts', 'activate', { account: 'nobody' }],
      ['operations', 'list', null],
    ] as const) {
      codes.push((await counterfoil[feature]?.[method]?.(input))?.failure?.code)
    }
    return codes
  })
  expect(answers).toEqual([
    'invalid_input',
    'invalid_input',
    'invalid_input',
    'invalid_input',
    'invalid_input',
    'account_not_found',
    'invalid_input',
  ])
})
