import { agreementOf } from '../budgets/agreement.ts'
import { compareRatio } from '../budgets/compare.ts'
import { percentText } from '../budgets/percent.ts'
import type { ReadingStore } from '../budgets/reading.ts'
import type { Service } from '../budgets/slo.ts'
import { outageText, shortened } from '../status/slo-words.ts'
import { HOUR_MS, SECOND_MS } from '../kernel/time/duration.ts'

/** From here on down a review speaks of what was promised to customers, too. */
const LITTLE_LEFT = 0.5
const MOST_OF_A_SENTENCE = 90

/** What the SLO that decides is there for, after a dash: ` — users get a prediction. 99.5%: …`; else what the service is. */
export function purposeOf(service: Service, sloName: string | null): string {
  const slo = service.slos.find(({ name }) => name === sloName)
  const journey = slo?.journey ?? service.journey
  const parts = [
    ...(journey === undefined ? [] : [shortened(journey, MOST_OF_A_SENTENCE)]),
    ...(slo?.rationale === undefined
      ? []
      : [`${slo.objective.percent}%: ${shortened(slo.rationale, MOST_OF_A_SENTENCE)}`]),
  ]
  return parts.length === 0 ? '' : ` — ${parts.join(' ')}`
}

/** A line for each SLA of which little is left, or nothing. */
export async function promiseLines(
  readings: Pick<ReadingStore, 'near'>,
  services: readonly Service[],
  now: number,
): Promise<string[]> {
  const lines: string[] = []
  for (const { name, title, slos } of services)
    for (const slo of slos) {
      if (slo.agreement === undefined) continue
      const agreement = agreementOf(slo, await readings.near(name, slo.name, now, HOUR_MS), now)
      const left = agreement?.remainingRatio ?? null
      if (agreement === undefined || left === null || compareRatio(left, LITTLE_LEFT) > 0) continue
      const { allowedMs, leftMs } = agreement.promised
      const minutes = `${outageText((leftMs ?? 0) / SECOND_MS)} of ${outageText(allowedMs / SECOND_MS)}`
      const kept = left < 0 ? 'is broken' : `has ${percentText(left, [0, LITTLE_LEFT])} left`
      lines.push(`${title}: the SLA of ${slo.agreement.percent}% on ${slo.name} ${kept} (${minutes})`)
    }
  return lines
}
