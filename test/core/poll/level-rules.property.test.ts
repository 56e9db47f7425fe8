import fc from 'fast-check'
import { expect, test } from 'vitest'
import { serviceFacts } from '../../../src/core/freezes/freeze-facts.ts'
import { answerFor } from '../../../src/core/gate/gate-answer.ts'
import { listInWords } from '../../../src/core/kernel/list-in-words.ts'
import { roleTitles } from '../../../src/core/people/role-book.ts'
import {
  type ChangeType,
  type Level,
  type Policy,
  type Review,
  type Rule,
} from '../../../src/core/policy/policy.ts'
import { policyTable } from '../../../src/core/policy/policy-table.ts'
import type { Status } from '../../../src/core/policy/status.ts'
import { levelRules } from '../../../src/core/poll/level-rules.ts'
import type { LevelAnnouncement } from '../../../src/core/poll/messages.ts'
import type { GateAnswer } from '../../../src/core/requests/outcome.ts'
import { whatMayShip, whatMayShipAt } from '../../../src/core/status/what-may-ship.ts'
import { changeLines } from '../../../src/adapters/slack/commands/needs.ts'
import { EXAMPLES } from '../../adapters/templates/an-announcement.ts'
import { renderer } from '../../adapters/templates/shipped.ts'
import { CountingIds } from '../../support/counting-ids.ts'
import { ROLE_BOOK } from '../../support/people.ts'
import { CALL, GATEWAY, service } from '../../support/platform.ts'
import { shippedPolicy } from '../../support/shipped-policy.ts'
import { shipped } from '../policy/shipped-tables.ts'

const NOW = Date.parse('2026-03-02T10:00:00Z')
const NAMES = ['decision-matrix', 'tiers', 'three-tier', 'zones']
const POLICIES: readonly Policy[] = [shippedPolicy, ...(await Promise.all(NAMES.map(shipped)))].map(
  (policy) => ({ ...policy, roleTitles: roleTitles(ROLE_BOOK) }),
)
const NAMED = { catalog: { services: new Map(), policies: new Map() }, roleBook: ROLE_BOOK }
const NOTHING = { freezes: [], isPostmortemFiled: false }

/** The budget that the policy table looks at: the best at which the level holds, where that is a number. */
function budgetAt({ when }: Level): number | null {
  if (when === null) return 1
  const bounds = when.kind === 'remaining' ? when.bounds : {}
  return bounds.atMost ?? (bounds.below === undefined ? null : bounds.below - 1e-6)
}

function statusAt(policy: Policy, level: Level): Status {
  return {
    service: GATEWAY,
    level: level.name,
    since: NOW,
    slo: 'availability',
    remainingRatio: budgetAt(level),
    young: null,
    knownAt: NOW,
    polledAt: NOW,
    missing: [],
    recovering: null,
    policyVersion: policy.version,
  }
}

function announced(policy: Policy, level: Level): string {
  const content: LevelAnnouncement = {
    ...EXAMPLES.CRITICAL,
    ...levelRules(policy, level, statusAt(policy, level), NOTHING, NOW),
    template: level.announcement,
    level: level.name,
    levelTitle: level.title,
    emoji: level.emoji,
    freeze: level.freeze,
  }
  return renderer.text(content)
}

/** The gate itself, with nobody's approval and every requirement met. */
function gate(policy: Policy, level: Level, change: string, mayClaim: readonly string[] = []): GateAnswer {
  const catalog = {
    services: new Map([[GATEWAY, { ...service(GATEWAY), policy: policy.name }]]),
    policies: new Map([[policy.name, policy]]),
  }
  const caller = { token: 'ci', automatic: false, mayClaim }
  const call = { ...CALL, change, confirmed: [...policy.requirements.keys()], caller }
  const nobody = { request: undefined, grant: undefined, people: [], unidentified: false }
  const filed = { ...NOTHING, isPostmortemFiled: true }
  const facts = {
    call,
    catalog,
    gated: true,
    status: statusAt(policy, level),
    freezeFacts: filed,
    now: NOW,
    ...nobody,
  }
  return answerFor(facts, new CountingIds()).answer
}

