import { expect, test } from 'vitest'
import {
  actionTimes,
  actionTimesOf,
  mandatoryActions,
  mandatoryActionsOf,
} from '../../../src/config/policies/actions-shape.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'

const REVIEW = { name: 'review', text: 'Hold the review', within: '2h', owner: 'sre' }

test('an action is read with its times; what is left out is nothing', () => {
  const [read] = mandatoryActionsOf(mandatoryActions.parse([REVIEW]))
  expect(read).toEqual({
    name: 'review',
    text: 'Hold the review',
    withinMs: 2 * HOUR_MS,
    owner: 'sre',
    escalateTo: null,
    repeatsMs: null,
    insistMs: null,
    proof: null,
  })
  const [told] = mandatoryActionsOf(
    mandatoryActions.parse([{ name: 'told', text: 'Told', within: 'at once', proof: 'announcement' }]),
  )
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
  const parsed = mandatoryActions.safeParse(yaml)
  expect(parsed.error?.issues.map(({ message }) => message).join()).toContain(says)
})

test('reminders come at the usual times unless the policy says otherwise', () => {
  expect(actionTimesOf(actionTimes.parse({}))).toEqual({
    remindAtRatio: 0.75,
    escalateAfterMs: 30 * MINUTE_MS,
  })
  expect(actionTimesOf(actionTimes.parse({ remind_at: 50, escalate_after: '0s' }))).toEqual({
    remindAtRatio: 0.5,
    escalateAfterMs: 0,
  })
})
