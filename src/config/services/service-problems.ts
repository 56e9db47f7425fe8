import { parseObjective } from '../../core/budgets/objective.ts'
import { windowText } from '../../core/budgets/slo-window.ts'
import { DAY_MS, formatDuration } from '../../core/kernel/time/duration.ts'
import { sloBurnProblems } from '../settings/burn-alerts-problems.ts'
import { namesIn, type Placed, placed } from '../reading/list-items.ts'
import { suggestion } from '../../core/kernel/nearest.ts'
import type { Problem } from '../reading/problem.ts'
import { windowOf } from './window-shape.ts'
import type { ServiceSurroundings } from './service-surroundings.ts'
import { sliProblems } from './sli-problems.ts'
import { budgetingProblems } from './budgeting-problems.ts'
import type { ServiceYaml, SloYaml } from './service-shape.ts'
import type { Path, YamlFile } from '../reading/yaml-file.ts'

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
  file: YamlFile,
  path: Path,
  service: ServiceYaml,
  around: ServiceSurroundings,
): readonly Problem[] {
  const { policy } = service
  const unknownPolicy =
    policy === undefined || around.policies.includes(policy)
      ? []
      : [
          file.problem(
            [...path, 'policy'],
            `no policy is called ${policy}${suggestion(policy, around.policies)}`,
          ),
        ]
  return [
    ...unknownPolicy,
    ...repeatedSlos(file, path),
    ...placed(file, [...path, 'slos'], service.slos).flatMap((slo) => sloProblems(file, slo, around)),
  ]
}

function repeatedSlos(file: YamlFile, path: Path): readonly Problem[] {
  const names = namesIn(file.valueOf([...path, 'slos']))
  return names.flatMap((name, index) =>
    name !== undefined && names.indexOf(name) < index
      ? [
          file.problem(
            [...path, 'slos', index, 'name'],
            `the service has another SLO called ${name}; names are distinct`,
          ),
        ]
      : [],
  )
}

function sloProblems(
  file: YamlFile,
  { yaml: slo, path }: Placed<SloYaml>,
  around: ServiceSurroundings,
): readonly Problem[] {
  const window = windowOf(slo.window, around.timeZone)
  const isRolling = window.kind === 'rolling'
  const shown = windowText(window)
  const windowMs = isRolling ? window.lengthMs : LONGEST_CALENDAR_MS[window.unit]
  const at = (key: string, message: string): Problem => file.problem([...path, key], message)
  const problems: Problem[] = []
  const objective = objectiveFault(file.textOf([...path, 'objective']) ?? '', slo.objective)
  if (objective !== null) problems.push(at('objective', objective))
  const agreement = agreementFault(file.textOf([...path, 'sla']) ?? '', slo)
  if (agreement !== null) problems.push(at('sla', agreement))
  if (isRolling && windowMs < LONGEST_LOOKBACK_MS)
    problems.push(
      at(
        'window',
        `found ${shown}; allowed: at least ${formatDuration(LONGEST_LOOKBACK_MS)}, the longest burn rate’s lookback`,
      ),
    )
  if (slo.sli.pushed !== undefined && windowMs > around.pushedCountsMs) {
    const kept = formatDuration(around.pushedCountsMs)
    problems.push(
      at('window', `found ${shown}, but pushed counts are kept for ${kept}; see retention.pushed_counts`),
    )
  }
  return [
    ...problems,
    ...budgetingProblems(file, path, slo, windowMs),
    ...sloBurnProblems(file, path, {
      yaml: slo.burn_alerts,
      usual: around.burnTable,
      window,
      objective: parseObjective(file.textOf([...path, 'objective']) ?? ''),
    }),
    ...sliProblems(file, [...path, 'sli'], slo.sli, around),
  ]
}

/** What is wrong with an objective as it was written, and its value; null when nothing is. */
export function objectiveFault(text: string, value: number): string | null {
  const allowed = 'allowed: a percentage above 0 and below 100, such as 99.5'
  if (value === 100) return `found 100, which leaves no error budget to spend; ${allowed}`
  if (value > 0 && value < 1)
    return `found ${text}, which reads as ${text} %; write ${percentOf(text)} for that ratio`
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
  `found ${promise}, which is above the objective ${aim}: whoever aims lower than the promise breaks it unwarned`

/** `0.995` → `99.5`, digit by digit. */
function percentOf(ratio: string): string {
  const digits = (ratio.split('.')[1] ?? '').padEnd(2, '0')
  const whole = digits.slice(0, 2).replace(/^0/, '')
  const rest = digits.slice(2)
  return rest === '' ? whole : `${whole}.${rest}`
}