/** The line of an announcement that is about a change type: the one that names it, else the one about all others. */
function lineAbout(text: string, { plural, title }: ChangeType): string | undefined {
  const lines = text.split('\n').filter((line) => /^(✅|❌|Exception: )/u.test(line))
  const isNamed = (line: string): boolean => {
    const [names = ''] = line.replace(/^(✅ |❌ |Exception: )/u, '').split(/: | only \(/)
    const spelt = names.split(', ').flatMap((name) => {
      const [, codes = '', rest = ''] = /^((?:[A-Z]\d+\/)+[A-Z]\d+) (.+)$/.exec(name) ?? []
      return codes === '' ? [name] : codes.split('/').map((code) => `${code} ${rest}`)
    })
    const own = plural ?? title
    return spelt.includes(own) || (own === 'P0 hotfixes' && spelt.includes('Production outage hotfixes'))
  }
  return lines.find(isNamed) ?? lines.find((line) => /^(✅|❌) All (other )?changes:/u.test(line))
}

/** What the announcement has to say of a change type, from what the gate answers. */
function saysAsMuch(text: string, change: ChangeType, answer: GateAnswer): void {
  const line = lineAbout(text, change)
  if (change.exempt) {
    expect(line).toMatch(/: Always approved|once it is claimed\)$/)
    return
  }
  if (answer.decision === 'blocked') {
    if (line === undefined) expect(text).toContain('ALL DEPLOYMENTS BLOCKED')
    else expect(line).toMatch(/^❌ .*: BLOCKED$/u)
    return
  }
  const titles = answer.seats.map(({ role, count }) => {
    const title = ROLE_BOOK.roles.get(role)?.title ?? (role === 'service-owner' ? 'Service owner' : role)
    return count === 1 ? title : `${count} × ${title}`
  })
  const by = listInWords(titles)
  if (line?.startsWith('Exception: ') === true)
    expect(text).toContain(by === '' ? '(no approval required)' : `\nApprovals: ${by}`)
  else expect(line).toContain(by === '' ? ': Approved' : `: Approved with ${by} sign-off`)
}

