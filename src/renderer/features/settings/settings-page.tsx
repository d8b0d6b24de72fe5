import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../../ui/failure-of.ts'
import { infoQuery, useActiveAccount, useSettings, useUpdateSettings } from '../../lib/session.ts'
import { CopyableId } from '../../ui/copyable-id.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Select } from '../../ui/select.tsx'
import { Fact, SummaryGrid } from '../../ui/summary-grid.tsx'
import { SettingsTabs } from './settings-tabs.tsx'

const FOLLOWS_MACHINE = 'machine'

/** How the console looks and speaks, its accounts, and what it is. */
export function SettingsPage({ accounts }: { readonly accounts: ReactNode }) {
  const { t } = useTranslation('settings')
  return (
    <Page title={t('title')}>
      <SettingsTabs />
      <Appearance />
      {accounts}
      <About />
    </Page>
  )
}

function Appearance() {
  const { t } = useTranslation('settings')
  const { language, theme, density, timeZone } = useSettings()
  const update = useUpdateSettings()
  const machine = new Intl.DateTimeFormat().resolvedOptions().timeZone
  const zones = Intl.supportedValuesOf('timeZone')
  return (
    <Section title={t('appearance')}>
      <div className="space-y-3">
        <Row label={t('language')}>
          <Segmented
            label={t('language')}
            value={language}
            onChange={(next) => update.mutate({ language: next })}
            options={[
              { value: 'en', label: 'English' },
              { value: 'zh-CN', label: '简体中文' },
            ]}
          />
        </Row>
        <Row label={t('theme')}>
          <Segmented
            label={t('theme')}
            value={theme}
            onChange={(next) => update.mutate({ theme: next })}
            options={(['system', 'light', 'dark'] as const).map((value) => ({
              value,
              label: t(`themes.${value}`),
            }))}
          />
        </Row>
        <Row label={t('density')}>
          <Segmented
            label={t('density')}
            value={density}
            onChange={(next) => update.mutate({ density: next })}
            options={(['compact', 'normal', 'comfortable'] as const).map((value) => ({
              value,
              label: t(`densities.${value}`),
            }))}
          />
        </Row>
        <Row label={t('timeZone')}>
          <Select
            label={t('timeZone')}
            className="w-72"
            value={timeZone ?? FOLLOWS_MACHINE}
            onChange={(next) => update.mutate({ timeZone: next === FOLLOWS_MACHINE ? null : next })}
            options={[
              { value: FOLLOWS_MACHINE, label: t('machineZone', { zone: machine }) },
              ...zones.map((zone) => ({ value: zone, label: zone })),
            ]}
          />
        </Row>
        {update.error && <FailureNotice title={t('failed')} failure={failureOf(update.error)} />}
      </div>
    </Section>
  )
}

function Row({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <span className="w-32 text-ink-2">{label}</span>
      {children}
    </div>
  )
}

function About() {
  const { t } = useTranslation('settings')
  const { data, error } = useQuery(infoQuery)
  const account = useActiveAccount()
  return (
    <Section title={t('about')}>
      {error && <FailureNotice failure={failureOf(error)} />}
      {data && (
        <SummaryGrid>
          <Fact label={t('version')}>Counterfoil {data.version}</Fact>
          <Fact label={t('runtime')}>{t(`runtimes.${data.runtime}`)}</Fact>
          <Fact label={t('dataFolder')}>
            <CopyableId id={data.dataFolder} />
          </Fact>
          {data.apiBase !== null && (
            <Fact label={t('apiBase')}>
              <CopyableId id={data.apiBase} />
            </Fact>
          )}
          {account?.mode === 'demo' && account.apiBase !== null && (
            <Fact label={t('simulator')}>
              <CopyableId id={account.apiBase} />
            </Fact>
          )}
        </SummaryGrid>
      )}
    </Section>
  )
}
