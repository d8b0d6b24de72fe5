import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { cleanUp, loadedFixture, startFixture, temporaryFolder, type Fixture } from './fixture.ts'

afterEach(cleanUp)
afterAll(cleanUp)

/** Processes whose command line names this data folder: the host's Chromium. */
function chromiumProcesses({ userData }: Fixture): string[] {
  const all = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n')
  return all.filter((line) => line.includes(join(userData, 'Chromium')) && !line.includes('run.ts'))
}

const noneLeft = async (fixture: Fixture): Promise<void> => {
  await expect.poll(() => chromiumProcesses(fixture), { timeout: 10_000 }).toEqual([])
}

const events = (fixture: Fixture): unknown[] =>
  fixture.messages
    .map((message) => message['event'])
    .filter((event) => event !== undefined && event !== 'loaded')

describe('quitting', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'goes in order on %s and leaves no Chromium behind',
    async (signal) => {
      const fixture = await loadedFixture()
      expect(chromiumProcesses(fixture).length).toBeGreaterThan(0)
      fixture.child.kill(signal)
      expect(await fixture.exited).toBe(0)
      expect(events(fixture)).toEqual(['before-quit', 'will-quit', 'quit'])
      await noneLeft(fixture)
    },
  )

  it('leaves no Chromium behind when it is killed outright', async () => {
    const fixture = await loadedFixture()
    fixture.child.kill('SIGKILL')
    expect(await fixture.exited).toBe('SIGKILL')
    await noneLeft(fixture)
  })

  it('follows when the last window is closed', async () => {
    const fixture = await loadedFixture()
    await (await fixture.page()).close()
    expect(await fixture.exited).toBe(0)
    expect(events(fixture)).toEqual(['window-all-closed', 'before-quit', 'will-quit', 'quit'])
  })

  it('follows when Chromium ends', async () => {
    const fixture = await loadedFixture()
    const [line] = chromiumProcesses(fixture).filter((process) => !process.includes('--type='))
    process.kill(Number.parseInt(line?.trim() ?? '', 10), 'SIGKILL')
    expect(await fixture.exited).toBe(0)
    expect(events(fixture)).toContain('window-all-closed')
  })

  it('can be stopped by a listener, and by a window that will not close', async () => {
    const fixture = await loadedFixture()
    await fixture.run("void electron.app.once('before-quit', (event) => event.preventDefault())")
    await fixture.run('electron.app.quit()')
    await fixture.run(
      "void electron.BrowserWindow.getAllWindows()[0].once('close', (event) => event.preventDefault())",
    )
    await fixture.run('electron.app.quit()')
    expect(await fixture.run('electron.BrowserWindow.getAllWindows().length')).toBe(1)
    await fixture.run('void setTimeout(() => electron.app.exit(7))')
    expect(await fixture.exited).toBe(7)
    expect(events(fixture)).not.toContain('will-quit')
  })
})

describe('one instance per data folder', () => {
  it('tells the first of the second, and lets another folder be', async () => {
    const first = await loadedFixture()
    const second = startFixture(first.userData, ['--hello'])
    expect(await second.exited).toBe(0)
    expect(events(second)).toContain('not-first')
    const note = await first.event('second-instance')
    expect(note['argv']).toContain('--hello')
    expect(note['data']).toEqual({ from: second.child.pid })
    const elsewhere = await loadedFixture()
    expect(events(elsewhere)).not.toContain('not-first')
  })

  it('lets a new one in after the holder was killed', async () => {
    const userData = temporaryFolder()
    const first = startFixture(userData)
    await first.event('loaded')
    first.child.kill('SIGKILL')
    await first.exited
    await noneLeft(first)
    const next = startFixture(userData)
    await next.event('loaded')
    expect(events(next)).not.toContain('not-first')
  })
})

