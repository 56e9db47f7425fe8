import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerFor, type GateVerdict } from '../../../src/core/gate/gate-answer.ts'
import type { GateFacts } from '../../../src/core/gate/gate-context.ts'
import type { Enforcement } from '../../../src/core/kernel/enforcement.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import type { Catalog } from '../../../src/core/policy/catalog.ts'
import { enforcementAt } from '../../../src/core/policy/enforcement.ts'
import { type Policy, UNKNOWN_LEVEL } from '../../../src/core/policy/policy.ts'
import type { DeployRequest, Grant, RequestState } from '../../../src/core/requests/deploy-request.ts'
import { CountingIds } from '../../support/counting-ids.ts'
import { DANA, OMAR, SAMIR, SOFIA } from '../../support/people.ts'
import { CALL, GATEWAY, service } from '../../support/platform.ts'
import { randomFreezes, randomPolicy } from '../../support/random-policy.ts'

const NOW = Date.parse('2026-03-02T10:00:00Z')
const LEVELS = ['GOOD', 'FAIR', 'BAD', UNKNOWN_LEVEL]
const CHANGES = ['feature', 'p0-hotfix', 'infrastructure', 'documentation'] as const
const STATES: readonly RequestState[] = ['open', 'granted', 'rejected', 'cancelled', 'expired', 'voided']

/** What the configuration may say of one thing. */
const word = fc.constantFrom<(Enforcement | undefined)[]>(undefined, undefined, 'shadow', 'enforce')

const words = fc.record({
  policy: word,
  service: word,
  levels: fc.tuple(word, word, word),
  isEnded: fc.constantFrom('no', 'no', 'for the service', 'for the policy'),
})
type Words = typeof words extends fc.Arbitrary<infer One> ? One : never

const facts = fc.record({
  level: fc.constantFrom(...LEVELS),
  remainingRatio: fc.constantFrom(null, -0.1, 0.2, 0.5, 1),
  knownAt: fc.constantFrom(NOW, NOW - 16 * MINUTE_MS, null),
  isPostmortemFiled: fc.boolean(),
  gated: fc.constantFrom(true, true, true, false),
  call: fc.record({
    change: fc.constantFrom(...CHANGES),
    revision: fc.constantFrom(null, 'v1', 'v1', 'v2'),
    risk: fc.constantFrom(null, null, 'high'),
    requestId: fc.constantFrom(null, null, 'r-1'),
    confirmed: fc.constantFrom([], ['tests-passing', 'code-review']),
    automatic: fc.boolean(),
    mayClaim: fc.constantFrom<(readonly string[])[]>([], CHANGES),
  }),
  request: fc.option(
    fc.record({
      state: fc.constantFrom(...STATES),
      isAnswered: fc.boolean(),
      approvers: fc.subarray([OMAR, SAMIR, SOFIA]),
      unidentified: fc.boolean(),
      grant: fc.option(
        fc.record({
          level: fc.constantFrom('GOOD', 'BAD'),
          isOfToday: fc.boolean(),
          isUsed: fc.boolean(),
          isVoided: fc.boolean(),
        }),
      ),
    }),
    { nil: undefined },
  ),
})
type Drawn = typeof facts extends fc.Arbitrary<infer One> ? One : never

function withWords(
  policy: Policy,
  { policy: ofPolicy, service: ofService, levels, isEnded }: Words,
): Catalog {
  const said = (enforcement: Enforcement | undefined) => (enforcement === undefined ? {} : { enforcement })
  const written: Catalog = {
    services: new Map([[GATEWAY, { ...service(GATEWAY), policy: policy.name, ...said(ofService) }]]),
    policies: new Map([
      [
        policy.name,
        {
          ...policy,
          ...said(ofPolicy),
          levels: policy.levels.map((level, index) => ({ ...level, ...said(levels[index]) })),
        },
      ],
    ]),
  }
  if (isEnded === 'no') return written
  const scope =
    isEnded === 'for the service'
      ? ({ kind: 'service', name: GATEWAY } as const)
      : ({ kind: 'policy', name: policy.name } as const)
  const lines = [
    `policies/${policy.name}.yaml enforcement`,
    `services[${GATEWAY}].enforcement`,
    ...policy.levels.map(({ name }) => `policies/${policy.name}.yaml levels.${name}.enforcement`),
  ]
  return { ...written, endedShadows: [{ scope, lines, by: OMAR, at: NOW }] }
}

