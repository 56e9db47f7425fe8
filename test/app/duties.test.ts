import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Chores } from '../../src/app/chores.ts'
import { Duties } from '../../src/app/duties.ts'
import type { DeliveryLoop } from '../../src/core/kernel/outbox/deliver.ts'
import { MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import { TestClock } from '../support/test-clock.ts'

/** Duties whose polls are counted, and whose sends of each term end when the test says so. */
function seat() {
  const clock = new TestClock()
  const polls: string[] = []
  const woken: string[] = []
  const stopped: string[] = []
  const ends = new Map<string, () => void>()
  const held: boolean[] = []
  const duties = new Duties(
    (term) => {
      const poll = {
        name: 'poll',
        everyMs: MINUTE_MS,
        timeoutMs: MINUTE_MS,
        run: () => Promise.resolve(void polls.push(term)),
      }
      const ended = new Promise<void>((resolve) => ends.set(term, resolve))
      const sender: DeliveryLoop = {
        wake: () => void woken.push(term),
        flush: () => Promise.resolve(0),
        stop: () => Promise.resolve(void stopped.push(term)),
        ended: () => ended,
      }
      return { chores: new Chores([poll], clock, () => undefined), sender }
    },
    (isHeld) => held.push(isHeld),
  )
  return { duties, polls, woken, stopped, held, ends: (term: string) => ends.get(term)?.() }
}

test('nothing is done before the first beat', async () => {
  const { duties, polls } = seat()
  duties.taken('one')
  await nextTurn()
  expect(polls).toEqual([])
  await duties.runDue()
  expect(polls).toEqual(['one'])
})

test('who takes over while the bot runs polls at once, not with the next beat', async () => {
  const { duties, polls } = seat()
  await duties.runDue()
  expect(polls, 'they are somebody else’s').toEqual([])
  duties.taken('one')
  await nextTurn()
  expect(polls).toEqual(['one'])
})

test('a lease that is lost ends everything that was done under it', async () => {
  const { duties, polls, woken, stopped, held } = seat()
  duties.taken('one')
  duties.lost()
  await duties.runDue()
  duties.wake()
  expect([polls, woken, stopped, held]).toEqual([[], [], ['one'], [true, false]])
})

test('a new term sends nothing while a send of the term before is under way', async () => {
  const { duties, woken, ends } = seat()
  duties.taken('one')
  await nextTurn()
  expect(woken).toEqual(['one'])
  duties.lost()
  duties.taken('two')
  duties.wake()
  await nextTurn()
  expect(woken, 'the earlier send may still arrive').toEqual(['one'])
  ends('one')
  await nextTurn()
  expect(woken).toEqual(['one', 'two'])
  duties.wake()
  expect(woken).toEqual(['one', 'two', 'two'])
})