describe('app', () => {
  it('knows its paths, name, version and switches', async () => {
    const fixture = await loadedFixture(['--lang=zh-CN', '--flag'])
    const appFolder = new URL('fixture/app', import.meta.url).pathname
    const { version } = JSON.parse(readFileSync(join(appFolder, 'package.json'), 'utf8'))
    expect(
      await fixture.run(
        '[electron.app.getName(), electron.app.getVersion(), electron.app.isPackaged, electron.app.getAppPath()]',
      ),
    ).toEqual(['Host Fixture', version, false, appFolder])
    expect(await fixture.run("[electron.app.getPath('userData'), electron.app.getPath('logs')]")).toEqual([
      fixture.userData,
      join(fixture.userData, 'logs'),
    ])
    expect(
      await fixture.run(
        "[electron.app.getLocale(), electron.app.commandLine.hasSwitch('flag'), electron.app.commandLine.getSwitchValue('lang')]",
      ),
    ).toEqual(['zh-CN', true, 'zh-CN'])
    expect(
      await fixture.run('[process.type, typeof process.versions.electron, electron.app.isReady()]'),
    ).toEqual(['browser', 'string', true])
    expect(await (await fixture.page()).evaluate('navigator.language')).toBe('zh-CN')
    await expect(fixture.run("electron.app.setPath('userData', 'relative')")).rejects.toThrow(
      'Path must be absolute',
    )
  })

  it('refuses by name what the host does not have', async () => {
    const fixture = await loadedFixture()
    const refused: [expression: string, name: string][] = [
      ['electron.app.getGPUInfo("basic")', 'app.getGPUInfo'],
      ['electron.session.defaultSession.cookies', 'session.cookies'],
      ['new electron.Tray("x")', 'Tray'],
      ['electron.Tray.nothing', 'Tray.nothing'],
      ['electron.net.fetch("app://console/")', 'net.fetch'],
      ['electron.utilityProcess.fork("x")', 'utilityProcess.fork'],
      ['electron.globalShortcut.register("A", () => undefined)', 'globalShortcut.register'],
      ['electron.BrowserWindow.getAllWindows()[0].setKiosk(true)', 'BrowserWindow.setKiosk'],
      ['electron.BrowserWindow.getAllWindows()[0].webContents.printToPDF({})', 'webContents.printToPDF'],
      ['electron.safeStorage.encryptString("x")', 'safeStorage.encryptString'],
      ['electron.safeStorage.encryptStringAsync("x")', 'safeStorage.encryptStringAsync'],
      ['electron.app.on("continue-activity", () => undefined)', "app event 'continue-activity'"],
      [
        'new electron.BrowserWindow({ webPreferences: { nodeIntegration: true } })',
        'webPreferences.nodeIntegration = true',
      ],
    ]
    for (const [expression, name] of refused)
      await expect(fixture.run(expression)).rejects.toThrow(`Electron.${name} is not implemented by the host`)
    expect(await fixture.run('electron.safeStorage.isAsyncEncryptionAvailable()')).toBe(false)
    expect(await fixture.run('electron.default.app === electron.app')).toBe(true)
    expect(
      await fixture.run(
        "process.getBuiltinModule('node:module').createRequire(process.argv[1] + '/main.js')('electron').app === electron.app",
      ),
    ).toBe(true)
  })
})

