import { burnRules, type BurnTable, isReachable, usualLengthMs } from '../../core/budgets/burn-tables.ts'
import type { Objective } from '../../core/budgets/objective.ts'
import { type SloWindow, windowText } from '../../core/budgets/slo-window.ts'
import { SERVICE_OWNER } from '../../core/people/role-book.ts'
import { formatDuration } from '../../core/kernel/time/duration.ts'
import { burnTableOf } from './burn-alerts-reader.ts'
import type { BurnAlertsYaml, BurnTableYaml } from './burn-alerts-shape.ts'
import { millis } from '../reading/fields.ts'
import { linkProblems } from '../reading/links-problems.ts'
import { placed, repeatedNames, unknownNames } from '../reading/names.ts'
import type { Problem } from '../reading/problem.ts'
import type { SettingsYaml } from './settings-shape.ts'
import type { Place, YamlFile } from '../reading/yaml-file.ts'

/** What rules of one's own may have wrong in themselves. */
function burnRowProblems(place: Place, table: BurnTableYaml): readonly Problem[] {
  if (typeof table === 'string') return []
  const backward = placed(place, table).flatMap(({ yaml: { short, long }, place: at }) =>
    short !== undefined && millis(short) >= millis(long)
      ? [at.at('short').problem(`found ${short}; allowed: less than the long lookback ${long}`)]
      : [],
  )
  return [...repeatedNames(place, 'another rule is called'), ...backward]
}

/** What the rules of one SLO have wrong for its objective and window. */
export function sloBurnProblems(
  place: Place,
  {
    yaml,
    usual,
    window,
    objective,
  }: {
    /** What the SLO says of its own. */
    readonly yaml: BurnTableYaml | undefined
    /** What budgeteer.yaml says for all; undefined where it says nothing: the default table is no mistake. */
    readonly usual: BurnTable | undefined
    readonly window: SloWindow
    readonly objective: Objective | undefined
  },
): readonly Problem[] {
  const own = place.at('burn_alerts')
  const inItself = yaml === undefined ? [] : burnRowProblems(own, yaml)
  const table = yaml === undefined ? usual : burnTableOf(yaml)
  if (objective === undefined || table === undefined || inItself.length > 0) return inItself
  const isOwnRows = yaml !== undefined && typeof yaml !== 'string'
  const rules = burnRules(table, window)
  const lengthMs = usualLengthMs(window)
  const most = Number((1 / objective.errorBudgetRatio).toPrecision(6))
  return rules.flatMap((rule, index) => {
    const { name, longMs, factor, budgetShare } = rule
    // Rows of the SLO's own are mistakes; those of a table are left out, and said to be.
    const at = (key: string): Place => (isOwnRows ? own.at(index, key) : yaml === undefined ? place : own)
    const say = (key: string, fault: string): readonly Problem[] =>
      isOwnRows
        ? [at(key).problem(fault)]
        : [at(key).problem(`the burn rule ${name} is left out: ${fault}`, 'warning')]
    if (longMs > lengthMs)
      return say('long', `found ${formatDuration(longMs)}; allowed: at most the window ${windowText(window)}`)
    if (isReachable(rule, objective)) return []
    const asked =
      budgetShare === undefined
        ? `a burn rate of ${shown(factor)}`
        : `a burn rate of ${shown(factor)}, for ${shown(budgetShare * 100)} % of the budget in ${formatDuration(longMs)},`
    return say(
      budgetShare === undefined ? 'factor' : 'budget_percent',
      `${asked} is never exceeded at ${objective.percent} %, where everything failing burns at ${most}`,
    )
  })
}

const shown = (figure: number): string => String(Number(figure.toPrecision(6)))

/** Unknown names in `burn_alerts` of budgeteer.yaml. */
export function burnAlertProblems(
  file: YamlFile,
  yaml: BurnAlertsYaml | undefined,
  { mail }: Partial<Pick<SettingsYaml, 'mail'>>,
): readonly Problem[] {
  if (yaml === undefined) return []
  const place = file.at('burn_alerts')
  const knownRoles = [...file.at('roles').keys, SERVICE_OWNER]
  const lists = Object.keys(mail?.lists ?? {})
  return [
    ...linkProblems(place.at('link'), yaml.link),
    ...(yaml.rules === undefined ? [] : burnRowProblems(place.at('rules'), yaml.rules)),
    ...(['page', 'ticket'] as const).flatMap((severity) => [
      ...unknownNames(place.at(severity, 'mention'), 'role', yaml[severity]?.mention, knownRoles),
      ...unknownNames(place.at(severity, 'dm'), 'role', yaml[severity]?.dm, knownRoles),
      ...unknownNames(place.at(severity, 'mail'), 'list of mail.lists', yaml[severity]?.mail, lists),
    ]),
  ]
}
