export interface DialogSpec {
  readonly kind: string
  readonly title: string
  readonly message: string
  readonly detail: string
  readonly buttons: readonly string[]
  readonly defaultId: number
  readonly cancelId: number
  readonly checkbox: string | null
  readonly checked: boolean
  readonly path: { readonly label: string; readonly value: string } | null
}

export interface DialogAnswer {
  readonly button: number
  readonly checked: boolean
  readonly path: string
}

/**
 * Runs in a blank page: builds the dialog from text, never from HTML, so that what is shown is what was said.
 * Enter presses the default button, Escape cancels.
 */
export function renderDialog(spec: DialogSpec): void {
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- only this function's own text is sent to the page
  const make = <K extends keyof HTMLElementTagNameMap>(
    tag: K,
    text: string,
    id = '',
  ): HTMLElementTagNameMap[K] => {
    const element = document.createElement(tag)
    element.textContent = text
    if (id !== '') element.id = id
    return element
  }
  const tell: unknown = Reflect.get(globalThis, 'answerDialog')
  if (typeof tell !== 'function') throw new Error('the dialog cannot answer')

  document.title = `${spec.title || spec.message} — host (Chromium)`
  document.documentElement.style.cssText = 'color-scheme: light dark; font: 14px/1.45 system-ui, sans-serif'
  const dialog = make('div', '')
  dialog.setAttribute('role', 'alertdialog')
  dialog.setAttribute('aria-modal', 'true')
  dialog.setAttribute('aria-labelledby', 'message')
  dialog.setAttribute('aria-describedby', 'detail')
  dialog.dataset['kind'] = spec.kind
  const message = make('h1', spec.message, 'message')
  message.style.cssText = 'font-size: 16px; margin: 16px 8px 8px; white-space: pre-wrap'
  const detail = make('p', spec.detail, 'detail')
  detail.style.cssText = 'margin: 8px; white-space: pre-wrap'
  const problem = make('p', '')
  problem.setAttribute('role', 'alert')
  problem.style.cssText = 'margin: 8px; min-height: 1.4em'
  dialog.append(message, detail)

  const path = make('input', '', 'path')
  if (spec.path !== null) {
    const label = make('label', `${spec.path.label} `)
    path.value = spec.path.value
    path.style.width = '24em'
    label.append(path)
    dialog.append(label)
  }
  const box = make('input', '')
  box.type = 'checkbox'
  box.checked = spec.checked
  if (spec.checkbox !== null) {
    const label = make('label', '')
    label.append(box, ` ${spec.checkbox}`)
    dialog.append(label)
  }

  const press = async (button: number): Promise<void> => {
    const complaint = String(await tell({ button, checked: box.checked, path: path.value }))
    if (complaint === '') dialog.remove()
    else problem.textContent = complaint
  }
  const row = make('p', '')
  row.style.cssText = 'display: flex; gap: 8px; justify-content: flex-end; margin: 16px 8px'
  const buttons = spec.buttons.map((name, index) => {
    const button = make('button', name)
    button.addEventListener('click', () => void press(index))
    row.append(button)
    return button
  })
  dialog.append(problem, row)
  document.body.replaceChildren(dialog)
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') void press(spec.cancelId)
    else if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) void press(spec.defaultId)
  })
  if (spec.path === null) buttons[spec.defaultId]?.focus()
  else path.focus()
}
