import type { Bug } from './bugs.ts'
import { type CampaignOptions, runCampaign } from './campaign.ts'

interface ProofOptions {
  readonly seed: number
  readonly lanes: number
  readonly kinds: CampaignOptions['kinds']
  readonly bugs: readonly Bug[]
  readonly onLine: (line: string) => void
}

/** Kills after which a bug that was not noticed counts as missed. */
const PATIENCE = 200

/** Plants each bug in turn and says which check noticed it. Resolves to an exit code. */
export async function prove({ seed, lanes, kinds, bugs, onLine }: ProofOptions): Promise<number> {
  let missed = 0
  for (const bug of bugs) {
    const { breaches, kills } = await runCampaign({
      kills: PATIENCE,
      killsAnEpoch: 10,
      seed,
      kinds,
      lanes,
      bug,
      onEpoch: (result) => result.breaches.length === 0,
    })
    const noticed = [...new Set(breaches.map(({ heading, check }) => `${heading}: ${check}`))]
    if (noticed.length === 0) missed += 1
    onLine(
      noticed.length === 0
        ? `✗ ${bug.name}: not noticed in ${kills} kills`
        : `✓ ${bug.name}: after ${kills} kills by ${noticed.join('; ')}`,
    )
  }
  onLine(`seeded bugs ${bugs.length}, caught ${bugs.length - missed}, missed ${missed}`)
  return missed === 0 ? 0 : 1
}
