import { expect, test } from 'vitest'
import { type Edit, loadEdited, problemLines, type Mistake } from '../configuration-folder.ts'

const CHANNEL: Edit = [
  'budgeteer.yaml',
  '  incidents: C0INCIDENTS',
  "  incidents: C0INCIDENTS\n  shadow: '#budget-shadow'",
]
const POLICY: Edit = ['policies/team.yaml', 'recover_after: 0s', 'recover_after: 0s\nenforcement: shadow']
const SERVICE: Edit = ['slos/shop.yaml', '    title: Shop', '    title: Shop\n    enforcement: shadow']
const LEVEL: Edit = [
  'policies/team.yaml',
  '    title: Careful',
  '    title: Careful\n    enforcement: shadow',
]

const HOMELESS =
  'shadow has no channel: name one of its own in budgeteer.yaml, such as channels.shadow: "#budget-shadow"'

const OTHER_POLICY = `title: Other
version: '1'
enforcement: shadow
risks: { low: { title: Low risk } }
change_types: { feature: { title: Feature, risk: low } }
levels: { GREEN: { title: All well, emoji: 🟢, otherwise: approve } }
`

const MISTAKES: readonly Mistake[] = [
  { name: 'a policy in shadow, with a channel for it', edits: [CHANNEL, POLICY], problems: [] },
  {
    name: 'a policy, a service and a level in shadow, and no channel for what they say',
    edits: [POLICY, SERVICE, LEVEL],
    problems: [
      `policies/team.yaml:4 enforcement: ${HOMELESS}`,
      `policies/team.yaml:26 levels.YELLOW.enforcement: ${HOMELESS}`,
      `slos/shop.yaml:4 services[shop].enforcement: ${HOMELESS}`,
    ],
  },
  {
    name: 'a policy in shadow that governs nothing needs no channel',
    edits: [['policies/other.yaml', '', OTHER_POLICY]],
    problems: [],
  },
  {
    name: 'what is discovered is in shadow, and there is no channel for it',
    edits: [
      [
        'budgeteer.yaml',
        'bearer_env: PROMETHEUS_TOKEN',
        'bearer_env: PROMETHEUS_TOKEN\n      discover: { owner: { users: [U0OWNER] }, enforcement: shadow }',
      ],
    ],
    problems: [`budgeteer.yaml:24 sources.main.prometheus.discover.enforcement: ${HOMELESS}`],
  },
  {
    name: 'shadow shares the channel of what binds',
    edits: [
      ['budgeteer.yaml', '  incidents: C0INCIDENTS', "  incidents: C0INCIDENTS\n  shadow: '#engineering'"],
    ],
    problems: [
      'budgeteer.yaml:5 channels.shadow: #engineering is channels.announcements too; shadow has a channel of its own',
    ],
  },
  {
    name: 'something that is neither',
    edits: [['slos/shop.yaml', '    title: Shop', '    title: Shop\n    enforcement: off']],
    problems: ['slos/shop.yaml:4 services[shop].enforcement: found "off"; allowed: enforce, shadow'],
  },
  {
    name: 'a level in shadow that is worse than a freeze that binds',
    edits: [
      CHANNEL,
      ['policies/team.yaml', '    freeze: true', '    freeze: true\n    enforcement: shadow'],
      ['policies/team.yaml', '    emoji: 🟡', '    emoji: 🟡\n    freeze: true'],
    ],
    problems: [
      'warning policies/team.yaml:43 levels.RED.enforcement: in shadow nothing is blocked, so a service that worsens from YELLOW, which enforces its freeze, to RED may ship again',
    ],
  },
]

test.each(MISTAKES)('$name', async ({ edits, problems }) => {
  const loaded = await loadEdited(edits)
  expect(problemLines(loaded)).toEqual(problems)
  expect(loaded.ok).toBe(problems.every((problem) => problem.startsWith('warning ')))
})
