import { expect, test } from 'vitest'
import { policyShape } from '../../../src/config/policies/policy-shape.ts'
import { loadEdited, problemLines, type Mistake } from '../configuration-folder.ts'

/** Further keys come with further rules; here only that all are named counts. */
const POLICY_KEYS = Object.keys(policyShape.shape).join(', ')
const LEVEL_KEYS = Object.keys(policyShape.shape.levels.valueType.shape).join(', ')

/** Mistakes in policies: each edit of the good configuration, and the whole answer to it. */
const MISTAKES: readonly Mistake[] = [
  {
    name: 'a key of a level is misspelled',
    edits: [['policies/team.yaml', 'cancels_planned', 'cancel_planned']],
    problems: [
      `policies/team.yaml:42 levels.RED.cancel_planned: unknown key; did you mean cancels_planned? (known: ${LEVEL_KEYS})`,
    ],
  },
  {
    name: 'a verdict is misspelled',
    edits: [['policies/team.yaml', 'high: block', 'high: blok']],
    problems: [
      'policies/team.yaml:32 levels.YELLOW.risks.high: found "blok"; did you mean block? allowed: approve, block, or a mapping with approvals, require, advice, staggered',
    ],
  },
  {
    name: 'a verdict is a number',
    edits: [['policies/team.yaml', 'high: block', 'high: 1']],
    problems: [
      'policies/team.yaml:32 levels.YELLOW.risks.high: found 1; allowed: approve, block, or a mapping with approvals, require, advice, staggered',
    ],
  },
  {
    name: 'a key of a rule is misspelled',
    edits: [['policies/team.yaml', 'approvals: { senior-engineer: 1 }', 'approval: { senior-engineer: 1 }']],
    problems: [
      'policies/team.yaml:30 levels.YELLOW.changes.feature.approval: unknown key; did you mean approvals? (known: approvals, require, advice, staggered)',
    ],
  },
  {
    name: 'a seat for half a person',
    edits: [['policies/team.yaml', 'approvals: { sre: 1 }', 'approvals: { sre: 0.5 }']],
    problems: [
      'policies/team.yaml:6 on_missing_budget.then.approvals.sre: found 0.5; allowed: a whole number from 1 to 20',
    ],
  },
  {
    name: 'a seat for nobody',
    edits: [['policies/team.yaml', 'approvals: { sre: 1 }', 'approvals: {}']],
    problems: [
      'policies/team.yaml:6 on_missing_budget.then.approvals: empty; write a role and how many people: sre: 1',
    ],
  },
  {
    name: 'a role is misspelled',
    edits: [['policies/team.yaml', '{ senior-engineer: 1 }', '{ senior-enginer: 1 }']],
    problems: [
      'policies/team.yaml:30 levels.YELLOW.changes.feature.approvals.senior-enginer: no role is called senior-enginer; did you mean senior-engineer? (known: sre, senior-engineer, vp-engineering, cto, service-owner)',
    ],
  },
  {
    name: 'a role is unknown',
    edits: [['policies/team.yaml', 'approvals: { sre: 1 }', 'approvals: { ceo: 1 }']],
    problems: [
      'policies/team.yaml:6 on_missing_budget.then.approvals.ceo: no role is called ceo; did you mean cto? (known: sre, senior-engineer, vp-engineering, cto, service-owner)',
    ],
  },
  {
    name: 'a role of a policy that no service is under',
    edits: [
      [
        'policies/other.yaml',
        '',
        'title: Other\nversion: "1"\nrisks: {}\nchange_types: {}\nlevels:\n  ALL: { title: All, emoji: x, otherwise: { approvals: { ceo: 1 } } }\n',
      ],
    ],
    problems: [
      'warning policies/other.yaml:6 levels.ALL.otherwise.approvals.ceo: no role is called ceo; did you mean cto? (known: sre, senior-engineer, vp-engineering, cto, service-owner)',
    ],
  },
  {
    name: 'a requirement is misspelled',
    edits: [['policies/team.yaml', 'requires: [rollback-plan]', 'requires: [rolback-plan]']],
    problems: [
      'policies/team.yaml:27 levels.YELLOW.requires[0]: no requirement is called rolback-plan; did you mean rollback-plan? (known: rollback-plan)',
    ],
  },
  {
    name: 'a requirement of a rule is misspelled',
    edits: [['policies/team.yaml', 'advice: Ask', 'require: [tests], advice: Ask']],
    problems: [
      'policies/team.yaml:30 levels.YELLOW.changes.feature.require[0]: no requirement is called tests; known: rollback-plan',
    ],
  },
  {
    name: 'a requirement is of an unknown kind',
    edits: [['policies/team.yaml', 'kind: text', 'kind: tick']],
    problems: [
      'policies/team.yaml:15 requirements.rollback-plan.kind: found "tick"; allowed: confirm, text, postmortem',
    ],
  },
  {
    name: 'a change type of a level is misspelled',
    edits: [['policies/team.yaml', '      feature: { app', '      featrue: { app']],
    problems: [
      'policies/team.yaml:30 levels.YELLOW.changes.featrue: no change type is called featrue; did you mean feature? (known: feature, migration, security)',
    ],
  },
  {
    name: 'a risk of a level is misspelled',
    edits: [['policies/team.yaml', '      high: block', '      hihg: block']],
    problems: [
      'policies/team.yaml:32 levels.YELLOW.risks.hihg: no risk is called hihg; did you mean high? (known: low, high)',
    ],
  },
  {
    name: 'a risk of a change type is unknown',
    edits: [['policies/team.yaml', 'risk: high }', 'risk: hi }']],
    problems: ['policies/team.yaml:12 change_types.migration.risk: no risk is called hi; known: low, high'],
  },
  {
    name: 'levels are out of order',
    edits: [['policies/team.yaml', 'below: 50', 'below: 5']],
    problems: [
      'policies/team.yaml:23 levels.YELLOW: can never hold: wherever it does, RED holds too and stands further down; list levels from best to worst',
    ],
  },
  {
    name: 'no budget meets a condition',
    edits: [
      ['policies/team.yaml', '{ remaining: { below: 50 } }', '{ remaining: { below: 50, above: 60 } }'],
    ],
    problems: ['policies/team.yaml:26 levels.YELLOW.when: can never hold: no budget meets this condition'],
  },
  {
    name: 'levels leave a gap',
    edits: [
      ['policies/team.yaml', '{ remaining: { below: 50 } }', '{ remaining: { below: 50, at_least: 20 } }'],
    ],
    problems: [
      'policies/team.yaml:26 levels.YELLOW.when: gap: at 15 % the level would be GREEN, though it is YELLOW at 20 %; let the bounds meet',
    ],
  },
  {
    name: 'the first level has a condition',
    edits: [
      ['policies/team.yaml', 'title: All well', 'title: All well\n    when: { remaining: { at_least: 50 } }'],
    ],
    problems: [
      'policies/team.yaml:19 levels.GREEN.when: the first level holds when no other does; it has no when of its own',
    ],
  },
  {
    name: 'a later level has none',
    edits: [['policies/team.yaml', '    when: { remaining: { below: 50 } }\n', '']],
    problems: [
      'policies/team.yaml:23 levels.YELLOW: missing when: only the first level goes without a condition',
    ],
  },
  {
    name: 'a condition has two kinds',
    edits: [
      [
        'policies/team.yaml',
        '{ any: [{ remaining: { below: 10 } }] }',
        '{ remaining: { below: 10 }, any: [{ remaining: { below: 5 } }] }',
      ],
    ],
    problems: [
      'policies/team.yaml:40 levels.RED.when: a condition has exactly one of remaining, exhausts_within, burn, exhausted_for, spent, missed, any, all',
    ],
  },
  {
    name: 'a condition is unknown',
    edits: [['policies/team.yaml', '{ any: [', '{ some: [']],
    problems: [
      'policies/team.yaml:40 levels.RED.when.some: unknown key; known: remaining, exhausts_within, burn, exhausted_for, spent, missed, any, all',
    ],
  },
  {
    name: 'a percentage is a text',
    edits: [['policies/team.yaml', 'below: 50', 'below: 50%']],
    problems: [
      'policies/team.yaml:26 levels.YELLOW.when.remaining.below: found "50%"; allowed: a percentage such as 50',
    ],
  },
  {
    name: 'a percentage is too large',
    edits: [['policies/team.yaml', 'above: 50', 'above: 500']],
    problems: [
      'policies/team.yaml:9 risks.high.minimum.remaining.above: found 500; allowed: a percentage up to 100',
    ],
  },
  {
    name: 'a change type gets no rule',
    edits: [['policies/team.yaml', '      high: block\n    otherwise: approve\n', '      high: block\n']],
    problems: [
      'policies/team.yaml:23 levels.YELLOW: no rule here decides security; add them, their risk, or otherwise',
    ],
  },
  {
    name: 'a level is called UNKNOWN',
    edits: [['policies/team.yaml', '  YELLOW:', '  UNKNOWN:']],
    problems: [
      'policies/team.yaml:23 levels.UNKNOWN: UNKNOWN is the level of a service that was never measured; choose another name',
    ],
  },
  {
    name: 'a name has a blank',
    edits: [['policies/team.yaml', '  YELLOW:', '  very bad:']],
    problems: [
      'policies/team.yaml:23 levels.very bad: found the name "very bad"; allowed: a name of letters, digits, - and _ that begins with a letter',
    ],
  },
  {
    name: 'there is no level',
    edits: [['policies/team.yaml', 'levels:\n', 'levels: {}\nlevelz:\n']],
    problems: [
      'policies/team.yaml:16 levels: empty; a policy has at least one level',
      `policies/team.yaml:17 levelz: unknown key; did you mean levels? (known: ${POLICY_KEYS})`,
    ],
  },
  {
    name: 'a time of day is none',
    edits: [['policies/team.yaml', "'16:00'", "'4pm'"]],
    problems: [
      'policies/team.yaml:22 levels.GREEN.reviews[0].weekly.at: found "4pm"; allowed: a time of day such as "09:00"',
    ],
  },
  {
    name: 'a weekday is misspelled',
    edits: [['policies/team.yaml', 'friday', 'firday']],
    problems: [
      'policies/team.yaml:22 levels.GREEN.reviews[0].weekly.day: found "firday"; did you mean friday? allowed: monday, tuesday, wednesday, thursday, friday, saturday, sunday',
    ],
  },
  {
    name: 'a review has no time',
    edits: [['policies/team.yaml', '- every: 6h', '- name: standup']],
    problems: [
      'policies/team.yaml:46 levels.RED.reviews[standup]: a review has exactly one of daily, weekly, every',
    ],
  },
  {
    name: 'the version is missing',
    edits: [['policies/team.yaml', 'version: 1.10\n', '']],
    problems: ['policies/team.yaml:1 version: missing; allowed: a version such as "1.0"'],
  },
  {
    name: 'a date is none',
    edits: [['policies/team.yaml', 'version: 1.10', 'version: 1.10\nnext_review: 2025-13-01']],
    problems: ['policies/team.yaml:3 next_review: found "2025-13-01"; allowed: a date such as 2025-10-23'],
  },
  {
    name: 'a role without people signs off a rollout',
    edits: [
      [
        'policies/team.yaml',
        '    announcement: emergency',
        '    announcement: emergency\n    rollout: { stages: [5, 100], sign_off: { 100: { sres: 1 } } }',
      ],
    ],
    problems: [
      'policies/team.yaml:48 levels.RED.rollout.sign_off.100.sres: no role is called sres; did you mean sre? (known: sre, senior-engineer, vp-engineering, cto, service-owner)',
    ],
  },
  {
    name: 'a sign-off that too few people can give',
    edits: [
      [
        'policies/team.yaml',
        '    announcement: emergency',
        '    announcement: emergency\n    rollout: { stages: [5, 100], sign_off: { 100: { cto: 2 } } }',
      ],
    ],
    problems: [
      'warning policies/team.yaml:48 levels.RED.rollout.sign_off.100: 2 × cto needs 2 different people, and those named can fill only 1 of the seats',
    ],
  },
  {
    name: 'a requirement of the checklist is misspelled',
    edits: [
      [
        'policies/team.yaml',
        'levels:\n',
        'checklist:\n  - { name: undo, title: Can it be undone?, requirements: [rolback-plan] }\nlevels:\n',
      ],
    ],
    problems: [
      'policies/team.yaml:17 checklist[undo].requirements[0]: no requirement is called rolback-plan; did you mean rollback-plan? (known: rollback-plan)',
    ],
  },
  {
    name: 'a level notifies by webhook and pager, without a receiver',
    edits: [
      [
        'policies/team.yaml',
        '    announcement: emergency',
        '    announcement: emergency\n    notify: { roles: [sre], by: [dm, webhook, pager] }',
      ],
    ],
    problems: [
      'warning policies/team.yaml:48 levels.RED.notify.by[1]: nobody is told by webhook: no receiver under webhooks in budgeteer.yaml takes transition',
      'warning policies/team.yaml:48 levels.RED.notify.by[2]: pages nobody: no pager under pagers in budgeteer.yaml calls for RED',
    ],
  },
  {
    name: 'a level notifies by pager, and the only pager calls for other services and levels',
    edits: [
      [
        'policies/team.yaml',
        '    announcement: emergency',
        '    announcement: emergency\n    notify: { roles: [sre], by: [pager] }',
      ],
      [
        'budgeteer.yaml',
        'default_policy: team',
        `pagers:
  - { name: main, pagerduty: { routing_key_env: PD_KEY }, services: [shop-*] }
  - { name: other, opsgenie: { api_key_env: OG_KEY }, levels: [GREEN, RDE] }
default_policy: team`,
      ],
    ],
    problems: [
      'budgeteer.yaml:35 pagers[other].levels[1]: no level is called RDE; did you mean RED? (known: GREEN, YELLOW, RED)',
      'warning policies/team.yaml:48 levels.RED.notify.by[0]: pages nobody for shop, search: no pager under pagers in budgeteer.yaml calls for RED there',
    ],
  },
]

test.each(MISTAKES)('$name', async ({ edits, problems }) => {
  const loaded = await loadEdited(edits)
  expect(problemLines(loaded)).toEqual(problems)
  expect(loaded.ok).toBe(problems.every((problem) => problem.startsWith('warning ')))
})
