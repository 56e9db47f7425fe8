import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { PolicyAbout } from '../../core/policy/policy-about.ts'
import type { Cadence, Level, Policy, Review, Rule } from '../../core/policy/policy.ts'
import { HOUR_MS, MINUTE_MS } from '../../core/kernel/time/duration.ts'
import { boundsOf, conditionOf } from './condition-reader.ts'
import { millis } from '../reading/fields.ts'
import {
  hoursOf,
  isoWeekday,
  notificationOf,
  noticeOf,
  overrideOf,
  seatsOf,
  silverBulletsOf,
} from './policy-language-reader.ts'
import { levelProblems, unruledProblems } from './level-problems.ts'
import { actionTimesOf, mandatoryActionsOf } from './actions-shape.ts'
import { freezeRuleProblems, freezeRulesOf } from './freeze-rules-reader.ts'
import { policyLanguageProblems } from './policy-language-problems.ts'
import { policyNameProblems } from './policy-problems.ts'
import { policySchema } from './policy-shape.ts'
import type { LevelYaml, PolicyYaml, ReviewYaml, RuleYaml } from './policy-shape.ts'
import type { Problem } from '../reading/problem.ts'
import { ladderOf, silenceOf } from './escalation-shape.ts'
import { calendarOf } from './calendar-shape.ts'
import { checklistOf, rolloutOf } from './rollout-shape.ts'
import { meetingsOf, remindersOf } from './review-shape.ts'
import { secretProblems } from '../reading/secret-problems.ts'
import { checkShape } from '../reading/shape-problems.ts'
import { YamlFile } from '../reading/yaml-file.ts'

export type ParsedPolicy =
  | {
      readonly ok: true
      readonly policy: Policy
      /** Warnings. */
      readonly problems: readonly Problem[]
    }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** A policy file as it was found: what is left of it when wrong parts are cut out, and the policy when all is right. */
export interface PolicyRead {
  readonly name: string
  readonly file: YamlFile
  readonly yaml: Partial<PolicyYaml> | undefined
  readonly policy?: Policy
  readonly problems: readonly Problem[]
}

/** Reads a policy file. The policy is named by the file, without its ending. `file` is shown in problems. */
export function parsePolicy(text: string, file: string): ParsedPolicy {
  const { policy, problems } = readPolicy(new YamlFile(file, text), text)
  return policy === undefined ? { ok: false, problems } : { ok: true, policy, problems }
}

export function readPolicy(file: YamlFile, text: string): PolicyRead {
  const { whole, rest: yaml, problems: shape } = checkShape(file, policySchema)
  const problems = [
    ...file.problems,
    ...secretProblems(file),
    ...shape,
    ...(yaml === undefined ? [] : [...policyNameProblems(file, yaml), ...policyLanguageProblems(file, yaml)]),
    ...freezeRuleProblems(file, yaml?.freezes),
    ...(whole === undefined ? [] : [...levelProblems(file, whole), ...unruledProblems(file, whole)]),
  ]
  const name = policyName(file.file)
  if (whole === undefined || problems.some(({ severity }) => severity === 'error'))
    return { name, file, yaml, problems }
  const content = createHash('sha256').update(text).digest('hex').slice(0, 8)
  const version = `${file.textOf(['version']) ?? String(whole.version)}+${content}`
  return { name, file, yaml, policy: policyOf(whole, name, version), problems }
}

export const policyName = (file: string): string => basename(file).replace(/\.yaml$/, '')

