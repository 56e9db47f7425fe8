import { expect, test } from 'vitest'
import type { Action } from '../../../src/core/actions/action.ts'
import { dueAct, nextRoundAt } from '../../../src/core/actions/due-actions.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'

/** The evening before Berlin loses an hour, of a day before a month ends. */
const START = Date.parse('2026-03-28T20:00:00Z')

const action = (more: Partial<Action> = {}): Action => ({
  id: 'a-1',
  service: 'inference-gateway',
  level: 'CRITICAL',
  incident: null,
  name: 'plan',
  text: 'Create a reliability action plan',
  owner: 'sre',
  escalateTo: 'vp-engineering',
  assignee: null,
  startedAt: START,
  dueAt: START + DAY_MS,
  levelSince: START,
  repeatsMs: null,
  insistMs: null,
  proof: null,
  state: 'open',
  closedAt: null,
  closedBy: null,
  evidence: null,
  remindedAt: null,
  overdueAt: null,
  escalatedAt: null,
  subject: 's',
  thread: 't',
  ...more,
})

const TIMES = { remindAtRatio: 0.75, escalateAfterMs: HOUR_MS / 2 }

test.each([
  { at: '2026-03-29T13:59:59Z', what: 'before three quarters of the time', then: null },
  { at: '2026-03-29T14:00:00Z', what: 'at three quarters of the time', then: 'due-soon' },
  { at: '2026-03-29T20:00:00Z', what: 'at the deadline, 24 whole hours later', then: 'overdue' },
  { at: '2026-03-29T20:30:00Z', what: 'half an hour after it', then: 'escalated' },
  { at: '2026-03-31T20:00:00Z', what: 'when the bot was off for three days', then: 'escalated' },
])('24 hours over a clock change are 24 hours: $what $then', ({ at, then }) => {
  expect(dueAct(action(), TIMES, Date.parse(at))?.event ?? null).toBe(then)
})

test('what was missed for three days says that it is late', () => {
  expect(dueAct(action(), TIMES, START + 3 * DAY_MS)?.isLate).toBe(true)
  expect(dueAct(action(), TIMES, START + DAY_MS + HOUR_MS / 2)?.isLate).toBe(false)
})

test.each([
  { done: '2026-03-28T21:00:00Z', due: '2026-03-29T02:00:00Z', then: '2026-03-29T08:00:00.000Z' },
  { done: '2026-03-31T20:30:00Z', due: '2026-03-29T02:00:00Z', then: '2026-04-01T02:00:00.000Z' },
])('the round after one due $due and done $done is due $then', ({ done, due, then }) => {
  const next = nextRoundAt({ levelSince: START, dueAt: Date.parse(due) }, 6 * HOUR_MS, Date.parse(done))
  expect(new Date(next).toISOString()).toBe(then)
})
