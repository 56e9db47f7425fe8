import { expect, test } from 'vitest'
import { levelOf } from '../../../src/config/policies/level-reader.ts'
import { level } from '../../../src/config/policies/level-shape.ts'
import { parsePolicy } from '../../../src/config/policies/policy-reader.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import type { Level, Policy } from '../../../src/core/policy/policy.ts'

const LEVEL = { title: 'Frozen', emoji: '🔴' }
const read = (actions: unknown): NonNullable<Level['actions']> =>
  levelOf('FROZEN', level.parse({ ...LEVEL, actions })).actions ?? []

function timesOf(actions: string): Policy['actionTimes'] {
  const parsed = parsePolicy(
    `title: Times
version: 1
risks: { low: { title: Low } }
change_types: { feature: { title: Feature, risk: low } }
levels: { HEALTHY: { title: Well, emoji: 🟢, otherwise: approve } }
actions: ${actions}
`,
    'times.yaml',
  )
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join())
  return parsed.policy.actionTimes
}

const REVIEW = { name: 'review', text: 'Hold the review', within: '2h', owner: 'sre' }

test('an action is read with its times; what is left out is nothing', () => {
  const [review] = read([REVIEW])
  expect(review).toEqual({
    name: 'review',
    text: 'Hold the review',
    withinMs: 2 * HOUR_MS,
    owner: 'sre',
    escalateTo: null,
    repeatsMs: null,
    insistMs: null,
    proof: null,
  })
  const [told] = read([{ name: 'told', text: 'Told', within: 'at once', proof: 'announcement' }])
  expect(told).toMatchObject({ withinMs: 0, owner: null, proof: 'announcement' })
})

test.each([
  { mistake: 'no owner', yaml: [{ ...REVIEW, owner: undefined }], says: 'an action has an owner' },
  {
    mistake: 'a proof that a person must bring, and no owner',
    yaml: [{ ...REVIEW, owner: undefined, proof: 'war-room' }],
    says: 'an action has an owner',
  },
  { mistake: 'two of one name', yaml: [REVIEW, REVIEW], says: 'distinct names' },
  { mistake: 'no time', yaml: [{ ...REVIEW, within: 'soon' }], says: 'at once, or a duration' },
  { mistake: 'no time at all', yaml: [{ ...REVIEW, within: '0s' }], says: 'at once, or a duration' },
])('$mistake is a mistake', ({ yaml, says }) => {
  const parsed = level.safeParse({ ...LEVEL, actions: yaml })
  expect(parsed.error?.issues.map(({ message }) => message).join()).toContain(says)
})

test('reminders come at the usual times unless the policy says otherwise', () => {
  expect(timesOf('{}')).toEqual({
    remindAtRatio: 0.75,
    escalateAfterMs: 30 * MINUTE_MS,
  })
  expect(timesOf('{ remind_at: 50, escalate_after: 0s }')).toEqual({
    remindAtRatio: 0.5,
    escalateAfterMs: 0,
  })
})
