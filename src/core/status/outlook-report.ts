import { depletionNow } from '../budgets/depletion.ts'
import type { ForecastRange } from '../budgets/forecast.ts'
import { outlookOf, outlookWords } from '../budgets/outlook.ts'
import type { Reading, ReadingStore } from '../budgets/reading.ts'
import type { Service } from '../budgets/slo.ts'
import type { OutlookRange, OutlookReport, ServiceReport } from './status-report.ts'
import { boundariesOf } from '../policy/condition.ts'
import type { Policy } from '../policy/policy.ts'
import { SECOND_MS } from '../kernel/time/duration.ts'

/** The same report with the outlook of each measured budget. */
export async function withOutlooks(
  report: ServiceReport,
  { slos }: Service,
  policy: Policy,
  latest: readonly Reading[],
  readings: ReadingStore,
  now: number,
): Promise<ServiceReport> {
  const expected = new Map<string, OutlookReport>()
  for (const slo of slos) {
    const reading = latest.find((one) => one.service === slo.service && one.slo === slo.name)
    if (depletionNow(slo, reading, now, policy.onMissingBudget.keepLevelMs).kind === 'unknown') continue
    const outlook = await outlookOf(readings, slo, reading, boundariesOf(policy))
    if (outlook.range === null) continue
    const { depletion, recovery } = outlook.range
    expected.set(slo.name, {
      words: outlookWords(outlook),
      depletion: depletion && {
        earliestSeconds: Math.round(depletion.earliestMs / SECOND_MS),
        latestSeconds: seconds(depletion.latestMs),
      },
      recovery: recovery && { ...inSeconds(recovery), toRatio: recovery.to },
    })
  }
  return {
    ...report,
    slos: report.slos.map((slo) => {
      const outlook = expected.get(slo.slo)
      return outlook === undefined ? slo : { ...slo, outlook }
    }),
  }
}

const inSeconds = ({ earliestMs, likelyMs, latestMs }: ForecastRange): OutlookRange => ({
  earliestSeconds: seconds(earliestMs) ?? 0,
  likelySeconds: seconds(likelyMs),
  latestSeconds: seconds(latestMs),
})

const seconds = (ms: number | null): number | null => (ms === null ? null : Math.round(ms / SECOND_MS))
