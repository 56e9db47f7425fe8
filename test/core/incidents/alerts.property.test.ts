import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReceivedAlert } from '../../../src/core/incidents/alert.ts'
import { spansOf } from '../../../src/core/incidents/episodes.ts'
import { SECOND_MS } from '../../../src/core/kernel/time/duration.ts'
import { takeAlerts } from '../../../src/core/incidents/take-alerts.ts'
import { alertDeps, anAlert } from '../../support/alerts.ts'
import { Platform } from '../../support/platform.ts'

/** Within the time in which messages may overtake each other. */
const MINUTES = 12
const GAP_MS = 90 * SECOND_MS

/** What an alert says over its life: that it fires, or that it fired, at minutes before now. */
const said = fc
  .record({
    from: fc.integer({ min: 0, max: MINUTES * 2 }),
    length: fc.option(fc.integer({ min: 0, max: 6 }), { nil: null }),
    fingerprint: fc.constantFrom('a', 'b'),
  })
  .map(({ from, length, fingerprint }) => ({
    from: from * 30,
    to: length === null ? null : from * 30 + length * 30,
    fingerprint,
  }))

/** The same words in two orders, each with its own repetitions, cut into calls. */
const told = fc.array(said, { minLength: 1, maxLength: 8 }).chain((words) =>
  fc.record({
    words: fc.constant(words),
    orders: fc.tuple(
      ...[0, 1].map(() =>
        fc
          .tuple(
            fc.shuffledSubarray(words, { minLength: words.length }),
            fc.array(fc.constantFrom(...words), { maxLength: 4 }),
            fc.integer({ min: 1, max: 4 }),
          )
          .map(([order, repeated, size]) => ({ order: [...order, ...repeated], size })),
      ),
    ),
  }),
)

async function incidentsAfter(
  order: readonly { from: number; to: number | null; fingerprint: string }[],
  size: number,
): Promise<readonly (readonly [string, number, number | null])[]> {
  const platform = await Platform.open()
  const start = platform.clock.now() - MINUTES * 60 * SECOND_MS
  const at = (seconds: number): number => start + seconds * SECOND_MS
  const deps = {
    ...alertDeps(platform),
    mapping: () => ({ ...alertDeps(platform).mapping(), mergeGapMs: GAP_MS }),
  }
  const alerts = order.map(({ from, to, fingerprint }): ReceivedAlert =>
    anAlert({ startsAt: at(from), fingerprint, ...(to !== null && { endsAt: at(to) }) }),
  )
  for (let index = 0; index < alerts.length; index += size)
    await takeAlerts(deps, alerts.slice(index, index + size))
  const found = await platform.store.incidents.since(undefined, 0)
  await platform.close()
  return found
    .map(
      ({ detection, startedAt, endedAt }) =>
        [detection?.fingerprint ?? '', startedAt - start, endedAt === null ? null : endedAt - start] as const,
    )
    .sort(([one, from], [other, to]) => one.localeCompare(other) || from - to)
}

test('whatever the order and repetition in which alerts come, the incidents are the same', async () => {
  await fc.assert(
    fc.asyncProperty(told, async ({ words, orders }) => {
      const [one, other] = await Promise.all(orders.map(({ order, size }) => incidentsAfter(order, size)))
      expect(one).toEqual(other)

      const now = MINUTES * 60
      const known = ['a', 'b'].flatMap((fingerprint) => {
        const ends = new Map<number, number | null>()
        for (const word of words.filter((one) => one.fingerprint === fingerprint)) {
          const to = word.to === null ? null : Math.max(word.from, Math.min(word.to, now))
          const before = ends.get(word.from) ?? null
          ends.set(word.from, to === null ? before : Math.max(to, before ?? 0))
        }
        const firings = [...ends].map(([from, to]) => ({
          startedAt: from * SECOND_MS,
          endedAt: to === null ? null : to * SECOND_MS,
        }))
        return spansOf(firings, GAP_MS).map(
          ({ startedAt, endedAt }) => [fingerprint, startedAt, endedAt] as const,
        )
      })
      expect(one).toEqual(known)
    }),
    { numRuns: 60 },
  )
})
