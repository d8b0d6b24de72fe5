import { dialog } from 'electron'
import { type MainMessage, say } from './messages.ts'
import type { Language } from '../../shared/features/settings/contract.ts'
import { currentWindow } from './windows.ts'

export interface Question {
  readonly title: MainMessage
  readonly message: MainMessage
  readonly detail: MainMessage
  readonly confirm: MainMessage
  readonly params: Readonly<Record<string, string>>
}

/** Asks in a dialog that belongs to main, so that no page can answer it; closing it and Enter both mean no. */
export async function confirm(language: Language, question: Question): Promise<boolean> {
  const options = {
    type: 'warning' as const,
    title: say(language, question.title),
    message: say(language, question.message, question.params),
    detail: say(language, question.detail, question.params),
    buttons: [say(language, 'cancel'), say(language, question.confirm, question.params)],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
    normalizeAccessKeys: false,
  }
  const window = currentWindow()
  const { response } = await (window === null
    ? dialog.showMessageBox(options)
    : dialog.showMessageBox(window, options))
  return response === 1
}

/** Tells something that needs no answer. */
export async function tell(
  language: Language,
  title: MainMessage,
  message: MainMessage,
  params: Readonly<Record<string, string>>,
): Promise<void> {
  const options = {
    type: 'warning' as const,
    title: say(language, title),
    message: say(language, title),
    detail: say(language, message, params),
    buttons: [say(language, 'close')],
    noLink: true,
  }
  const window = currentWindow()
  await (window === null ? dialog.showMessageBox(options) : dialog.showMessageBox(window, options))
}
