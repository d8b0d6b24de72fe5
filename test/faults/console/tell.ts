import { type News, settingsSchema } from '../messages.ts'

export const settings = settingsSchema.parse(JSON.parse(process.env['CONSOLE_SETTINGS'] ?? ''))

/** Tells whoever started this console. */
export function tell(news: News): void {
  process.send?.(news)
}
