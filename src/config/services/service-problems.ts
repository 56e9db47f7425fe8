import { parseObjective } from '../../core/budgets/objective.ts'
import { windowText } from '../../core/budgets/slo-window.ts'
import { DAY_MS, formatDuration, HOUR_MS, MINUTE_MS } from '../../core/kernel/time/duration.ts'
import { millis } from '../reading/fields.ts'
import { linksFrom } from '../reading/links-shape.ts'
import { linksProblems } from '../reading/links-problems.ts'
import { type Placed, placed, repeatedNames, unknownName } from '../reading/names.ts'
import type { Problem } from '../reading/problem.ts'
import type { Place } from '../reading/yaml-file.ts'
import { sloBurnProblems } from '../settings/burn-alerts-problems.ts'
import { costProblems } from './cost-problems.ts'
import type { ServiceYaml, SloYaml } from './service-shape.ts'
import type { ServiceSurroundings } from './service-surroundings.ts'
import { flagProblems } from './flag-problems.ts'
import { sliProblems } from './sli-problems.ts'
import { windowOf } from './window-shape.ts'

/** The longest lookback that burn rates are shown over; a shorter window could not hold it. */
const LONGEST_LOOKBACK_MS = 3 * DAY_MS
const LONGEST_CALENDAR_MS = {
  week: 7 * DAY_MS,
  month: 31 * DAY_MS,
  quarter: 92 * DAY_MS,
  year: 366 * DAY_MS,
} as const

/** What a service of the right shape may still have wrong. */
export function serviceProblems(
  place: Place,
  service: ServiceYaml,
  around: ServiceSurroundings,
): readonly Problem[] {
  return [
    ...unknownName(place.at('policy'), 'policy', service.policy, around.policies),
    ...linksProblems(place.at('links'), linksFrom(service.links)),
    ...costProblems(place.at('cost'), service.cost, service.slos.some(countsRequests)),
    ...flagProblems(place.at('flags'), service.flags, around),
    ...repeatedNames(place.at('slos'), 'the service has another SLO called'),
    ...placed(place.at('slos'), service.slos).flatMap((slo) => sloProblems(slo, around)),
  ]
}

function sloProblems({ yaml: slo, place }: Placed<SloYaml>, around: ServiceSurroundings): readonly Problem[] {
  const window = windowOf(slo.window, around.timeZone)
  const isRolling = window.kind === 'rolling'
  const shown = windowText(window)
  const windowMs = isRolling ? window.lengthMs : LONGEST_CALENDAR_MS[window.unit]
  const problems: Problem[] = []
  const objective = objectiveFault(place.at('objective').text, slo.objective)
  if (objective !== null) problems.push(place.at('objective').problem(objective))
  const agreement = agreementFault(place.at('sla').text, slo)
  if (agreement !== null) problems.push(place.at('sla').problem(agreement))
  if (isRolling && windowMs < LONGEST_LOOKBACK_MS)
    problems.push(
      place
        .at('window')
        .problem(
          `found ${shown}; allowed: at least ${formatDuration(LONGEST_LOOKBACK_MS)}, the longest burn rate’s lookback`,
        ),
    )
  if (slo.sli.pushed !== undefined && windowMs > around.pushedCountsMs) {
    const kept = formatDuration(around.pushedCountsMs)
    problems.push(
      place
        .at('window')
        .problem(`found ${shown}, but pushed counts are kept for ${kept}; see retention.pushed_counts`),
    )
  }
  return [
    ...problems,
    ...linksProblems(place.at('links'), linksFrom(slo.links)),
    ...budgetingProblems(place, slo, windowMs),
    ...sloBurnProblems(place, {
      yaml: slo.burn_alerts,
      usual: around.burnTable,
      window,
      objective: parseObjective(place.at('objective').text),
    }),
    ...sliProblems(place.at('sli'), slo.sli, around),
  ]
}

/** What is wrong with an objective as it was written, and its value; null when nothing is. */
export function objectiveFault(text: string, value: number): string | null {
  const allowed = 'allowed: a percentage above 0 and below 100, such as 99.5'
  if (value === 100) return `found 100, which leaves no error budget to spend; ${allowed}`
  if (value > 0 && value < 1)
    return `found ${text}, which reads as ${text} %; write ${percentOfRatio(text) ?? text} for that ratio`
  return parseObjective(text) === undefined ? `found ${text}; ${allowed}` : null
}