function policyOf(yaml: PolicyYaml, name: string, version: string): Policy {
  const missing = yaml.on_missing_budget
  return {
    name,
    title: yaml.title,
    version,
    timeZone: yaml.time_zone ?? 'UTC',
    recoverAfterMs: yaml.recover_after === undefined ? 15 * MINUTE_MS : millis(yaml.recover_after),
    onMissingBudget: {
      keepLevelMs: missing === undefined ? 15 * MINUTE_MS : millis(missing.keep_level_for),
      then: ruleOf(missing?.then ?? 'block'),
    },
    levels: Object.entries(yaml.levels).map(([levelName, level]) => levelOf(levelName, level)),
    changes: namedMap(yaml.change_types, (changeName, { title, risk, exempt }) => ({
      name: changeName,
      title,
      risk,
      exempt: exempt ?? false,
    })),
    risks: namedMap(yaml.risks, (riskName, { title, minimum }) => ({
      name: riskName,
      title,
      minimum: minimum === undefined ? {} : boundsOf(minimum.remaining),
    })),
    requirements: namedMap(yaml.requirements ?? {}, (requirement, { title, hint, kind }) => ({
      name: requirement,
      title,
      ...(hint !== undefined && { hint }),
      kind,
    })),
    requestExpiresAfterMs:
      yaml.requests?.expire_after === undefined ? 24 * HOUR_MS : millis(yaml.requests.expire_after),
    silence: silenceOf(yaml.requests),
    ...(yaml.escalation !== undefined && { escalation: ladderOf(yaml.escalation) }),
    grant: {
      validMs: yaml.grants?.valid_for === undefined ? 24 * HOUR_MS : millis(yaml.grants.valid_for),
      singleUse: yaml.grants?.single_use ?? true,
    },
    ...(yaml.freezes !== undefined && { freezes: freezeRulesOf(yaml.freezes) }),
    override: yaml.override === undefined ? null : overrideOf(yaml.override),
    silverBullets: yaml.silver_bullets === undefined ? null : silverBulletsOf(yaml.silver_bullets),
    notices: (yaml.notices ?? []).map(noticeOf),
    recovery: yaml.recovery ?? [],
    meetings: meetingsOf(yaml.meetings),
    reminders: remindersOf(yaml.reminders),
    checklist: checklistOf(yaml.checklist),
    calendar: calendarOf(yaml.calendar),
    ...(yaml.actions !== undefined && { actionTimes: actionTimesOf(yaml.actions) }),
    about: aboutOf(yaml),
  }
}

function levelOf(name: string, level: LevelYaml): Level {
  return {
    name,
    title: level.title,
    emoji: level.emoji,
    when: level.when === undefined ? null : conditionOf(level.when),
    freeze: level.freeze ?? false,
    requires: level.requires ?? [],
    trigger: level.trigger ?? 'automatic',
    cancelsPlanned: level.cancels_planned ?? false,
    changes: namedMap(level.changes ?? {}, (_, rule) => ruleOf(rule)),
    risks: namedMap(level.risks ?? {}, (_, rule) => ruleOf(rule)),
    otherwise: level.otherwise === undefined ? null : ruleOf(level.otherwise),
    exception: seatsOf(level.exception?.approvals ?? {}),
    ...(level.escalation !== undefined && { escalation: ladderOf(level.escalation) }),
    reviews: (level.reviews ?? []).map(reviewOf),
    hours: hoursOf(level.hours),
    tests: level.tests ?? null,
    monitoring: level.monitoring ?? null,
    notify: notificationOf(level.notify),
    ...(level.rollout !== undefined && { rollout: rolloutOf(level.rollout) }),
    actions: mandatoryActionsOf(level.actions),
    announcement: level.announcement ?? 'level',
  }
}

function ruleOf(yaml: RuleYaml): Rule {
  if (typeof yaml === 'string') return { verdict: yaml, seats: [], requires: [] }
  const seats = seatsOf(yaml.approvals ?? {})
  return {
    verdict: seats.length === 0 ? 'approve' : 'approvals',
    seats,
    requires: yaml.require ?? [],
    ...(yaml.advice !== undefined && { advice: yaml.advice }),
    ...(yaml.staggered && { staggered: true as const }),
  }
}

function reviewOf({ name = 'review', daily, weekly, every }: ReviewYaml): Review {
  return { name, cadence: cadenceOf(daily, weekly, every) }
}

function cadenceOf(
  daily: ReviewYaml['daily'],
  weekly: ReviewYaml['weekly'],
  every: ReviewYaml['every'],
): Cadence {
  if (daily !== undefined) return { kind: 'daily', at: [daily].flat() }
  if (weekly !== undefined) return { kind: 'weekly', weekday: isoWeekday(weekly.day), at: [weekly.at].flat() }
  if (every !== undefined) return { kind: 'every', everyMs: millis(every) }
  throw new Error('a review without a cadence passed the schema')
}

const aboutOf = (yaml: PolicyYaml): PolicyAbout => ({
  owner: yaml.owner ?? null,
  reviewers: yaml.reviewers ?? [],
  approvedBy: yaml.approved_by ?? [],
  effective: yaml.effective ?? null,
  nextReview: yaml.next_review ?? null,
})

const namedMap = <In, Out>(
  entries: Readonly<Record<string, In>>,
  convert: (name: string, value: In) => Out,
): ReadonlyMap<string, Out> =>
  new Map(Object.entries(entries).map(([name, value]) => [name, convert(name, value)]))
