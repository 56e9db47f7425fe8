import { systemClock } from '../../adapters/system/system-clock.ts'
import { backtest } from '../../app/backtest.ts'
import type { Configuration } from '../../config/load-configuration.ts'
import { readSecrets } from '../../config/settings/secrets.ts'
import { OperatorError } from '../../core/kernel/operator-error.ts'
import { DAY_MS, HOUR_MS } from '../../core/kernel/time/duration.ts'
import { readEnvironment } from '../configuration/open-configuration.ts'
import { backtestText } from '../terminal/backtest-text.ts'
import { plain } from '../terminal/plain.ts'
import { withProgress } from '../terminal/progress.ts'
import { standardOutput } from '../terminal/terminal.ts'

const LAST_MS = 30 * DAY_MS
/** Enough for a first picture; `budgeteer backtest` looks closer. */
const STEP_MS = 6 * HOUR_MS

/** What the policy would have done over the last 30 days; or, since the configuration is good without it, why that is not known. */
export async function playedBack(configuration: Configuration): Promise<string> {
  const { settings } = configuration
  const read = readSecrets(settings, await readEnvironment())
  try {
    const told = await withProgress('playing the policy over the last 30 days', (progress) =>
      backtest({
        configuration,
        secrets: read.ok ? read.secrets : read.found,
        lastMs: LAST_MS,
        stepMs: STEP_MS,
        clock: systemClock,
        onProgress: ({ doing, done, of }) => {
          progress.at(doing === 'asking' ? 'asking for the history' : 'playing the policy', done, of)
        },
      }),
    )
    return `\nIn the last 30 days the policy would have done this:\n\n${backtestText(told, settings.timeZone, standardOutput())}`
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error
    return plain(`It could not be played over the last 30 days: ${error.told}`)
  }
}
