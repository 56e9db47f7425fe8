import type { BurnSeverity } from '../../core/budgets/burn-rule.ts'
import type { BurnRowYaml } from '../settings/burn-alerts-shape.ts'
import type { ForeignFields } from './foreign-fields.ts'
import { spanAt } from './openslo-window.ts'

/** The alert policies and conditions that documents refer to, by name. */
export interface AlertIndex {
  readonly policies: ReadonlyMap<string, ForeignFields>
  readonly conditions: ReadonlyMap<string, ForeignFields>
  /** `AlertPolicy name` and `AlertCondition name` of those that an SLO refers to. */
  readonly used: Set<string>
}

const TARGETS = 'burn_alerts in budgeteer.yaml says who is alerted'

/**
 * The burn rules that an SLO's alert policies ask for. Where a policy asks for something else, it is said and left out: alerts
 * change no figure, so `spec` and the index are to be lenient.
 */
export function alertRules(spec: ForeignFields, index: AlertIndex): readonly BurnRowYaml[] {
  const rows = (spec.list('alertPolicies', 'alertPolicyRef') ?? []).flatMap((item) => {
    const policy = referred(item, 'alertPolicyRef', 'AlertPolicy', index.policies, index.used)
    return policy === undefined ? [] : rulesOf(policy, index)
  })
  return rows.map((row, at) => {
    const isTaken = rows.findIndex(({ name }) => name === row.name) < at
    return isTaken ? { ...row, name: `${row.name}-${at + 1}` } : row
  })
}

/** What an item holds or refers to: the object's spec, and its name. */
interface Referred {
  readonly name: string
  readonly spec: ForeignFields
}

function referred(
  item: ForeignFields,
  key: string,
  kind: string,
  known: ReadonlyMap<string, ForeignFields>,
  used: Set<string>,
): Referred | undefined {
  const ref = item.text(key)
  const found = ref === undefined ? item : known.get(ref)
  if (ref !== undefined) used.add(`${kind} ${ref}`)
  if (ref !== undefined && found !== undefined) item.carry(key, `the ${kind} ${ref}`)
  if (found === undefined) {
    item.say('doubtful', key, `not carried: no ${kind} of these files is called ${ref ?? ''}`)
    return undefined
  }
  for (const field of ['apiVersion', 'kind']) found.has(field)
  const metadata = found.mapping('metadata')
  metadata?.leave(
    metadata.keys().filter((field) => field !== 'name'),
    'names of alerts; Budgeteer announces in its own words',
  )
  const name = metadata?.text('name') ?? ref ?? 'rule'
  const spec = found.mapping('spec')
  found.unread('OpenSLO')
  return spec === undefined ? undefined : { name, spec }
}

function rulesOf({ spec }: Referred, index: AlertIndex): readonly BurnRowYaml[] {
  spec.leave(['description'], 'Budgeteer announces in its own words')
  spec.leave(['notificationTargets'], TARGETS)
  spec.leave(['alertWhenResolved'], 'the end of an alert is always told')
  spec.leave(['alertWhenNoData'], 'what happens when data is missing is the policy’s `on_missing_budget`')
  const breaching = spec.flag('alertWhenBreaching')
  const conditions = spec.list('conditions', 'conditionRef') ?? []
  spec.unread('OpenSLO')
  if (breaching === false) {
    spec.say('not-carried', 'alertWhenBreaching', 'the policy does not alert when the budget burns')
    return []
  }
  if (breaching === true) spec.carry('alertWhenBreaching', 'burn_alerts')
  return conditions.flatMap((item) => {
    const condition = referred(item, 'conditionRef', 'AlertCondition', index.conditions, index.used)
    return condition === undefined ? [] : ruleOf(condition)
  })
}

function ruleOf({ name, spec }: Referred): readonly BurnRowYaml[] {
  spec.leave(['description'], 'Budgeteer announces in its own words')
  const severity = severityOf(spec)
  const condition = spec.mapping('condition')
  spec.unread('OpenSLO')
  if (condition === undefined) return []
  const kind = condition.text('kind') ?? 'burnrate'
  const op = condition.text('op')
  const threshold = condition.decimal('threshold')
  const lookback = spanAt(condition, 'lookbackWindow')
  if (condition.has('alertAfter'))
    condition.say('not-carried', 'alertAfter', 'the lookback itself keeps a short spike from alerting')
  condition.unread('OpenSLO')
  if (threshold === undefined || lookback === undefined) return []
  if (kind !== 'burnrate' || (op !== undefined && op !== 'gt' && op !== 'gte') || !(Number(threshold) > 0)) {
    condition.say('doubtful', 'kind', 'not carried: Budgeteer alerts when a burn rate is above a threshold')
    return []
  }
  if (/[MQY]/.test(lookback.unit)) {
    condition.say('doubtful', 'lookbackWindow', `not carried: ${lookback.text} has no fixed length`)
    return []
  }
  if (op === 'gte') condition.say('doubtful', 'op', 'Budgeteer fires above the threshold, not at it')
  if (op === 'gt') condition.carry('op', 'burn_alerts, above the factor')
  spec.carry('severity', `burn_alerts: severity ${severity}`)
  condition.carry('threshold', `burn_alerts: factor ${threshold}`)
  condition.carry('lookbackWindow', `burn_alerts: long ${lookback.text}`)
  const long = `${lookback.count}${lookback.unit}`
  return [{ name: ruleName(name), severity, long, factor: Number(threshold) }]
}

function severityOf(spec: ForeignFields): BurnSeverity {
  const text = spec.text('severity') ?? ''
  if (/page|crit|sev-?[01]|p[01]\b/i.test(text)) return 'page'
  if (/ticket|warn|sev-?[2-5]|p[2-5]\b|low|info/i.test(text)) return 'ticket'
  spec.say('doubtful', 'severity', `"${text}" is taken for page; Budgeteer has page and ticket`)
  return 'page'
}

/** A name that begins with a letter. */
const ruleName = (name: string): string => {
  const plain = name.replaceAll(/[^A-Za-z0-9_-]+/g, '-')
  return /^[A-Za-z]/.test(plain) ? plain : `rule-${plain}`
}
