import { expect, test, vi } from 'vitest'
import type { Directory } from '../../../src/core/people/directory.ts'
import { KnownNames } from '../../../src/core/people/known-names.ts'
import { actorWords, isPerson } from '../../../src/core/people/actor-words.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { FakeDirectory } from '../../support/fake-directory.ts'
import { DANA, OMAR, PEOPLE } from '../../support/people.ts'
import { TestClock } from '../../support/test-clock.ts'

/** A directory that keeps who was asked for. */
function asked(directory: Directory): Directory & { readonly calls: (readonly string[])[] } {
  const calls: (readonly string[])[] = []
  return {
    calls,
    identify: (ids) => {
      calls.push(ids)
      return directory.identify(ids)
    },
    members: (ids) => directory.members(ids),
  }
}

test('a name is asked for once an hour, and leaves no timer behind', async () => {
  const clock = new TestClock()
  const people = new FakeDirectory(PEOPLE)
  const directory = asked(people)
  const names = new KnownNames(directory, clock)
  expect((await names.of([DANA, OMAR, DANA])).get(DANA)).toBe('dana, developer')
  people.change(DANA, { name: 'dana, senior' })
  expect((await names.of([DANA])).get(DANA)).toBe('dana, developer')
  clock.advance(HOUR_MS)
  expect((await names.of([DANA])).get(DANA)).toBe('dana, senior')
  expect(directory.calls).toEqual([[DANA, OMAR], [DANA]])
  expect(clock.sleeping).toBe(0)
})

test('somebody whom the directory does not know has no name; an old one stays while it is down', async () => {
  const clock = new TestClock()
  const directory = new FakeDirectory(PEOPLE)
  const names = new KnownNames(directory, clock)
  expect((await names.of(['U0NOBODY', DANA])).size).toBe(1)
  directory.isDown = true
  clock.advance(HOUR_MS)
  expect((await names.of([DANA])).get(DANA)).toBe('dana, developer')
})

test('a directory that does not answer is waited for two seconds', async () => {
  const clock = new TestClock()
  const silent: Directory = {
    identify: () => new Promise(() => undefined),
    members: () => Promise.resolve(null),
  }
  const answer = new KnownNames(silent, clock).of([DANA])
  clock.advance(2_000)
  expect(await answer).toEqual(new Map())
})

test('who did not answer is left alone for a minute: no page waits for the same silence again', async () => {
  const clock = new TestClock()
  const people = new FakeDirectory(PEOPLE)
  const directory = asked(people)
  const names = new KnownNames(directory, clock)
  people.isDown = true
  expect((await names.of([DANA, 'U0NOBODY'])).size).toBe(0)
  people.isDown = false
  clock.advance(MINUTE_MS - 1)
  expect((await names.of([DANA, OMAR])).get(OMAR)).toBe('omar, service owner')
  clock.advance(1)
  expect((await names.of([DANA])).get(DANA)).toBe('dana, developer')
  expect(directory.calls).toEqual([[DANA, 'U0NOBODY'], [OMAR], [DANA]])
})

test('a name that comes too late is there the next time', async () => {
  const clock = new TestClock()
  const people = new FakeDirectory(PEOPLE)
  const late = Promise.withResolvers<undefined>()
  const names = new KnownNames(
    {
      async identify(ids) {
        await late.promise
        return people.identify(ids)
      },
    },
    clock,
  )
  const answer = names.of([DANA])
  clock.advance(2_000)
  expect((await answer).size).toBe(0)
  late.resolve(undefined)
  await vi.waitFor(async () => expect((await names.of([DANA])).get(DANA)).toBe('dana, developer'))
})

test('of very many people so many are asked for at once as one page may show', async () => {
  const directory = asked(new FakeDirectory({}))
  await new KnownNames(directory, new TestClock()).of(Array.from({ length: 500 }, (_, index) => `U${index}`))
  expect(directory.calls.map(({ length }) => length)).toEqual([40])
})

test.each([
  ['budgeteer', 'Budgeteer', false],
  ['token:ci', 'token ci', false],
  ['alertmanager', 'Alertmanager', false],
  [DANA, 'Dana', true],
  ['U0GONE', 'U0GONE', true],
])('%s is %s to people', (actor, words, person) => {
  expect(actorWords(actor, new Map([[DANA, 'Dana']]))).toBe(words)
  expect(isPerson(actor)).toBe(person)
})
