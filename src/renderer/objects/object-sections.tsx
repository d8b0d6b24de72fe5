import { useTranslation } from 'react-i18next'
import { Section } from '../ui/section.tsx'

/** An object as Stripe sent it, as JSON text. */
export interface RawObject {
  readonly object: string
  readonly id: string
  readonly json: string
}

export function MetadataSection({ metadata }: { readonly metadata: Readonly<Record<string, string>> }) {
  const { t } = useTranslation('objects')
  const entries = Object.entries(metadata)
  return (
    <Section title={t('metadata')}>
      {entries.length === 0 && <p className="text-ink-2">{t('noMetadata')}</p>}
      <dl>
        {entries.map(([name, value]) => (
          <div key={name} className="flex gap-4 border-b border-line py-1 last:border-0">
            <dt className="w-40 shrink-0 truncate font-mono text-small text-ink-2" title={name}>
              {name}
            </dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}

/** The objects verbatim; a body that is no JSON is shown as it came. */
export function RawSection({ raw }: { readonly raw: readonly RawObject[] }) {
  const { t } = useTranslation('objects')
  return (
    <Section title={t('raw')}>
      <div className="space-y-1">
        {raw.map(({ object, id, json }) => (
          <details key={id} className="rounded-md border border-line">
            <summary className="px-3 py-1.5 hover:bg-hover">
              <span className="font-mono text-small">
                {object} <span className="text-ink-2">{id}</span>
              </span>
            </summary>
            <pre
              // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrollable region must be reachable by keyboard
              tabIndex={0}
              className="max-h-96 overflow-auto border-t border-line bg-sunken px-3 py-2 font-mono text-small"
            >
              {indented(json)}
            </pre>
          </details>
        ))}
      </div>
    </Section>
  )
}

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2)
  } catch {
    return json
  }
}
