import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanUp, loadedFixture, type Fixture } from './fixture.ts'

let fixture: Fixture
let page: Page

beforeAll(async () => {
  fixture = await loadedFixture()
  page = await fixture.page()
})
afterAll(cleanUp)

/** Sends an expression's value through main and back, and describes what arrived, in the page. */
const echoed = (expression: string, describeIt: string): Promise<unknown> =>
  page.evaluate(`fixture.invoke('echo', ${expression}).then(([value]) => ${describeIt})`)

describe('structured clone between page and main', () => {
  it.each([
    ['a Date', 'new Date(12345)', 'value instanceof Date && value.getTime()', 12345],
    [
      'a Map',
      "new Map([['a', { b: 1 }], [2, 'c']])",
      'value instanceof Map && JSON.stringify([...value])',
      '[["a",{"b":1}],[2,"c"]]',
    ],
    ['a Set', 'new Set([1, 2])', 'value instanceof Set && [...value].join()', '1,2'],
    ['a BigInt', '9007199254740993n', "typeof value + ' ' + value", 'bigint 9007199254740993'],
    [
      'a typed array',
      'new Uint8Array([1, 255])',
      'value instanceof Uint8Array && [...value].join()',
      '1,255',
    ],
    ['a part of a buffer', 'new Uint8Array([1, 2, 3, 4]).subarray(1, 3)', '[...value].join()', '2,3'],
    ['doubles', 'new Float64Array([0.1])', 'value instanceof Float64Array && value[0]', 0.1],
    ['an ArrayBuffer', 'new ArrayBuffer(3)', 'value instanceof ArrayBuffer && value.byteLength', 3],
    ['undefined', 'undefined', 'typeof value', 'undefined'],
    ['undefined within', '{ a: undefined }', "'a' in value && value.a === undefined", true],
    ['NaN', 'NaN', 'Object.is(value, NaN)', true],
    ['minus zero', '-0', 'Object.is(value, -0)', true],
    ['infinity', '-Infinity', 'value === -Infinity', true],
    ['null', 'null', 'value === null', true],
    ['a hole', '[1, , 3]', '!(1 in value) && value.length', 3],
    ['a regular expression', '/a+/gi', 'value instanceof RegExp && String(value)', '/a+/gi'],
    [
      'a cycle',
      '(() => { const o = { n: 1 }; o.self = o; return o })()',
      'value.self === value && value.n',
      1,
    ],
    ['a shared part', '(() => { const p = {}; return [p, p] })()', 'value[0] === value[1]', true],
    [
      'an Error',
      "new TypeError('no')",
      'value instanceof Error && String(value)',
      // the bridge keeps the message only
      'Error: no',
    ],
    [
      'an instance of a class',
      'new (class A { x = 1; get y() { return 2 } })()',
      'JSON.stringify(value)',
      '{"x":1}',
    ],
    ['Chinese', "'退款 💴'", 'value', '退款 💴'],
    ['half a surrogate pair', "'\\ud800'", 'value.length === 1 && value.charCodeAt(0)', 0xd800],
  ])('carries %s', async (_name, expression, describeIt, expected) => {
    expect(await echoed(expression, describeIt)).toBe(expected)
  })

  it.each([
    ['functions', '() => 1'],
    ['symbols', "Symbol('x')"],
    ['a function within', '{ deep: [() => 1] }'],
  ])('refuses %s, by the name of DataCloneError or the bridge', async (_name, expression) => {
    const failure = await page.evaluate(
      `(async () => fixture.invoke('echo', ${expression}))().then(() => 'passed', (error) => String(error))`,
    )
    expect(failure).toMatch(/could not be cloned/)
  })

  it('carries values from main to the page', async () => {
    await page.evaluate(
      "window.seen = new Promise((resolve) => fixture.on('push', (map, when, big) => resolve([map.get('a'), when.getTime(), String(big)]))); 0",
    )
    await fixture.run(
      "electron.BrowserWindow.getAllWindows()[0].webContents.send('push', new Map([['a', 1]]), new Date(5), 7n)",
    )
    expect(await page.evaluate('seen')).toEqual([1, 5, '7'])
  })

  it('keeps the order of messages and gives each to every listener', async () => {
    await page.evaluate(
      "window.got = []; window.stop = fixture.on('count', (n) => got.push(n)); void fixture.on('count', (n) => got.push(-n))",
    )
    await fixture.run(
      "(() => { for (let n = 1; n <= 50; n += 1) electron.BrowserWindow.getAllWindows()[0].webContents.send('count', n) })()",
    )
    await expect.poll(() => page.evaluate('got.length')).toBe(100)
    expect(await page.evaluate('got.filter((n) => n > 0)')).toEqual(
      Array.from({ length: 50 }, (_, index) => index + 1),
    )
  })

  it('refuses to send a function from main', async () => {
    await expect(
      fixture.run("electron.BrowserWindow.getAllWindows()[0].webContents.send('push', () => 1)"),
    ).rejects.toThrow(/could not be cloned/)
  })
})

