import { join } from 'node:path'
import { app, clipboard, nativeTheme, session } from 'electron'
import { contract } from '../shared/contract.ts'
import { settingsSchema } from '../shared/features/settings/contract.ts'
import { savedQueriesSchema } from '../shared/features/sql/contract.ts'
import { Accounts } from './accounts/accounts.ts'
import { DemoSimulator } from './accounts/demo-simulator.ts'
import { noProfiles, profilesFileSchema } from './accounts/profiles.ts'
import { Vault, vaultFileSchema } from './accounts/vault.ts'
import { machineKey } from './approvals/machine-key.ts'
import { registerAppScheme, serveApp } from './electron/app-protocol.ts'
import { runtime, takeDataFolder } from './electron/data-folder.ts'
import { confirm, tell } from './electron/dialogs.ts'
import { openExternal } from './electron/external-links.ts'
import { guardAllContents, guardSession } from './electron/guards.ts'
import { registerContract } from './electron/ipc-gateway.ts'
import { jsonFile } from './electron/json-file.ts'
import { systemKeyProtector } from './electron/key-protector.ts'
import { log, startLog } from './electron/log.ts'
import { setMenu } from './electron/menu.ts'
import { onceReady } from './electron/readiness.ts'
import { closeBeforeQuit } from './electron/shutdown.ts'
import { type Switches, parseSwitches } from './electron/switches.ts'
import { saveFile } from './electron/save-file.ts'
import { focusWindow, isTrustedSender, openWindow, push } from './electron/windows.ts'
import { accountsHandlers } from './features/accounts/handlers.ts'
import { allAccountsHandlers } from './features/all-accounts/handlers.ts'
import { appHandlers } from './features/app/handlers.ts'
import { applicationFeesHandlers } from './features/application-fees/handlers.ts'
import { approvalsHandlers } from './features/approvals/handlers.ts'
import { balancesHandlers } from './features/balances/handlers.ts'
import { bulkRefundsHandlers } from './features/bulk-refunds/handlers.ts'
import type { OpenAccount } from './features/context.ts'
import { controlsOf } from './features/controls.ts'
import { disputesHandlers } from './features/disputes/handlers.ts'
import { limitsHandlers } from './features/limits/handlers.ts'
import { objectsHandlers } from './features/objects/handlers.ts'
import { operationsHandlers } from './features/operations/handlers.ts'
import { operatorLogHandlers } from './features/operator-log/handlers.ts'
import { overviewHandlers } from './features/overview/handlers.ts'
import { paymentsHandlers } from './features/payments/handlers.ts'
import { payoutsHandlers } from './features/payouts/handlers.ts'
import { refundsHandlers } from './features/refunds/handlers.ts'
import { searchHandlers } from './features/search/handlers.ts'
import { SettingsService, initialSettings, settingsHandlers } from './features/settings/settings.ts'
import { sqlHandlers } from './features/sql/handlers.ts'
import { syncHandlers } from './features/sync/handlers.ts'
import { transfersHandlers } from './features/transfers/handlers.ts'
import { bulkQuestion, moneyQuestion, removeQuestion } from './questions.ts'
import { openAccountServices } from './workers/account-services.ts'
import { builtEntries } from './workers/built-entries.ts'

const out = (line: string): boolean => process.stdout.write(`${line}\n`)
/** Where the machine's own key lies in the vault. */
const MACHINE = 'this-machine'
const inBuild = (...parts: readonly string[]): string => join(import.meta.dirname, ...parts)

function readSwitches(): Switches | null {
  try {
    return parseSwitches(process.argv.slice(1))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return null
  }
}

/** The key for `--api-base`; taken out of the environment so that nothing else inherits it. */
function takeKey({ apiBase }: Switches): string | null {
  const key = process.env['STRIPE_API_KEY']
  delete process.env['STRIPE_API_KEY']
  return apiBase === null || key === undefined || key === '' ? null : key
}

