import { plainParts } from '../budgets/composed-source.ts'
import { sharePercentText } from '../budgets/percent.ts'
import { type Service, sloKey } from '../budgets/slo.ts'
import { youngWords } from '../budgets/young.ts'
import { listInWords } from '../kernel/list-in-words.ts'
import { SECOND_MS } from '../kernel/time/duration.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import { windowAt } from '../budgets/slo-window.ts'
import type { Past, PastCounts } from './past-counts.ts'
import type { Scenario } from './scenario.ts'
import { trafficAhead } from './traffic-ahead.ts'
import type { WhatIfQuestion } from './what-if-question.ts'

/** What the answer rests on, each as a sentence without its full stop. */
export function assumptionsOf(
  service: Service,
  past: ReadonlyMap<string, Past>,
  scenario: Scenario,
  { deployments }: WhatIfQuestion,
  asOf: number,
  now: number,
): readonly string[] {
  const known = service.slos.flatMap(plainParts).flatMap((slo): PastCounts[] => {
    const own = past.get(sloKey(slo))
    return own?.kind === 'known' ? [own] : []
  })
  const said: string[] = []
  if (asOf < now) said.push(`as of ${isoTime(asOf)}, from what was measured up to then, whatever came after`)
  if (known.length > 0) {
    said.push(trafficWords(known))
    const usual = known.map(({ slo, usualBadRatio }) => `${sharePercentText(usualBadRatio)} of ${slo.name}`)
    said.push(`beside it goes wrong what goes wrong on a usual day: ${listInWords([...new Set(usual)])}`)
  }
  for (const { slo, ageMs } of known) {
    const windowMs = windowAt(slo.window, asOf).lookbackMs
    if (ageMs !== null && ageMs < windowMs)
      said.push(
        `${slo.name} is ${youngWords({ coveredSeconds: Math.round(ageMs / SECOND_MS), windowSeconds: Math.round(windowMs / SECOND_MS) })} that its window asks for: older errors are not known`,
      )
  }
  const composites = service.slos.filter(({ sli }) => sli.kind === 'composite')
  if (scenario.outages.length > 0)
    for (const { name, sli } of composites)
      if (sli.kind === 'composite')
        said.push(
          sli.method === 'product'
            ? `an outage of ${name} is one of a step of it that fails`
            : `an outage of ${name} is one of all of its parts`,
        )
  if (deployments !== undefined) said.push('deployments come evenly over the 30 days, on top of a usual day')
  return said
}

const trafficWords = (known: readonly PastCounts[]): string => {
  if (known.every(({ isCounted }) => !isCounted))
    return 'the source gives ratios without counts, so that every minute weighs the same'
  const hows = new Set(known.filter(({ isCounted }) => isCounted).map((own) => trafficAhead(own).how))
  return `the traffic is ${listInWords([...hows].map((how) => TRAFFIC[how]))}`
}

const TRAFFIC = {
  'by-hours': 'that of the last 24 hours again, at the same times of day',
  evenly: 'even, as in the middle of the window’s days',
  'evenly-of-late': 'even, as in the middle of the last week’s days',
} as const
