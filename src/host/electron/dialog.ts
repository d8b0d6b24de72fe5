/** Dialogs are small pages of the host's own, so that a person or a test answers them like any other page. */
import { existsSync } from 'node:fs'
import { renderDialog, type DialogAnswer, type DialogSpec } from '../page/dialog.ts'
import { isHeadless, locale, openPage } from './browser.ts'
import { readyBrowser } from './browser-window.ts'
import { notImplemented, strict } from './strict.ts'

const words = () =>
  locale().startsWith('zh')
    ? { ok: '确定', cancel: '取消', save: '保存', open: '打开', path: '路径', missing: '没有这个文件' }
    : {
        ok: 'OK',
        cancel: 'Cancel',
        save: 'Save',
        open: 'Open',
        path: 'Path',
        missing: 'There is no such file',
      }

/**
 * How long an answered dialog's empty page stays, in milliseconds: a client that pressed a key is still waiting for
 * Chromium to say that the key came up again, and would take a page that is gone for a failure.
 */
const lingering = 100

type Check = (answer: DialogAnswer) => string | undefined

/** Shows the dialog and waits for its answer; closing its window is cancelling. */
async function ask(spec: DialogSpec, check: Check = () => undefined): Promise<DialogAnswer> {
  const page = await openPage(await readyBrowser(), { width: 520, height: 320 })
  const answered = Promise.withResolvers<DialogAnswer>()
  page.on('close', () => answered.resolve({ button: spec.cancelId, checked: false, path: '' }))
  await page.exposeBinding('answerDialog', (_source, answer: DialogAnswer) => {
    const problem = answer.button === spec.cancelId ? undefined : check(answer)
    if (problem === undefined) answered.resolve(answer)
    return problem ?? ''
  })
  await page.evaluate(renderDialog, spec)
  if (!isHeadless()) await page.bringToFront()
  const answer = await answered.promise
  setTimeout(() => void page.close().catch(() => undefined), lingering)
  return answer
}

/** Electron's overloads: the window may be left out. */
type Arguments<T> = readonly [T] | readonly [window: unknown, T]

const optionsOf = <T>(args: Arguments<T>): T => (args.length === 1 ? args[0] : args[1])

/** As Electron guesses it: the button called Cancel or No, else the first. */
function defaultCancel(buttons: readonly string[]): number {
  return Math.max(
    0,
    buttons.findIndex((name) => /^(cancel|no)$/i.test(name)),
  )
}

async function showMessageBox(
  ...args: Arguments<Electron.MessageBoxOptions>
): Promise<Electron.MessageBoxReturnValue> {
  const options = optionsOf(args)
  const buttons =
    options.buttons === undefined || options.buttons.length === 0 ? [words().ok] : options.buttons
  const answer = await ask({
    kind: options.type ?? 'none',
    title: options.title ?? '',
    message: options.message,
    detail: options.detail ?? '',
    buttons,
    defaultId: options.defaultId ?? 0,
    cancelId: options.cancelId ?? defaultCancel(buttons),
    checkbox: options.checkboxLabel ?? null,
    checked: options.checkboxChecked ?? false,
    path: null,
  })
  return { response: answer.button, checkboxChecked: answer.checked }
}

function askPath(title: string, action: string, start: string, check?: Check): Promise<DialogAnswer> {
  const { cancel, path } = words()
  return ask(
    {
      kind: 'question',
      title,
      message: title,
      detail: '',
      buttons: [action, cancel],
      defaultId: 0,
      cancelId: 1,
      checkbox: null,
      checked: false,
      path: { label: path, value: start },
    },
    check,
  )
}

async function showSaveDialog(
  ...args: Arguments<Electron.SaveDialogOptions>
): Promise<Electron.SaveDialogReturnValue> {
  const options = optionsOf(args)
  const action = options.buttonLabel ?? words().save
  const answer = await askPath(options.title ?? action, action, options.defaultPath ?? '')
  const canceled = answer.button === 1 || answer.path === ''
  return { canceled, filePath: canceled ? '' : answer.path }
}

async function showOpenDialog(
  ...args: Arguments<Electron.OpenDialogOptions>
): Promise<Electron.OpenDialogReturnValue> {
  const options = optionsOf(args)
  const action = options.buttonLabel ?? words().open
  const exists: Check = ({ path }) => (existsSync(path) ? undefined : words().missing)
  const answer = await askPath(options.title ?? action, action, options.defaultPath ?? '', exists)
  const canceled = answer.button === 1
  return { canceled, filePaths: canceled ? [] : [answer.path] }
}

function showErrorBox(title: string, content: string): void {
  console.error(`${title}\n${content}`)
  showMessageBox({ type: 'error', title, message: title, detail: content }).catch((error: unknown) => {
    console.error(notImplemented('dialog.showErrorBox without a browser').message, error)
  })
}

export const dialog = strict('dialog', { showMessageBox, showSaveDialog, showOpenDialog, showErrorBox })