const rule = (policy: Policy): fc.Arbitrary<Rule> => {
  const roles = ['sre', 'service-owner', 'vp-engineering', 'senior-engineer']
  const seats = fc.uniqueArray(
    fc.record({ role: fc.constantFrom(...roles), count: fc.integer({ min: 1, max: 2 }) }),
    {
      selector: ({ role }) => role,
      minLength: 1,
      maxLength: 2,
    },
  )
  const requires = fc.subarray([...policy.requirements.keys()], {
    maxLength: Math.min(1, policy.requirements.size),
  })
  return fc.oneof(
    fc.record({ verdict: fc.constant('approve' as const), seats: fc.constant([]), requires }),
    fc.record({ verdict: fc.constant('approvals' as const), seats, requires }),
    fc.constant({ verdict: 'block' as const, seats: [], requires: [] }),
  )
}

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
const cadence: fc.Arbitrary<Review['cadence']> = fc.oneof(
  fc.record({
    kind: fc.constant('daily' as const),
    at: fc.uniqueArray(time, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({
    kind: fc.constant('weekly' as const),
    weekday: fc.integer({ min: 1, max: 7 }),
    at: time.map((at) => [at]),
  }),
  fc.record({
    kind: fc.constant('every' as const),
    everyMs: fc.integer({ min: 1, max: 96 }).map((n) => n * 900_000),
  }),
)

interface Edited {
  readonly before: Policy
  readonly after: Policy
  readonly level: string
}

const withLevel = (policy: Policy, index: number, change: (level: Level) => Partial<Level>): Policy => ({
  ...policy,
  levels: policy.levels.map((level, at) => (at === index ? { ...level, ...change(level) } : level)),
})

/** One edit of one level: a cell, a meeting, or the bound at which the level or the next worse one begins. */
const edit: fc.Arbitrary<Edited> = fc
  .constantFrom(...POLICIES)
  .chain((before) =>
    fc.record({
      before: fc.constant(before),
      index: fc.nat(before.levels.length - 1),
      kind: fc.constantFrom('cell', 'cell', 'cell', 'meeting', 'bound'),
      change: fc.constantFrom(...before.changes.keys()),
      rule: rule(before),
      cadence,
      share: fc.integer({ min: 1, max: 999 }).map((permille) => permille / 1_000),
      isOfNext: fc.boolean(),
      isNew: fc.boolean(),
    }),
  )
  .map(({ before, index, kind, change, rule: cell, cadence: when, share, isOfNext, isNew }): Edited => {
    const level = before.levels[index]?.name ?? ''
    if (kind === 'cell')
      return {
        before,
        level,
        after: withLevel(before, index, ({ changes }) => ({
          changes: new Map([...changes, [change, cell]]),
        })),
      }
    if (kind === 'meeting')
      return {
        before,
        level,
        after: withLevel(before, index, ({ reviews }) => ({
          reviews: isNew
            ? [...reviews, { name: 'another', cadence: when }]
            : reviews.map((review, at) => (at === 0 ? { ...review, cadence: when } : review)),
        })),
      }
    const bound = isOfNext ? index + 1 : index
    return {
      before,
      level,
      after: withLevel(before, bound, ({ when: condition }) =>
        condition === null ? {} : { when: { kind: 'remaining', bounds: { below: share } } },
      ),
    }
  })

/** As the policy holds them: a cell that is the same, or a meeting at the same time, is no change. */
const held = (policy: Policy, level: Level): string =>
  JSON.stringify([
    whatMayShipAt(policy, level).map(({ rule: _line, exempt, ...cell }) => (exempt ? 'exempt' : cell)),
    level.reviews,
    level.when,
    policy.levels[policy.levels.findIndex(({ name }) => name === level.name) + 1]?.when,
  ])

test('whatever cell, meeting or bound is edited, announcement, status, policy and gate agree, and the message changes', () => {
  const texts = new Map<string, string>()
  let changed = 0
  fc.assert(
    fc.property(edit, ({ before, after, level: name }) => {
      const [was, level] = [before, after].map(({ levels }) => levels.find((one) => one.name === name))
      if (was === undefined || level === undefined) throw new Error(`there is no level ${name}`)
      const key = `${before.name}/${name}`
      const told = texts.get(key) ?? announced(before, was)
      texts.set(key, told)
      const text = announced(after, level)
      if (held(before, was) !== held(after, level)) {
        changed += 1
        expect(text).not.toBe(told)
      }

      const status = statusAt(after, level)
      const now = whatMayShip(after, serviceFacts(after, GATEWAY, status, NOTHING, [], NOW))
      const rules = levelRules(after, level, status, NOTHING, NOW)
      const index = after.levels.indexOf(level)
      for (const [at, { change, cells }] of policyTable(after).entries()) {
        const answer = gate(after, level, change.name)
        const { decision, requires } = now[at] ?? {}
        expect(decision).toBe(answer.decision)
        expect(rules.changes[at]).toMatchObject({
          change: change.name,
          decision,
          requires: now[at]?.requirements,
        })
        expect(rules.changes[at]?.seats.map(({ role, count }) => ({ role, count, filledBy: [] }))).toEqual(
          answer.seats,
        )
        if (!change.exempt) {
          expect(cells[index]).toMatchObject({ path: answer.rule, requires })
          expect(cells[index]?.rule.verdict === 'block').toBe(decision === 'blocked')
        }
        saysAsMuch(text, change, answer)
      }
      // `/budget status` says of now what `/budget policy` says of the level.
      const typical = whatMayShipAt(after, level)
      if (typical.every(({ exempt }) => !exempt))
        expect(changeLines(now, NAMED)).toEqual(changeLines(typical, NAMED))
    }),
    { numRuns: 10_000, seed: 20260302 },
  )
  expect(changed).toBeGreaterThan(7_000)
})
