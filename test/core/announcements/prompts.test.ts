import { describe, expect, test } from 'vitest'
import { correctnessAnnouncement } from '../../../src/core/freezes/announce-freeze.ts'
import { incidentMessage } from '../../../src/core/incidents/tell-incident.ts'
import type { Press } from '../../../src/core/kernel/prompt.ts'
import { approvalMessage, notices, requestPrompts } from '../../../src/core/requests/notices.ts'
import type { Rollout } from '../../../src/core/rollouts/rollout.ts'
import { rolloutPrompts } from '../../../src/core/rollouts/messages.ts'
import { anIncident } from '../../support/an-incident.ts'
import { CountingIds } from '../../support/counting-ids.ts'
import { ROLE_BOOK } from '../../support/people.ts'
import { Platform } from '../../support/platform.ts'

const AT = Date.parse('2025-10-23T12:00:00Z')
const CATALOG = { services: new Map(), policies: new Map(), windows: [] }
const kinds = (prompts: readonly Press[]): string => prompts.map(({ kind }) => kind).join(', ')

describe('a request', () => {
  test('offers its approval as long as it is open, and to fill in what is missing', async () => {
    const platform = await Platform.open()
    await platform.settle(0.2)
    const request = await platform.requestNow(await platform.opened())
    const context = {
      catalog: platform.deps.catalog(),
      roleBook: ROLE_BOOK,
      status: undefined,
      grant: undefined,
      now: AT,
    }
    const missing = { ...request, decision: { ...request.decision, requires: ['rollback-plan'] } }
    expect(requestPrompts(missing, context.catalog).every(({ of }) => of === request.id)).toBe(true)
    expect(kinds(requestPrompts(missing, context.catalog))).toBe('approve, reject, fill-in, see-request')
    expect(kinds(requestPrompts(request, context.catalog))).toBe('approve, reject, see-request')
    for (const state of ['granted', 'rejected', 'expired'] as const)
      expect(approvalMessage({ ...request, state }, context).content).toMatchObject({ prompts: [] })
    const [notice] = notices(request, 'granted', context, 'm_1')
    expect(notice?.content).toMatchObject({ prompts: [{ kind: 'see-request', of: request.id }] })
    await platform.close()
  })
})

test.each([
  ['that goes on can be closed', {}, 'close-incident, correct-incident, note-incident, draft-postmortem'],
  ['that is over cannot', { endedAt: AT }, 'correct-incident, note-incident, draft-postmortem'],
  ['that is a part of another offers nothing', { mergedInto: 'i_2' }, ''],
])('an incident %s', (_sentence, given, expected) => {
  const context = { catalog: CATALOG, roleBook: ROLE_BOOK, ids: new CountingIds(), now: AT }
  expect(kinds(incidentMessage(anIncident(given), context).prompts)).toBe(expected)
})

test.each([
  ['that is open ends with its postmortem', null, 'file-postmortem'],
  ['that is over offers nothing', AT, ''],
])('a correctness incident %s', (_sentence, endedAt, expected) => {
  const freeze = {
    id: 'c_1',
    kind: 'correctness',
    service: 'billing',
    reason: 'Duplicate ids',
    declaredBy: 'U0SRE',
    declaredAt: AT,
    until: null,
    endedAt,
    endedBy: null,
    toldIn: null,
  } as const
  expect(kinds(correctnessAnnouncement(CATALOG, freeze).prompts)).toBe(expected)
})

const stage = (title: string, percent: number) => ({ title, percent, waitMs: 0, seats: [] })
const ROLLOUT: Rollout = {
  id: 'ro_1',
  requestId: null,
  service: 'billing',
  revision: 'v1',
  environment: 'production',
  requestedBy: 'U0DEV',
  startedBy: 'U0DEV',
  startedAt: AT,
  level: 'HEALTHY',
  plan: { kind: 'stages', stages: [stage('50%', 50), stage('100%', 100)], holdAboveBurn: null },
  state: 'running',
  stage: 0,
  stageAt: AT,
  hold: null,
  signedBy: [],
  isWaitTold: false,
  isBurnAccepted: false,
  endedAt: null,
  costs: [],
  reports: [],
  card: null,
}
const hold = { cause: 'person', by: 'U0SRE', at: AT, as: null, reason: 'wait' } as const

test.each([
  ['under way', ROLLOUT, false, 'advance-rollout, hold-rollout, roll-back-rollout'],
  [
    'waiting for a sign-off',
    ROLLOUT,
    true,
    'sign-off-rollout, advance-rollout, hold-rollout, roll-back-rollout',
  ],
  ['held', { ...ROLLOUT, hold }, false, 'resume-rollout, roll-back-rollout'],
  ['at its last stage', { ...ROLLOUT, stage: 1 }, false, 'hold-rollout, roll-back-rollout'],
])('a rollout that is %s', (_state, rollout, needsSignOff, expected) => {
  const prompts = rolloutPrompts(rollout, needsSignOff)
  expect(kinds(prompts)).toBe(expected)
  expect(new Set(prompts.map(({ of }) => of))).toEqual(new Set([`ro_1.${rollout.stage}`]))
})
