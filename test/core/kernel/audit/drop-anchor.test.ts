import { expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../../../src/adapters/store/open-store.ts'
import { AnchorsGiven } from '../../../../src/core/kernel/audit/anchors-kept.ts'
import { dropAnchor } from '../../../../src/core/kernel/audit/drop-anchor.ts'
import { HOUR_MS } from '../../../../src/core/kernel/time/duration.ts'
import { TestClock } from '../../../support/test-clock.ts'

const PLAN = { everyMs: HOUR_MS, slack: '#audit', webhook: 'siem', file: '/anchors.jsonl' }
const AT = Date.parse('2026-03-02T10:00:00Z')

async function aLog() {
  const store = await openStore({ path: ':memory:' })
  onTestFinished(() => store.close())
  const clock = new TestClock(AT)
  const append = () =>
    store.audit.append([{ at: clock.now(), kind: 'approval', actor: 'U1', service: 'api', data: {} }])
  const owed = async () =>
    (await store.deliveries.pending(20)).map(({ message: { id, act, address, content } }) => ({
      id,
      act,
      to: address.kind,
      kind: content.kind,
    }))
  return { store, clock, append, owed, drop: () => dropAnchor({ store, clock }, PLAN) }
}

test('an anchor is owed to the file and to the thread of the month, and on record', async () => {
  const { store, append, owed, drop } = await aLog()
  const [head] = await append()
  expect(await drop()).toEqual({ seq: 1, hash: head?.hash })
  expect(await owed()).toEqual([
    { id: 'audit-anchor/1', act: 'post', to: 'anchor-file', kind: 'audit-anchor' },
    { id: 'audit-anchors/2026-03', act: 'post', to: 'team', kind: 'audit-anchors' },
    { id: 'audit-anchor/1/slack', act: 'reply', to: 'team', kind: 'audit-anchor' },
  ])
  const entry = await store.auditChain.newest('audit_anchor')
  expect(JSON.parse(entry?.data ?? '')).toEqual({
    seq: 1,
    hash: head?.hash,
    to: ['file', 'slack', 'webhook'],
    receiver: 'siem',
  })
})

test('none is made of an empty log, before its time, or while nothing was put on record', async () => {
  const { clock, append, drop } = await aLog()
  expect(await drop()).toBeNull()
  await append()
  expect(await drop()).not.toBeNull()
  clock.advance(HOUR_MS)
  expect(await drop()).toBeNull()
  await append()
  expect(await drop()).toMatchObject({ seq: 3 })
  await append()
  clock.advance(HOUR_MS - 1)
  expect(await drop()).toBeNull()
  clock.advance(1)
  expect(await drop()).toMatchObject({ seq: 5 })
})

test('a month has one thread, the next one has another', async () => {
  const { clock, append, owed, drop } = await aLog()
  for (let day = 0; day < 40; day += 10) {
    await append()
    await drop()
    clock.advance(240 * HOUR_MS)
  }
  expect((await owed()).filter(({ kind }) => kind === 'audit-anchors').map(({ id }) => id)).toEqual([
    'audit-anchors/2026-03',
    'audit-anchors/2026-04',
  ])
})

test('anchors that the log was given and that are gone elsewhere are named, those on their way are not', async () => {
  const { store, clock, append, drop } = await aLog()
  const heads = []
  for (let hour = 0; hour < 4; hour += 1) {
    await append()
    heads.push(await drop())
    clock.advance(HOUR_MS)
  }
  const given = new AnchorsGiven()
  for await (const entry of store.auditChain.rows()) given.see(entry)
  const [first, second, third] = heads.map((head) => ({ seq: 0, hash: '', ...head, where: 'a line' }))
  const problems = (kept: readonly (typeof first)[], unreadable: readonly string[] = []) =>
    given.problems(
      {
        place: 'file',
        name: 'anchors.jsonl',
        witnesses: kept.filter((one) => one !== undefined),
        unreadable,
      },
      AT + 3 * HOUR_MS,
    )
  expect(problems([first, second, third])).toEqual([])
  expect(problems([first, third])).toEqual([
    'anchors.jsonl lacks the anchor of entry 3, which the log says it was given: it was deleted there',
  ])
  expect(problems([], ['anchors.jsonl line 1'])).toEqual([
    'anchors.jsonl line 1 is no anchor: somebody wrote it, or cut it',
    'anchors.jsonl lacks 3 anchors, of entry 1 to entry 5, which the log says it was given: they were deleted there',
  ])
})
