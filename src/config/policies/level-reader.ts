import { ANY_ROLE, type RolloutPlan, type RolloutStage } from '../../core/policy/rollout-plan.ts'
import type { WeeklyWindow } from '../../core/policy/deploy-hours.ts'
import type { Ladder } from '../../core/policy/ladder.ts'
import type { MandatoryAction } from '../../core/policy/mandatory-action.ts'
import type { Cadence, Level, Rule, Seat } from '../../core/policy/policy.ts'
import { isoWeekday, millis, WEEKDAYS } from '../reading/fields.ts'
import { conditionOf } from './condition-reader.ts'
import type { EscalationYaml, LevelYaml, RuleYaml } from './level-shape.ts'
import { given } from '../reading/given.ts'

type Part<Key extends keyof LevelYaml> = NonNullable<LevelYaml[Key]>

export function levelOf(name: string, level: LevelYaml): Level {
  const { hours, notify } = level
  return {
    name,
    title: level.title,
    emoji: level.emoji,
    when: level.when === undefined ? null : conditionOf(level.when),
    freeze: level.freeze ?? false,
    requires: level.requires ?? [],
    trigger: level.trigger ?? 'automatic',
    cancelsPlanned: level.cancels_planned ?? false,
    changes: namedMap(level.changes, (_, rule) => ruleOf(rule)),
    risks: namedMap(level.risks, (_, rule) => ruleOf(rule)),
    otherwise: level.otherwise === undefined ? null : ruleOf(level.otherwise),
    exception: seatsOf(level.exception?.approvals),
    reviews: (level.reviews ?? []).map((review) => ({
      name: review.name ?? 'review',
      cadence: cadenceOf(review),
    })),
    hours: {
      allowed: (hours?.allowed ?? []).map(weeklyWindowOf),
      preferred: (hours?.preferred ?? []).map(weeklyWindowOf),
    },
    tests: level.tests ?? null,
    monitoring: level.monitoring ?? null,
    notify: {
      roles: notify?.roles ?? [],
      channels: notify?.channels ?? [],
      by: notify?.by ?? (notify?.roles === undefined ? [] : ['dm']),
    },
    ...given({
      enforcement: level.enforcement,
      escalation: level.escalation && ladderOf(level.escalation),
      rollout: level.rollout && rolloutOf(level.rollout),
      statement: level.statement,
    }),
    actions: (level.actions ?? []).map(actionOf),
    announcement: level.announcement ?? 'level',
  }
}

export function ruleOf(yaml: RuleYaml): Rule {
  if (typeof yaml === 'string') return { verdict: yaml, seats: [], requires: [] }
  const seats = seatsOf(yaml.approvals)
  return {
    verdict: seats.length === 0 ? 'approve' : 'approvals',
    seats,
    requires: yaml.require ?? [],
    ...given({ advice: yaml.advice, staggered: yaml.staggered }),
  }
}

function cadenceOf({ daily, weekly, every }: Part<'reviews'>[number]): Cadence {
  if (daily !== undefined) return { kind: 'daily', at: [daily].flat() }
  if (weekly !== undefined) return { kind: 'weekly', weekday: isoWeekday(weekly.day), at: [weekly.at].flat() }
  if (every !== undefined) return { kind: 'every', everyMs: millis(every) }
  throw new Error('a review without a cadence passed the schema')
}

const weeklyWindowOf = ({
  days = [...WEEKDAYS],
  from,
  to,
}: NonNullable<Part<'hours'>['allowed']>[number]): WeeklyWindow => ({ days: days.map(isoWeekday), from, to })

const actionOf = (action: Part<'actions'>[number]): MandatoryAction => ({
  name: action.name,
  text: action.text,
  withinMs: action.within === 'at once' ? 0 : millis(action.within),
  owner: action.owner ?? null,
  escalateTo: action.escalate_to ?? null,
  repeatsMs: millis(action.repeats, null),
  insistMs: millis(action.insist, null),
  proof: action.proof ?? null,
})

function rolloutOf(yaml: Part<'rollout'>): RolloutPlan {
  const { nodes, stages = [], watch = '0s', each = '0s', canary, pause_at: pauses = {}, sign_off } = yaml
  const everybody = yaml.approvals_each_stage
  const approvals = everybody === undefined ? [] : [{ role: ANY_ROLE, count: everybody }]
  const titles =
    typeof nodes === 'number' ? Array.from({ length: nodes }, (_, index) => `node ${index + 1}`) : nodes
  const planned =
    titles?.map((title, index) => ({ title, percent: Math.round((100 * (index + 1)) / titles.length) })) ??
    stages.map((percent) => ({ title: `${percent}%`, percent }))

  return {
    kind: nodes === undefined ? 'stages' : 'nodes',
    holdAboveBurn: yaml.hold_at_burn ?? null,
    stages: planned.map(({ title, percent }, index): RolloutStage => {
      const usual = index === 0 ? (canary ?? each) : each
      const wait = index === planned.length - 1 ? watch : (pauses[String(percent)] ?? usual)
      const signers = seatsOf(sign_off?.[String(percent)])
      return { title, percent, waitMs: millis(wait), seats: [...signers, ...approvals] }
    }),
  }
}

export const ladderOf = (yaml: EscalationYaml): Ladder =>
  new Map(
    Array.isArray(yaml)
      ? yaml.slice(1).map((role, index) => [yaml[index] ?? role, role])
      : Object.entries(yaml),
  )

export const seatsOf = (approvals: Readonly<Record<string, number>> = {}): readonly Seat[] =>
  Object.entries(approvals).map(([role, count]) => ({ role, count }))

/** The entries of a mapping, converted, by name. */
export const namedMap = <In, Out>(
  entries: Readonly<Record<string, In>> | undefined,
  convert: (name: string, value: In) => Out,
): ReadonlyMap<string, Out> =>
  new Map(Object.entries(entries ?? {}).map(([name, value]) => [name, convert(name, value)]))