const failureOf = (channel: string): Promise<unknown> =>
  page.evaluate(`fixture.invoke('${channel}').catch((error) => error.message)`)

describe('handlers', () => {
  it('words failures as Electron does', async () => {
    expect(await failureOf('fail')).toBe("Error invoking remote method 'fail': RangeError: no such row")
    expect(await failureOf('nobody')).toBe(
      "Error invoking remote method 'nobody': Error: No handler registered for 'nobody'",
    )
    expect(await failureOf('function')).toMatch(/^Error invoking remote method 'function': DataCloneError/)
  })

  it('knows one handler per channel, until it is removed', async () => {
    await fixture.run("electron.ipcMain.handle('once', () => 1)")
    await expect(fixture.run("electron.ipcMain.handle('once', () => 2)")).rejects.toThrow(
      "Attempted to register a second handler for 'once'",
    )
    await fixture.run("electron.ipcMain.removeHandler('once')")
    await fixture.run("electron.ipcMain.handleOnce('once', () => 3)")
    expect(await page.evaluate("fixture.invoke('once')")).toBe(3)
    expect(await failureOf('once')).toMatch(/No handler registered/)
  })

  it("shows the sender's frame by the app's own address", async () => {
    expect(await page.evaluate("fixture.invoke('frame')")).toEqual({
      url: 'app://console/',
      origin: 'app://console',
      isMain: true,
      parent: null,
      isTop: true,
      known: true,
    })
  })

  it('delivers one-way messages', async () => {
    await page.evaluate("fixture.send('note', 1, 'zwei')")
    await expect
      .poll(() => fixture.run("log.filter(([name]) => name === 'note')"))
      .toEqual([['note', 'app://console', 1, 'zwei']])
  })
})

describe('the context bridge', () => {
  it('exposes frozen copies that the page cannot change', async () => {
    expect(
      await page.evaluate(
        'Object.isFrozen(fixture) && Object.isFrozen(fixture.nested) && Object.isFrozen(fixture.nested.list[1])',
      ),
    ).toBe(true)
    expect(
      await page.evaluate(
        "(() => { 'use strict'; try { window.fixture = 1; return 'changed' } catch (error) { return error.name } })()",
      ),
    ).toBe('TypeError')
    expect(await page.evaluate('fixture.nested.when.getTime()')).toBe(0)
  })

  it('is there before the first script of the page', async () => {
    expect(await page.evaluate('window.sawAtStart')).toBe('object')
  })

  it('passes on of an error its message only', async () => {
    expect(
      await page.evaluate('fixture.fail().catch((error) => [error.name, error.message, error.secret])'),
    ).toEqual(['Error', 'out of reach', undefined])
  })

  it('leaves nothing of Node or of the host in the page', async () => {
    expect(
      await page.evaluate(
        "['require', 'process', 'module', 'Buffer', 'electron'].filter((name) => name in window)",
      ),
    ).toEqual([])
    expect(
      await page.evaluate('Object.getOwnPropertyNames(window).filter((name) => /^host/i.test(name))'),
    ).toEqual([])
    expect(await page.evaluate('fixture.processType')).toBe('renderer')
  })
})