describe('windows', () => {
  it('have a title that names the host, a state, and events in order', async () => {
    const fixture = await loadedFixture()
    const first = 'electron.BrowserWindow.getAllWindows()[0]'
    await expect.poll(() => fixture.run(`${first}.getTitle()`)).toBe('Fixture — host (Chromium)')
    expect(await (await fixture.page()).title()).toBe('Fixture — host (Chromium)')
    expect(
      await fixture.run(
        `(${first}.setBounds({ width: 1000 }), [${first}.getSize(), ${first}.isVisible(), ${first}.isDestroyed()])`,
      ),
    ).toEqual([[1000, 700], true, false])
    await expect.poll(async () => (await fixture.page()).evaluate('innerWidth')).toBe(1000)
    expect(
      await fixture.run("log.map(([name]) => name).filter((name) => name !== 'request').sort()"),
    ).toEqual(['did-finish-load', 'ready-to-show'])
    expect(
      await fixture.run(
        `(${first}.minimize(), [${first}.isMinimized(), (${first}.restore(), ${first}.isMinimized())])`,
      ),
    ).toEqual([true, false])
    expect(
      await fixture.run(
        `[${first}.webContents.getLastWebPreferences().sandbox, ${first}.webContents.getLastWebPreferences().nodeIntegration]`,
      ),
    ).toEqual([true, false])
  })

  it('can be several; each gets its own messages', async () => {
    const fixture = await loadedFixture()
    await fixture.run("createWindow({ width: 640, height: 480 }).loadURL('app://console/')")
    expect(await fixture.run('electron.BrowserWindow.getAllWindows().map((window) => window.id)')).toEqual([
      1, 2,
    ])
    const got = await fixture.run(`(async () => {
      const [one, two] = electron.BrowserWindow.getAllWindows().map((window) => window.webContents)
      for (const contents of [one, two]) await contents.executeJavaScript("window.got = 'none'; fixture.on('to', (value) => { window.got = value }); 0")
      two.send('to', 'second')
      await two.executeJavaScript('1')
      return [await one.executeJavaScript('got'), await two.executeJavaScript('got'), await two.executeJavaScript('innerWidth')]
    })()`)
    expect(got).toEqual(['none', 'second', 640])
  })

  it('follow the theme', async () => {
    const fixture = await loadedFixture()
    const page = await fixture.page()
    await fixture.run("electron.nativeTheme.themeSource = 'dark'")
    await expect.poll(() => page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")).toBe(true)
    await fixture.run("electron.nativeTheme.themeSource = 'light'")
    await expect.poll(() => page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")).toBe(false)
    expect(await fixture.run('electron.nativeTheme.shouldUseDarkColors')).toBe(false)
  })
})

describe("the operating system's part", () => {
  it('reports links, alerts and the clipboard instead of reaching out', async () => {
    const fixture = await loadedFixture()
    await fixture.run("electron.shell.openExternal('https://dashboard.stripe.com/')")
    expect(await fixture.heard((message) => message['type'] === 'shell.openExternal')).toMatchObject({
      url: 'https://dashboard.stripe.com/',
    })
    await fixture.run(
      "(() => { const alert = new electron.Notification({ title: '争议', body: 'du_1' }); alert.on('click', () => log.push(['clicked'])); alert.show() })()",
    )
    const shown = await fixture.heard((message) => message['type'] === 'Notification.show')
    expect(shown).toMatchObject({ title: '争议', body: 'du_1' })
    fixture.emit('notification', shown['id'])
    await expect.poll(() => fixture.run("log.filter(([name]) => name === 'clicked').length")).toBe(1)
    await fixture.run("electron.clipboard.writeText('po_1')")
    expect(await fixture.run('electron.clipboard.readText()')).toBe('po_1')
  })

  it('can be played by the starter', async () => {
    const fixture = await loadedFixture()
    await fixture.run("void electron.powerMonitor.on('lock-screen', () => log.push(['locked']))")
    fixture.emit('powerMonitor', 'lock-screen')
    await expect.poll(() => fixture.run("log.filter(([name]) => name === 'locked').length")).toBe(1)
  })

  it('keeps menus whole, with their clicks', async () => {
    const fixture = await loadedFixture()
    const seen = await fixture.run(`(() => {
      let clicked = 0
      const menu = electron.Menu.buildFromTemplate([{ label: 'File', submenu: [{ id: 'open', label: 'Open', accelerator: 'CmdOrCtrl+O', click: () => { clicked += 1 } }, { role: 'quit' }] }])
      electron.Menu.setApplicationMenu(menu)
      electron.Menu.getApplicationMenu().getMenuItemById('open').click()
      return [clicked, menu.items[0].submenu.items.map(({ label }) => label)]
    })()`)
    expect(seen).toEqual([1, ['Open', 'quit']])
  })
})