/** An SLA is kept by aiming higher: x < y in the downtime of seed 002. */
function agreementFault(text: string, { sla, objective }: SloYaml): string | null {
  if (sla === undefined) return null
  const fault = objectiveFault(text, sla)
  if (fault !== null || sla <= objective) return fault
  return promiseAboveAim(text, objective)
}

export const promiseAboveAim = (promise: string, aim: string | number): string =>
  `found ${promise}, which is above the objective ${aim}: the promise would break without a warning`

/** `99.95` of the ratio `0.9995`, digit by digit; undefined unless it is a ratio from 0 to 1. */
export function percentOfRatio(ratio: string): string | undefined {
  const match = /^\+?(\d+)(?:\.(\d*))?$/.exec(ratio.trim())
  if (match === null) return undefined
  const digits = (match[2] ?? '').padEnd(2, '0')
  const whole = `${match[1] ?? ''}${digits.slice(0, 2)}`.replace(/^0+(?=\d)/, '')
  const rest = digits.slice(2).replace(/0+$/, '')
  return rest === '' ? whole : `${whole}.${rest}`
}

/** Pushed counts are kept by the hour for so long; slices need them so. */
const HOURS_KEPT_MS = 100 * DAY_MS

/** Where budgeting by slices, or least traffic, has no meaning for what is measured. */
function budgetingProblems(place: Place, slo: SloYaml, windowMs: number): readonly Problem[] {
  const { sli, budgeting, min_events: minEvents } = slo
  const counted = minEvents === undefined ? null : uncountedEvents(sli)
  const problems = counted === null ? [] : [place.at('min_events').problem(counted)]
  const kind = budgeting?.timeslices === undefined ? 'ratio_timeslices' : 'timeslices'
  const slice = budgeting?.[kind]?.slice
  if (slice === undefined) return problems
  const fault = uncut(sli)
  if (fault !== null) return [...problems, place.at('budgeting').problem(fault)]
  const sliceFault = wrongSlice(slo, slice, windowMs)
  return sliceFault === null
    ? problems
    : [...problems, place.at('budgeting', kind, 'slice').problem(sliceFault)]
}

const countsRequests = ({ sli }: SloYaml): boolean => uncountedEvents(sli) === null

function uncountedEvents({ ratio, remaining, composite }: SloYaml['sli']): string | null {
  if (composite !== undefined) return `${COMPOSITE} min_events`
  if (ratio === undefined && remaining === undefined) return null
  return `the SLI is ${ratio === undefined ? 'remaining' : 'ratio'}, in which no events are counted; leave min_events away`
}

const COMPOSITE = 'the SLI is composite, in which each part counts as its own SLO says; leave away'

function uncut({ remaining, batch, composite }: SloYaml['sli']): string | null {
  if (composite !== undefined) return `${COMPOSITE} budgeting`
  if (remaining !== undefined)
    return 'the SLI is remaining, a budget that something else has worked out already; leave budgeting away'
  if (batch !== undefined)
    return 'the SLI is batch: its runs are few, and each of them counts; leave budgeting away'
  return null
}

function wrongSlice({ sli }: SloYaml, slice: string, windowMs: number): string | null {
  const sliceMs = millis(slice)
  if (sli.pushed !== undefined) {
    if (sliceMs % HOUR_MS !== 0 || sliceMs > DAY_MS)
      return `found ${slice}; allowed for pushed counts, which are kept by the hour: whole hours up to 1d`
    return windowMs > HOURS_KEPT_MS
      ? `found a window beyond ${formatDuration(HOURS_KEPT_MS)}, for which pushed counts are kept by the hour; older ones cannot be cut into slices`
      : null
  }
  if (sliceMs < MINUTE_MS || sliceMs > DAY_MS) return `found ${slice}; allowed: from 1m to 1d`
  const [asked] = Object.values(sli)
  const every = asked !== undefined && 'every' in asked ? asked.every : undefined
  return every !== undefined && sliceMs < millis(every)
    ? `found ${slice}; allowed: at least every, ${every}, which is how often the gauge is looked at`
    : null
}