function factsOf(
  catalog: Catalog,
  policy: Policy,
  drawn: Drawn,
  freezes: GateFacts['freezeFacts'],
): GateFacts {
  const { call, request, level, remainingRatio, knownAt, gated } = drawn
  const { automatic, mayClaim, ...asked } = call
  const risk = asked.risk ?? policy.changes.get(asked.change)?.risk ?? ''
  const change = { service: GATEWAY, change: asked.change, risk, revision: 'v1', environment: 'production' }
  return {
    call: { ...CALL, ...asked, caller: { token: 'ci', automatic, mayClaim } },
    catalog,
    gated,
    status: {
      service: GATEWAY,
      level,
      since: NOW - HOUR_MS,
      slo: 'availability',
      remainingRatio,
      young: null,
      knownAt,
      polledAt: NOW,
      missing: [],
      recovering: null,
      policyVersion: policy.version,
    },
    freezeFacts: freezes,
    request: request && requestOf(change, policy, request),
    grant: request?.grant ? grantOf(change, policy, request.grant) : undefined,
    people: (request?.approvers ?? []).map((userId) => ({
      userId,
      roles: new Set(['sre', 'service-owner', 'vp-engineering']),
    })),
    unidentified: request?.unidentified ?? false,
    now: NOW,
  }
}

type ChangeOf = Pick<DeployRequest, 'service' | 'change' | 'risk' | 'revision' | 'environment'>

const requestOf = (
  change: ChangeOf,
  policy: Policy,
  { state, isAnswered, approvers }: NonNullable<Drawn['request']>,
): DeployRequest => ({
  ...change,
  id: 'r-1',
  requestedBy: DANA,
  requestedAt: NOW - HOUR_MS,
  expiresAt: NOW + HOUR_MS,
  state,
  summary: 'Ship it',
  answers: new Map(isAnswered ? [...policy.requirements.keys()].map((name) => [name, 'yes']) : []),
  approvals: approvers.map((userId) => ({ userId, at: NOW - MINUTE_MS, roles: ['sre'] })),
  rejection: state === 'rejected' ? { userId: OMAR, at: NOW, reason: 'no' } : null,
  decision: {
    decision: 'needs-approval',
    level: 'GOOD',
    service: GATEWAY,
    change: change.change,
    risk: change.risk,
    reasons: ['approval_missing'],
    seats: [],
    requires: [],
    rule: 'levels.GOOD.otherwise',
    policy: { name: policy.name, version: policy.version },
    explanation: 'Earlier.',
  },
  decidedAt: NOW - HOUR_MS,
  way: null,
  wayRecord: null,
  escalations: [],
  waitingSince: NOW - HOUR_MS,
  remindedAt: null,
  textChanges: [],
  endedAt: null,
  supersededBy: null,
})

const grantOf = (
  change: ChangeOf,
  policy: Policy,
  drawn: NonNullable<NonNullable<Drawn['request']>['grant']>,
): Grant => ({
  ...change,
  id: 'g-1',
  requestId: 'r-1',
  level: drawn.level,
  policyVersion: drawn.isOfToday ? policy.version : 'older',
  seats: [{ role: 'sre', count: 1 }],
  grantedAt: NOW - HOUR_MS,
  expiresAt: NOW + HOUR_MS,
  usedAt: drawn.isUsed ? NOW - MINUTE_MS : null,
  uses: drawn.isUsed ? [{ at: NOW - MINUTE_MS, token: 'ci', key: null, run: 'run-1', attempt: 1 }] : [],
  voidedAt: drawn.isVoided ? NOW - MINUTE_MS : null,
  voidedBy: drawn.isVoided ? 'budgeteer' : null,
  lapsedAt: null,
})

const ENFORCED: Words = {
  policy: 'enforce',
  service: 'enforce',
  levels: ['enforce', 'enforce', 'enforce'],
  isEnded: 'no',
}

test('in shadow the policy denies nothing and changes nothing, and wouldHave is what enforcement says of the same facts', () => {
  const seen = { enforced: 0, approved: 0, 'needs-approval': 0, blocked: 0, withRequest: 0 }
  fc.assert(
    fc.property(randomPolicy, words, facts, randomFreezes(NOW), (policy, said, drawn, freezes) => {
      const catalog = withWords(policy, said)
      const freezeFacts = { freezes, isPostmortemFiled: drawn.isPostmortemFiled }
      const verdictIn = (of: Catalog): GateVerdict =>
        answerFor(factsOf(of, policy, drawn, freezeFacts), new CountingIds())
      const enforced = verdictIn(withWords(policy, ENFORCED))
      const verdict = verdictIn(catalog)

      if (enforcementAt(catalog, GATEWAY, enforced.answer.level).enforcement === 'enforce') {
        expect(verdict).toEqual(enforced)
        seen.enforced += 1
        return
      }
      expect(verdict.answer).toMatchObject({ allowed: true, decision: 'approved', enforcement: 'shadow' })
      expect(verdict.answer.wouldHave).toEqual(enforced.answer)
      expect(verdict).toMatchObject({ request: null, grants: [] })
      seen[enforced.answer.decision] += 1
      if (enforced.answer.requestId !== null) seen.withRequest += 1
    }),
    { numRuns: 1_500 },
  )
  // A generator that draws no shadow, or nothing that it would stop, proves nothing.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(50)
})
