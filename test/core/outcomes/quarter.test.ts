import fc from 'fast-check'
import { expect, test } from 'vitest'
import { approve, reject } from '../../../src/core/requests/click.ts'
import {
  alwaysApproves,
  quarterOutcomes,
  type SeatOutcomes,
  TELLING_FROM,
} from '../../../src/core/outcomes/quarter.ts'
import { questions, seatWords } from '../../../src/core/outcomes/quarter-words.ts'
import { reportDeployment } from '../../../src/core/rollouts/report-deployment.ts'
import { DAY_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { TOMAS, VICTOR } from '../../support/people.ts'
import { GATEWAY, Platform } from '../../support/platform.ts'

const seat = (given: Partial<SeatOutcomes>): SeatOutcomes => ({
  role: 'sre',
  path: 'ordinary',
  decided: 214,
  approved: 214,
  medianMs: 40_000,
  used: 200,
  rolledBack: 0,
  ...given,
})
const titled = (role: string): string => role.toUpperCase()

test('a seat that always approves is a question to the policy’s owner, and names nobody', () => {
  expect(questions([seat({})], titled)).toEqual([
    'SRE: 214 of 214, median 40 s, none rolled back afterwards (ordinary approvals). Does this seat still decide anything, or could the policy do without it?',
  ])
})

test.each([
  ['one that said no once', { approved: 213 }],
  ['one whose change was rolled back', { rolledBack: 1 }],
  ['one that was asked too seldom', { decided: TELLING_FROM - 1, approved: TELLING_FROM - 1 }],
])('%s is none', (_, given) => {
  expect(alwaysApproves(seat(given))).toBe(false)
  expect(questions([seat(given)], titled)).toEqual([])
})

test('a longer wait is told in longer units', () => {
  expect(seatWords(seat({ medianMs: 3 * 3_600_000, rolledBack: 2 }), titled)).toBe(
    'SRE: 214 of 214, median 3 hours, 2 rolled back afterwards',
  )
})

const END = ['nothing', 'rolled_back', 'failed'] as const
const story = fc.record({
  way: fc.constantFrom('ordinary' as const, 'override' as const),
  answer: fc.constantFrom('approve' as const, 'reject' as const),
  isUsed: fc.boolean(),
  end: fc.constantFrom(...END),
})
type Story = typeof story extends fc.Arbitrary<infer One> ? One : never

async function play(platform: Platform, { way, answer, isUsed, end }: Story, index: number): Promise<void> {
  const revision = `v${index}`
  const id =
    way === 'override'
      ? await platform.opened({
          change: 'feature',
          revision,
          way,
          requestedBy: VICTOR,
          documents: new Map([['documentation', 'The launch cannot wait']]),
        })
      : await platform.opened({ change: 'p0-hotfix', revision })
  platform.clock.advance(MINUTE_MS)
  if (way === 'ordinary') {
    if (answer === 'approve') await approve(platform.deps, id, TOMAS)
    else await reject(platform.deps, id, TOMAS, 'Not now')
  }
  if (!isUsed || (await platform.requestNow(id)).state !== 'granted') return
  await platform.gate({
    change: way === 'override' ? 'feature' : 'p0-hotfix',
    revision,
    run: String(index),
    attempt: 1,
  })
  platform.clock.advance(MINUTE_MS)
  if (end === 'nothing') return
  await reportDeployment(platform.deps, {
    service: GATEWAY,
    revision,
    environment: 'production',
    event: end,
    percent: null,
    requestId: null,
    idempotencyKey: null,
    token: 'ci',
  })
}

test('the figures add up to the audit log, whatever was asked and answered', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(story, { minLength: 1, maxLength: 6 }), async (stories) => {
      const platform = await Platform.open()
      try {
        const from = platform.clock.now()
        await platform.settle(0.2)
        for (const [index, one] of stories.entries()) await play(platform, one, index)
        const period = { from, until: from + 90 * DAY_MS }
        const found = await quarterOutcomes(platform.store, ['production'], period)
        const entries = await platform.audit()
        const count = (kind: string): number => entries.filter((entry) => entry.kind === kind).length
        const sum = (figure: 'granted' | 'used' | 'rolledBack' | 'failed'): number =>
          found.paths.reduce((total, path) => total + path[figure], 0)
        expect(sum('used')).toBe(count('grant_used'))
        expect(sum('rolledBack')).toBe(count('rollout_rolled_back'))
        expect(sum('failed')).toBe(count('rollout_failed'))
        const ordinary = found.seats.filter(({ path }) => path === 'ordinary')
        expect(ordinary.reduce((total, { approved }) => total + approved, 0)).toBe(
          entries.filter(({ kind, actor }) => kind === 'approval' && actor === TOMAS).length,
        )
        expect(ordinary.reduce((total, { decided, approved }) => total + decided - approved, 0)).toBe(
          count('rejection'),
        )
      } finally {
        await platform.close()
      }
    }),
    { numRuns: 15 },
  )
})
