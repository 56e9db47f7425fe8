import fc from 'fast-check'
import { expect, test } from 'vitest'
import { serviceFacts } from '../../../src/core/freezes/freeze-facts.ts'
import { answerFor } from '../../../src/core/gate/gate-answer.ts'
import { policyTable } from '../../../src/core/policy/policy-table.ts'
import { type Policy, UNKNOWN_LEVEL } from '../../../src/core/policy/policy.ts'
import type { Status } from '../../../src/core/policy/status.ts'
import type { GateAnswer } from '../../../src/core/requests/outcome.ts'
import { whatMayShip } from '../../../src/core/status/what-may-ship.ts'
import { CountingIds } from '../../support/counting-ids.ts'
import { CALL, GATEWAY, service } from '../../support/platform.ts'
import { randomFreezes, randomPolicy } from '../../support/random-policy.ts'

const NOW = Date.parse('2026-03-02T10:00:00Z')
const KEEP_MS = 15 * 60_000

const STATUS: Status = {
  service: GATEWAY,
  level: UNKNOWN_LEVEL,
  since: NOW - KEEP_MS,
  slo: 'availability',
  remainingRatio: null,
  young: null,
  knownAt: NOW,
  polledAt: NOW,
  missing: [],
  recovering: null,
  policyVersion: 'random',
}

const status = fc
  .record({
    level: fc.constantFrom('GOOD', 'FAIR', 'BAD', UNKNOWN_LEVEL),
    remainingRatio: fc.constantFrom(null, -0.1, 0.2, 0.5, 1),
    knownAt: fc.constantFrom(NOW, NOW - KEEP_MS, NOW - KEEP_MS - 1, null),
    isMissing: fc.boolean(),
  })
  .map(({ isMissing, ...drawn }): Status => {
    const missing = [{ slo: 'availability', reason: 'no_data', detail: '' }] as const
    return { ...STATUS, ...drawn, missing: isMissing ? missing : [] }
  })

type FreezeFacts = Parameters<typeof answerFor>[0]['freezeFacts']

/** Asks the gate itself, with nobody's approval. */
function gate(
  policy: Policy,
  freezeFacts: FreezeFacts,
  at: Status | undefined,
  change: string,
  { confirmed = [], mayClaim = [] }: { confirmed?: readonly string[]; mayClaim?: readonly string[] },
): GateAnswer {
  const catalog = {
    services: new Map([[GATEWAY, { ...service(GATEWAY), policy: policy.name }]]),
    policies: new Map([[policy.name, policy]]),
  }
  const call = { ...CALL, change, confirmed, caller: { token: 'ci', automatic: false, mayClaim } }
  const nobody = { request: undefined, grant: undefined, people: [], unidentified: false }
  const facts = { call, catalog, gated: true, status: at, freezeFacts, now: NOW, ...nobody }
  return answerFor(facts, new CountingIds()).answer
}

test('under any policy, at any level and freeze, what is said to ship is what the gate would answer', () => {
  let said = { approved: 0, 'needs-approval': 0, blocked: 0 }
  fc.assert(
    fc.property(
      randomPolicy,
      fc.option(status, { nil: undefined }),
      randomFreezes(NOW),
      fc.boolean(),
      (policy, at, freezes, isPostmortemFiled) => {
        const freezeFacts = { freezes, isPostmortemFiled }
        const confirmed = [...policy.requirements.keys()]
        for (const one of whatMayShip(policy, serviceFacts(policy, GATEWAY, at, freezeFacts, [], NOW))) {
          const atHand = gate(policy, { freezes, isPostmortemFiled: true }, at, one.change, { confirmed })
          const { decision, seats, rule } = one
          expect({ decision, seats, rule }).toEqual({
            decision: atHand.decision,
            seats: atHand.seats,
            rule: atHand.rule,
          })
          expect(one.requires).toEqual(gate(policy, freezeFacts, at, one.change, {}).requires)
          const claimed = gate(policy, freezeFacts, at, one.change, { mayClaim: [one.change] })
          expect(claimed.reasons.includes('exempt')).toBe(one.exempt)
          said = { ...said, [decision]: said[decision] + 1 }
        }
      },
    ),
    { numRuns: 1_000, seed: 20260302 },
  )
  for (const count of Object.values(said)) expect(count).toBeGreaterThan(200)
})

test('each cell of the policy table is what the gate answers at that level to whoever may claim an exemption', () => {
  fc.assert(
    fc.property(randomPolicy, (policy) => {
      for (const { change, cells } of policyTable(policy))
        for (const [index, { rule, path, requires }] of cells.entries()) {
          const level = policy.levels[index]
          const at = { ...STATUS, level: level?.name ?? '', remainingRatio: index === 0 ? 1 : null }
          const facts = { freezes: [], isPostmortemFiled: false }
          const answer = gate(policy, facts, at, change.name, { mayClaim: [change.name] })
          expect({ rule: path, requires, blocks: rule.verdict === 'block' }).toEqual({
            rule: answer.rule,
            requires: answer.requires,
            blocks: answer.decision === 'blocked',
          })
          expect(answer.seats.map(({ role, count }) => ({ role, count }))).toEqual(rule.seats)
        }
    }),
    { numRuns: 1_000, seed: 20260302 },
  )
})
