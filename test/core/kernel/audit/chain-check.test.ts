import { expect, test } from 'vitest'
import { ChainCheck } from '../../../../src/core/kernel/audit/chain-check.ts'
import { chained } from '../../../../src/core/kernel/audit/chain.ts'
import type { StoredEntry } from '../../../../src/core/kernel/audit/stored-entry.ts'
import { TestClock } from '../../../support/test-clock.ts'

const log = (length: number): StoredEntry[] =>
  chained(
    null,
    Array.from({ length }, (_, at) => ({ at, kind: 'gate', actor: 'token:ci', service: 'api', data: {} })),
  )

function checkOf(
  entries: readonly StoredEntry[],
  nextTurn: () => Promise<unknown> = () => Promise.resolve(),
) {
  const clock = new TestClock(0)
  const reads = { count: 0 }
  const store = {
    auditChain: {
      newest: () => Promise.resolve(null),
      async *rows() {
        reads.count += 1
        yield* await Promise.resolve(entries)
      },
    },
    auditPages: { count: () => Promise.resolve(entries.length) },
  }
  return { check: new ChainCheck({ store, clock, nextTurn }), clock, reads }
}

test('a chain is not verified before somebody asks; then its state says that it is whole', async () => {
  const { check } = checkOf(log(1_203))
  expect(check.state).toEqual({ kind: 'never' })
  await check.run()
  expect(check.state).toMatchObject({ kind: 'done', at: 0, result: { intact: true, entries: 1_203 } })
})

test('a changed entry is named', async () => {
  const entries = log(3).map((entry) => (entry.seq === 2 ? { ...entry, actor: 'token:other' } : entry))
  const { check } = checkOf(entries)
  await check.run()
  expect(check.state).toMatchObject({ result: { intact: false, atSeq: 2 } })
})

test('all who ask at one time, and within a minute, get the result of one walk', async () => {
  const { check, clock, reads } = checkOf(log(3))
  await Promise.all([check.run(), check.run()])
  await check.run()
  expect(reads.count).toBe(1)
  clock.advance(60_000)
  await check.run()
  expect(reads.count).toBe(2)
})

test('a long walk says how far it is and lets others have their turn', async () => {
  const seen: unknown[] = []
  const turns = () => {
    seen.push(check.state)
    return Promise.resolve()
  }
  const { check } = checkOf(log(1_001), turns)
  await check.run()
  expect(seen).toEqual([
    { kind: 'running', checked: 500, of: 1_001 },
    { kind: 'running', checked: 1_000, of: 1_001 },
  ])
})

test('a log that cannot be read is said to be so, and may be asked for again at once', async () => {
  const clock = new TestClock(5)
  const broken = {
    newest: () => Promise.resolve(null),
    rows: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('no disk')) }) }),
  }
  const check = new ChainCheck({
    store: { auditChain: broken, auditPages: { count: () => Promise.resolve(1) } },
    clock,
    nextTurn: () => Promise.resolve(),
  })
  await check.run()
  expect(check.state).toEqual({ kind: 'failed', at: 5 })
})
