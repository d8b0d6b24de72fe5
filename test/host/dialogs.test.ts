import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanUp, loadedFixture, type Fixture } from './fixture.ts'

let fixture: Fixture

beforeAll(async () => {
  fixture = await loadedFixture()
})
afterAll(cleanUp)

const box = {
  type: 'warning',
  message: 'Refund <b>$12.00</b>?',
  detail: 'To 张伟\nch_1',
  buttons: ['Cancel', 'Refund'],
  defaultId: 0,
  cancelId: 0,
}

async function open(kind: string, options: object): Promise<{ dialog: Page; answer: Promise<unknown> }> {
  const context = (await fixture.browser()).contexts()[0]
  if (context === undefined) throw new Error('Chromium shows nothing')
  const appears = context.waitForEvent('page')
  const answer = fixture.run(`electron.dialog.${kind}(${JSON.stringify(options)})`)
  const dialog = await appears
  await dialog.getByRole('alertdialog').waitFor()
  return { dialog, answer }
}

describe('message box', () => {
  it('shows exactly what was said, as text', async () => {
    const { dialog, answer } = await open('showMessageBox', box)
    expect(await dialog.getByRole('alertdialog', { name: 'Refund <b>$12.00</b>?' }).count()).toBe(1)
    expect(await dialog.locator('#detail').textContent()).toBe('To 张伟\nch_1')
    expect(await dialog.locator('b').count()).toBe(0)
    await dialog.getByRole('button', { name: 'Refund' }).click()
    expect(await answer).toEqual({ response: 1, checkboxChecked: false })
  })

  it('takes Enter for the default button and Escape for cancelling', async () => {
    const byEnter = await open('showMessageBox', { ...box, defaultId: 1 })
    await byEnter.dialog.keyboard.press('Enter')
    expect(await byEnter.answer).toMatchObject({ response: 1 })
    const byEscape = await open('showMessageBox', { ...box, defaultId: 1 })
    await byEscape.dialog.keyboard.press('Escape')
    expect(await byEscape.answer).toMatchObject({ response: 0 })
  })

  it('is cancelled when its window is closed', async () => {
    const { dialog, answer } = await open('showMessageBox', { ...box, cancelId: 0, defaultId: 1 })
    await dialog.close()
    expect(await answer).toMatchObject({ response: 0 })
  })

  it('knows of a checkbox', async () => {
    const { dialog, answer } = await open('showMessageBox', { ...box, checkboxLabel: 'Do not ask again' })
    await dialog.getByRole('checkbox', { name: 'Do not ask again' }).check()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    expect(await answer).toEqual({ response: 0, checkboxChecked: true })
  })
})

describe('file dialogs', () => {
  it('give the path to save to, or that it was cancelled', async () => {
    const saving = await open('showSaveDialog', { defaultPath: '/tmp/refunds.csv' })
    await saving.dialog.getByRole('textbox', { name: 'Path' }).fill('/tmp/other.csv')
    await saving.dialog.getByRole('button', { name: 'Save' }).click()
    expect(await saving.answer).toEqual({ canceled: false, filePath: '/tmp/other.csv' })
    const cancelled = await open('showSaveDialog', { defaultPath: '/tmp/refunds.csv' })
    await cancelled.dialog.getByRole('button', { name: 'Cancel' }).click()
    expect(await cancelled.answer).toEqual({ canceled: true, filePath: '' })
  })

  it('open only a file that is there', async () => {
    const file = join(fixture.userData, 'bank.csv')
    writeFileSync(file, 'a,b\n')
    const { dialog, answer } = await open('showOpenDialog', {})
    await dialog.getByRole('textbox', { name: 'Path' }).fill(`${file}.missing`)
    await dialog.getByRole('button', { name: 'Open' }).click()
    await dialog.getByRole('alert').getByText('There is no such file').waitFor()
    await dialog.getByRole('textbox', { name: 'Path' }).fill(file)
    await dialog.keyboard.press('Enter')
    expect(await answer).toEqual({ canceled: false, filePaths: [file] })
  })
})

it('shows an error box', async () => {
  const context = (await fixture.browser()).contexts()[0]
  const appears = context?.waitForEvent('page')
  await fixture.run("electron.dialog.showErrorBox('Cannot open the ledger', 'disk full')")
  const dialog = await appears
  await dialog?.getByRole('alertdialog', { name: 'Cannot open the ledger' }).waitFor()
  expect(await dialog?.locator('#detail').textContent()).toBe('disk full')
  await dialog?.getByRole('button', { name: 'OK' }).click()
})
