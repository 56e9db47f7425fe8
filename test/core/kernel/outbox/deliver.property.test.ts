import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDelivery } from '../../../../src/core/kernel/outbox/deliver.ts'
import type { DeliveryEvent } from '../../../../src/core/kernel/outbox/delivery-world.ts'
import type { OwedMessage } from '../../../../src/core/kernel/outbox/owed-message.ts'
import { openStore } from '../../../../src/adapters/store/open-store.ts'
import { HOUR_MS, MINUTE_MS } from '../../../../src/core/kernel/time/duration.ts'
import { VirtualClock } from '../../../support/virtual-clock.ts'
import { aMessage, OWED_AT } from './a-message.ts'
import { Receiver, type Behaviour } from './receiver.ts'

const PEOPLE = ['U1', 'U2', 'U3']

/** Posts, and replies and edits to posts before them, to three people. */
const messages = fc
  .array(
    fc.record({
      to: fc.constantFrom(...PEOPLE),
      act: fc.constantFrom<OwedMessage['act']>('post', 'post', 'reply', 'update'),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((wishes) => {
    const subjects = new Map<string, string>()
    return wishes.map(({ to, act }, index) => {
      const subject = act === 'post' ? undefined : subjects.get(to)
      if (subject === undefined) subjects.set(to, `s${index}`)
      return aMessage(`m${index}`, {
        to,
        act: subject === undefined ? 'post' : act,
        subject: subject ?? `s${index}`,
      })
    })
  })

const behaviours = fc.array(
  fc.constantFrom<Behaviour>(
    'takes it',
    'takes it',
    'takes it and fails',
    'takes it and dies',
    'fails',
    'dies',
    'throws',
    'limits the rate',
    'refuses',
  ),
  { maxLength: 25 },
)

test('whatever the receiver does, each message ends sent once or failed, in the order of its queue', async () => {
  await fc.assert(
    fc.asyncProperty(messages, behaviours, fc.boolean(), async (owed, script, oneByOne) => {
      const clock = new VirtualClock(OWED_AT)
      const store = await openStore({ path: ':memory:' })
      const turns = [...script]
      const receiver = new Receiver(clock, () => turns.shift() ?? 'takes it')
      const events: DeliveryEvent[] = []
      const started = () =>
        createDelivery({
          store: store.deliveries,
          messenger: receiver,
          clock,
          render: ({ id }) => ({ text: id, blocks: [] }),
          onEvent: (event) => events.push(event),
        })

      let loop = started()
      if (oneByOne) {
        for (const message of owed) {
          await store.outbox.owe([message])
          loop.wake()
          await clock.sleep(500)
        }
      } else await store.outbox.owe(owed)
      // Each time that an answer never comes, the process dies and another takes over.
      while ((await loop.flush(HOUR_MS)) > 0) {
        await loop.stop()
        loop = started()
      }
      await loop.stop()

      const failed = events.flatMap((event) => (event.kind === 'failed' ? [event.message.id] : []))
      const arrived = receiver.arrivals.filter(({ act }) => act !== 'update').map(({ id }) => id)
      expect(new Set(arrived).size).toBe(arrived.length)
      const replaced = owed.filter(
        ({ act, subject }, index) =>
          act === 'update' &&
          owed.slice(index + 1).some((later) => later.act === 'update' && later.subject === subject),
      )
      const settled = new Set([...receiver.ids(), ...failed, ...replaced.map(({ id }) => id)])
      expect([...settled].sort()).toEqual(owed.map(({ id }) => id).sort())
      expect(events.filter(({ kind }) => kind === 'trouble')).toEqual([])

      for (const person of PEOPLE) {
        const order = receiver.arrivals.filter(({ queue, act }) => queue === person && act !== 'update')
        const numbers = order.map(({ id }) => Number(id.slice(1)))
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
        const calls = receiver.calls.filter(({ queue }) => queue === person)
        calls.slice(1).forEach((call, index) => {
          const pause = call.at - (calls[index]?.at ?? 0)
          const isNewProcess = pause >= 5 * MINUTE_MS || call.id === calls[index]?.id
          expect(isNewProcess || pause >= 1_000).toBe(true)
        })
      }
      expect(receiver.mostAtOnce).toBeLessThanOrEqual(1 + script.filter((one) => one.endsWith('dies')).length)
      await store.close()
    }),
    { numRuns: 60 },
  )
})