async function start(switches: Switches, key: string | null): Promise<void> {
  const dataFolder = app.getPath('userData')
  startLog(dataFolder)
  process.on('unhandledRejection', (error) => log.error('nobody waited for this failure', error))
  const damaged: { readonly file: string; readonly aside: string }[] = []
  const onDamaged = (file: string, aside: string): void => {
    log.error(`${file} could not be understood and was set aside as ${aside}`)
    damaged.push({ file, aside })
  }

  const settings = new SettingsService({
    file: jsonFile({
      folder: dataFolder,
      name: 'settings',
      schema: settingsSchema,
      initial: initialSettings(app.getPreferredSystemLanguages()),
      onDamaged,
    }),
    language: switches.language,
    onChange: (changed) => {
      nativeTheme.themeSource = changed.theme
      setMenu(changed.language)
      push({ type: 'settings', settings: changed })
    },
  })
  const language = () => settings.get().language

  const vault = new Vault({
    protector: systemKeyProtector(),
    file: jsonFile({ folder: dataFolder, name: 'vault', schema: vaultFileSchema, initial: {}, onDamaged }),
    onError: log.error,
  })
  const accounts = new Accounts({
    file: jsonFile({
      folder: dataFolder,
      name: 'profiles',
      schema: profilesFileSchema,
      initial: noProfiles,
      onDamaged,
    }),
    vault,
    folder: join(dataFolder, 'accounts'),
    apiBase: switches.apiBase,
    simulator: new DemoSimulator({
      entry: inBuild('simulator.js'),
      stateFile: join(dataFolder, 'accounts', 'demo', 'simulator.jsonl'),
      onStopped: (reason) => log.error('the demo shop ended', reason),
    }),
    openServices: (options) =>
      openAccountServices({
        ...options,
        entries: builtEntries,
        onError: (error) => log.error('the sync', error),
      }),
    onState: (state) => push({ type: 'accounts', state }),
    onStatus: (status) => push({ type: 'sync', status }),
    onChanged: (account, objects) => push({ type: 'mirror', account, objects: [...objects] }),
    onOperation: (operation) => push({ type: 'operation', operation }),
    money: (account) => ({
      confirm: (profile, question) => confirm(language(), moneyQuestion(language(), profile, question)),
      onQueue: () => push({ type: 'queue', account }),
      onBulk: (batch) => push({ type: 'bulk_refund', account, batch }),
    }),
    onError: log.error,
    onSimulator: (url) => out(`simulator at ${url}`),
  })
  const open: OpenAccount = (account) => accounts.open(account)
  const controls = controlsOf(open, thisMachine(vault), {
    saveFile,
    confirmBulk: (profile, plan) => confirm(language(), bulkQuestion(language(), profile, plan)),
  })

  const sql = sqlHandlers({
    open,
    entries: { statement: inBuild('sql.js'), watcher: inBuild('sql-watcher.js') },
    folderOf: (account) => join(dataFolder, 'accounts', account),
    saved: jsonFile({
      folder: dataFolder,
      name: 'saved-queries',
      schema: savedQueriesSchema,
      initial: [],
      onDamaged,
    }),
    saveFile,
  })

  const ready = onceReady(() => out('ready'))
  guardAllContents()
  guardSession(session.defaultSession)
  serveApp(inBuild('..', 'renderer'))
  setMenu(language())
  nativeTheme.themeSource = settings.get().theme
  registerContract(
    contract,
    {
      accounts: accountsHandlers(accounts, (name) => confirm(language(), removeQuestion(name))),
      allAccounts: allAccountsHandlers(open),
      app: appHandlers({
        info: { version: app.getVersion(), runtime: runtime(), dataFolder, apiBase: switches.apiBase },
        openExternal,
        copyText: (text) => clipboard.writeText(text),
      }),
      applicationFees: applicationFeesHandlers(open),
      approvals: approvalsHandlers(controls.approvals),
      balances: balancesHandlers(open),
      bulkRefunds: bulkRefundsHandlers(controls.bulkRefunds),
      disputes: disputesHandlers(open),
      limits: limitsHandlers(controls.limits),
      objects: objectsHandlers(open),
      operations: operationsHandlers(open),
      operatorLog: operatorLogHandlers(controls.operatorLog),
      overview: overviewHandlers(open),
      payments: paymentsHandlers(open),
      payouts: payoutsHandlers(open),
      refunds: refundsHandlers(open),
      search: searchHandlers(open),
      settings: settingsHandlers(settings),
      sql: sql.handlers,
      sync: syncHandlers(open),
      transfers: transfersHandlers(open),
    },
    { isTrusted: isTrustedSender, log: log.error, onAnswered: ready.answered },
  )
  app.on('browser-window-focus', () => accounts.setWatched(true))
  app.on('browser-window-blur', () => accounts.setWatched(false))
  closeBeforeQuit(() => {
    sql.close()
    return accounts.close()
  })

  await accounts.prepare()
  await openFirstAccount(accounts, switches, key)
  const show = (): Promise<unknown> =>
    openWindow({ preload: inBuild('..', 'preload', 'index.cjs'), show: !switches.headless })
  app.on('activate', () => void show())
  await show()
  ready.loaded()
  // Nobody waits for these: they come after what is looked at.
  void accounts.openUnsettled()
  for (const params of damaged) await tell(language(), 'damagedTitle', 'damagedMessage', params)
}

/** This machine's key, kept where account keys are kept; made when it is first needed. */
function thisMachine(vault: Vault): () => ReturnType<typeof machineKey> {
  let made: ReturnType<typeof machineKey> | null = null
  return () => {
    made ??= machineKey({
      load: async () => (await vault.get(MACHINE)).key,
      save: async (pem) => void (await vault.put(MACHINE, pem)),
    })
    return made
  }
}

/** What the command line asks for, else the account shown last; a failure is shown by the page, not by not starting. */
async function openFirstAccount(accounts: Accounts, switches: Switches, key: string | null): Promise<void> {
  try {
    if (switches.demo) await accounts.startDemo()
    else if (key !== null) await accounts.connectOrResume(key)
    else await accounts.reopen()
  } catch (error) {
    log.error('opening the first account', error)
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    if (switches.demo || key !== null) await openFirstAccount(accounts, { ...switches, demo: false }, null)
  }
}

const switches = readSwitches()
if (switches === null) app.exit(2)
else {
  const key = takeKey(switches)
  app.enableSandbox()
  registerAppScheme()
  if (!takeDataFolder(switches)) {
    out('Another window of this console has this data folder open; it has been brought to the front.')
    app.exit(0)
  } else {
    app.on('second-instance', focusWindow)
    app.on('window-all-closed', () => app.quit())
    app
      .whenReady()
      .then(() => start(switches, key))
      .catch((error: unknown) => {
        log.error('starting', error)
        process.stderr.write(
          `Counterfoil cannot start: ${error instanceof Error ? error.message : String(error)}\n`,
        )
        app.exit(1)
      })
  }
}
