import { useSettings, useUpdateSettings } from '../../lib/session.ts'
import { Segmented } from '../../ui/segmented.tsx'

/** Each language is named in itself, so that whoever needs it can read it. */
export function LanguageChoice() {
  const { language } = useSettings()
  const update = useUpdateSettings()
  return (
    <Segmented
      label="Language · 语言"
      value={language}
      onChange={(next) => update.mutate({ language: next })}
      options={[
        { value: 'en', label: 'English' },
        { value: 'zh-CN', label: '简体中文' },
      ]}
    />
  )
}
