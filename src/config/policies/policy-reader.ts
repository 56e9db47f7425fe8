import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { USUAL_CALENDAR } from '../../core/policy/calendar-rules.ts'
import { USUAL_ACTION_TIMES } from '../../core/policy/mandatory-action.ts'
import type { FreezeRules, Policy, PolicyNotice, SilverBullets } from '../../core/policy/policy.ts'
import { HOUR_MS, MINUTE_MS } from '../../core/kernel/time/duration.ts'
import { checkShape } from '../reading/check-shape.ts'
import { millis } from '../reading/fields.ts'
import { isError, type Problem } from '../reading/problem.ts'
import { YamlFile } from '../reading/yaml-file.ts'
import { boundsOf, conditionOf } from './condition-reader.ts'
import { levelProblems, unruledProblems } from './level-problems.ts'
import { ladderOf, levelOf, namedMap, ruleOf, seatsOf } from './level-reader.ts'
import { policyProblems } from './policy-problems.ts'
import { policyShape, type PolicyYaml } from './policy-shape.ts'
import { given } from '../reading/given.ts'

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
  const { whole, rest: yaml, problems: shape } = checkShape(file, policyShape)
  const problems = [
    ...shape,
    ...(yaml === undefined ? [] : policyProblems(file, yaml)),
    ...(whole === undefined ? [] : [...levelProblems(file, whole), ...unruledProblems(file, whole)]),
  ]
  const name = policyName(file.file)
  if (whole === undefined || problems.some(isError)) return { name, file, yaml, problems }
  const content = createHash('sha256').update(text).digest('hex').slice(0, 8)
  const version = `${file.textOf(['version']) ?? String(whole.version)}+${content}`
  return { name, file, yaml, policy: policyOf(whole, name, version), problems }
}

export const policyName = (file: string): string => basename(file).replace(/\.yaml$/, '')

function policyOf(yaml: PolicyYaml, name: string, version: string): Policy {
  const { on_missing_budget: missing, requests, actions, override, freezes } = yaml
  return {
    name,
    title: yaml.title,
    version,
    timeZone: yaml.time_zone ?? 'UTC',
    recoverAfterMs: millis(yaml.recover_after, 15 * MINUTE_MS),
    onMissingBudget: {
      keepLevelMs: millis(missing?.keep_level_for, 15 * MINUTE_MS),
      then: ruleOf(missing?.then ?? 'block'),
    },
    levels: Object.entries(yaml.levels).map(([levelName, level]) => levelOf(levelName, level)),
    changes: namedMap(yaml.change_types, (changeName, { title, plural, risk, exempt }) => ({
      name: changeName,
      title,
      ...given({ plural }),
      risk,
      exempt: exempt ?? false,
    })),
    risks: namedMap(yaml.risks, (riskName, { title, minimum }) => ({
      name: riskName,
      title,
      minimum: minimum === undefined ? {} : boundsOf(minimum.remaining),
    })),
    requirements: namedMap(yaml.requirements, (requirement, { title, hint, kind }) => ({
      name: requirement,
      title,
      ...given({ hint }),
      kind,
    })),
    requestExpiresAfterMs: millis(requests?.expire_after, 24 * HOUR_MS),
    silence: {
      remindAfterMs: millis(requests?.remind_after, null),
      escalateAfterMs: millis(requests?.escalate_after, null),
    },
    grant: {
      validMs: millis(yaml.grants?.valid_for, 24 * HOUR_MS),
      singleUse: yaml.grants?.single_use ?? true,
    },
    ...given({
      enforcement: yaml.enforcement,
      youngBelow: yaml.young_window === undefined ? undefined : yaml.young_window / 100,
      escalation: yaml.escalation && ladderOf(yaml.escalation),
      freezes: freezes && freezeRulesOf(freezes),
      actionTimes: actions && {
        remindAtRatio:
          actions.remind_at === undefined ? USUAL_ACTION_TIMES.remindAtRatio : actions.remind_at / 100,
        escalateAfterMs: millis(actions.escalate_after, USUAL_ACTION_TIMES.escalateAfterMs),
      },
    }),
    override:
      override === undefined
        ? null
        : { roles: override.roles, isDocumented: override.documentation !== 'optional' },
    silverBullets: yaml.silver_bullets === undefined ? null : silverBulletsOf(yaml.silver_bullets),
    notices: (yaml.notices ?? []).map(noticeOf),
    recovery: yaml.recovery ?? [],
    meetings: namedMap(
      yaml.meetings,
      (meeting, { title, called, minutes, attendees, agenda, post, mail }) => ({
        name: meeting,
        title,
        ...given({ called }),
        minutes: minutes ?? null,
        attendees: attendees ?? [],
        agenda: agenda.map((item) => (typeof item === 'string' ? { text: item, facts: null } : item)),
        post: post ?? 'incidents',
        mail: mail ?? null,
      }),
    ),
    reminders: yaml.reminders ?? [],
    checklist: (yaml.checklist ?? []).map(({ name: item, title, known, requirements }) => ({
      name: item,
      title,
      known: known ?? null,
      requirements: requirements ?? [],
    })),
    calendar: {
      staggeredPerDay: yaml.calendar?.staggered_per_day ?? USUAL_CALENDAR.staggeredPerDay,
      scope: yaml.calendar?.scope ?? USUAL_CALENDAR.scope,
    },
    about: {
      owner: yaml.owner ?? null,
      reviewers: yaml.reviewers ?? [],
      approvedBy: yaml.approved_by ?? [],
      effective: yaml.effective ?? null,
      nextReview: yaml.next_review ?? null,
    },
  }
}

/** Unless the notice says otherwise. */
const COOL_DOWN_MS = HOUR_MS

const noticeOf = ({
  name,
  when,
  text,
  webhook = false,
  slos,
  flags,
  cool_down: coolDown,
}: NonNullable<PolicyYaml['notices']>[number]): PolicyNotice => ({
  name,
  when: conditionOf(when),
  text,
  webhook: webhook !== false,
  ...given({
    receiver: typeof webhook === 'string' ? webhook : undefined,
    sliKind: slos?.kind,
    flags: flags && { coolDownMs: millis(coolDown, COOL_DOWN_MS) },
  }),
})

/** The role that commands freezes (the policy document: "SRE: declare error budget freeze, enforce freeze policy"). */
const USUAL_DECLARER = 'sre'

const freezeRulesOf = (yaml: NonNullable<PolicyYaml['freezes']>): FreezeRules => ({
  declaredBy: yaml.declared_by ?? USUAL_DECLARER,
  asLevel: yaml.as_level ?? null,
  ...given({ correctnessFixes: yaml.correctness_fixes, byAlerts: yaml.alerts }),
})

const silverBulletsOf = ({
  approvals,
  scope = 'service',
  ...bullets
}: NonNullable<PolicyYaml['silver_bullets']>): SilverBullets => ({
  ...bullets,
  scope,
  seats: seatsOf(approvals),
})
