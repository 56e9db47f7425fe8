import { describe, expect, it } from 'vitest'
import type { OwedMessage } from '../../../src/core/kernel/outbox/owed-message.ts'
import { DAY_MS } from '../../../src/core/kernel/time/duration.ts'
import { onEachStore } from './each-store.ts'

const CONTENT = { kind: 'level-announcement', service: 'api', remainingRatio: 0.1, list: [null, 'ü'] }

const message = (id: string, changes: Partial<OwedMessage> = {}): OwedMessage => ({
  id,
  address: { kind: 'channel', purpose: 'announcements' },
  subject: 'freeze/t_1',
  content: CONTENT,
  owedAt: 1_000,
  act: 'post',
  ...changes,
})
const update = (id: string, changes: Partial<OwedMessage> = {}): OwedMessage =>
  message(id, { act: 'update', ...changes })

onEachStore((current) => {
  const pendingIds = async (): Promise<readonly string[]> =>
    (await current().deliveries.pending(100)).map((delivery) => delivery.message.id)

  describe('owing', () => {
    it('gives messages back as they were owed, in that order', async () => {
      const { outbox, deliveries } = current()
      const direct = message('m_1', { address: { kind: 'person', userId: 'U1' }, act: 'reply' })
      await outbox.owe([message('m_2'), direct])
      const pending = await deliveries.pending(100)
      expect(pending.map((delivery) => delivery.message)).toEqual([message('m_2'), direct])
      expect(pending[0]).toMatchObject({ state: 'owed', attempts: 0, notBefore: 1_000, error: null })
    })

    it('gives at most so many back of each address', async () => {
      const { outbox, deliveries } = current()
      const direct = message('m_1', { address: { kind: 'person', userId: 'U1' } })
      await outbox.owe([message('m_2'), message('m_3'), direct])
      expect((await deliveries.pending(1)).map((delivery) => delivery.message.id)).toEqual(['m_2', 'm_1'])
    })

    it('skips messages that are known, also when they were sent long ago', async () => {
      const { outbox, deliveries } = current()
      await outbox.owe([message('m_1'), message('m_1', { subject: 'other' })])
      await deliveries.finish('m_1', null, 5)
      await outbox.owe([message('m_1'), message('m_2')])
      expect(await pendingIds()).toEqual(['m_2'])
    })

    it('lets an update take the place of an unsent one', async () => {
      const { outbox } = current()
      await outbox.owe([update('u_1'), message('m_1')])
      await outbox.owe([update('u_2'), update('v_1', { subject: 'request/r_1' })])
      expect(await pendingIds()).toEqual(['u_2', 'm_1', 'v_1'])
    })

    it('keeps only the last of several updates owed together', async () => {
      const { outbox } = current()
      await outbox.owe([update('u_1'), update('u_2'), message('m_1'), update('u_3')])
      expect(await pendingIds()).toEqual(['u_3', 'm_1'])
    })

    it('does not bring back an update that was replaced', async () => {
      const { outbox } = current()
      await outbox.owe([update('u_1')])
      await outbox.owe([update('u_2')])
      await outbox.owe([update('u_1')])
      expect(await pendingIds()).toEqual(['u_2'])
    })

    it('leaves an update alone that is being sent', async () => {
      const { outbox, deliveries } = current()
      await outbox.owe([update('u_1')])
      await deliveries.begin('u_1')
      await outbox.owe([update('u_2')])
      expect(await pendingIds()).toEqual(['u_1', 'u_2'])
      await deliveries.postpone('u_1', 'rate limited', 9_000)
      await outbox.owe([update('u_3')])
      expect(await deliveries.pending(100)).toMatchObject([{ message: update('u_3'), notBefore: 9_000 }])
    })

    it('drops what waits when something newer of its topic is owed to the same address', async () => {
      const { outbox, deliveries } = current()
      const agenda = (id: string, changes: Partial<OwedMessage> = {}) =>
        message(id, { subject: id, topic: 'review/daily', ...changes })
      await outbox.owe([
        agenda('v_1'),
        agenda('v_2', { address: { kind: 'person', userId: 'U1' } }),
        agenda('v_3', { topic: 'review/weekly' }),
        message('m_1', { subject: 'other' }),
      ])
      await outbox.owe([agenda('v_4')])
      expect(await pendingIds()).toEqual(['v_2', 'v_3', 'm_1', 'v_4'])
      await deliveries.begin('v_4')
      await outbox.owe([agenda('v_5')])
      expect(await pendingIds()).toEqual(['v_2', 'v_3', 'm_1', 'v_4', 'v_5'])
      await outbox.owe([agenda('v_1')])
      expect(await pendingIds()).toEqual(['v_2', 'v_3', 'm_1', 'v_4', 'v_5'])
    })

    it('never replaces posts and replies', async () => {
      const { outbox } = current()
      await outbox.owe([message('m_1'), message('m_2', { act: 'reply' }), update('u_1')])
      expect(await pendingIds()).toEqual(['m_1', 'm_2', 'u_1'])
    })

    it('takes a storm of messages at once', async () => {
      const { outbox } = current()
      await outbox.owe(Array.from({ length: 5_000 }, (_, index) => message(`m_${index}`)))
      expect(await pendingIds()).toHaveLength(100)
    })
  })

  describe('what is sent next', () => {
    const next = async () => (await current().deliveries.next()).map(({ message: { id } }) => id)
    const to = (userId: string) => ({ address: { kind: 'person', userId } }) as const

    it('is one message of each address: pages, then news, then edits, then routine; the older first', async () => {
      const { outbox, deliveries } = current()
      await outbox.owe([
        message('d_1', { ...to('U1'), urgency: 'routine' }),
        message('d_2', to('U1')),
        message('m_1', { subject: 'freeze/t_1' }),
        message('m_2', { subject: 'other' }),
        update('u_1'),
      ])
      expect(await next()).toEqual(['d_2', 'm_1'])
      await outbox.owe([message('m_3', { subject: 'fire', urgency: 'page' })])
      expect(await next()).toEqual(['m_3', 'd_2'])
      await deliveries.finish('m_3', null, 1)
      await deliveries.finish('m_1', { subject: 'freeze/t_1', reference: 'C1/1.1' }, 1)
      await deliveries.finish('m_2', null, 1)
      await deliveries.finish('d_2', null, 1)
      expect(await deliveries.next()).toMatchObject([
        { message: { id: 'u_1' }, post: { subject: 'freeze/t_1', reference: 'C1/1.1' } },
        { message: { id: 'd_1' }, post: null },
      ])
      expect(await deliveries.count()).toBe(2)
    })

    it('is never what still waits for its post, and that blocks nothing', async () => {
      const { outbox, deliveries } = current()
      await outbox.owe([
        ...Array.from({ length: 60 }, (_, index) => message(`r_${index}`, { act: 'reply' })),
        message('m_1', { subject: 'other' }),
      ])
      expect(await next()).toEqual(['m_1'])
      expect(await deliveries.orphans()).toHaveLength(60)
      await outbox.owe([message('head', to('U1'))])
      expect(await deliveries.orphans()).toEqual([])
    })
  })

  describe('delivering', () => {
    it('shows a message as being sent until its fate is known', async () => {
      const { outbox, deliveries } = current()
      await outbox.owe([message('m_1')])
      await deliveries.begin('m_1')
      expect(await deliveries.pending(1)).toMatchObject([{ state: 'sending', attempts: 1 }])
      await deliveries.postpone('m_1', 'ratelimited', 7_000)
      expect(await deliveries.pending(1)).toMatchObject([
        { state: 'owed', attempts: 1, notBefore: 7_000, error: 'ratelimited' },
      ])
      await deliveries.begin('m_1')
      expect(await deliveries.pending(1)).toMatchObject([{ state: 'sending', attempts: 2 }])
      await deliveries.finish('m_1', { subject: 'freeze/t_1', reference: 'C1/1.2' }, 8_000)
      expect(await deliveries.pending(1)).toEqual([])
    })

    it('gives up for good', async () => {
      const { outbox, deliveries } = current()
      await outbox.owe([message('m_1')])
      await deliveries.begin('m_1')
      await deliveries.fail('m_1', 'channel_not_found', 8_000)
      await outbox.owe([message('m_1')])
      expect(await deliveries.pending(1)).toEqual([])
    })

    it('knows the post of a subject, and never takes a reply for it', async () => {
      const { outbox, deliveries } = current()
      const subject = 'freeze/t_1'
      await outbox.owe([message('m_1'), message('m_2', { act: 'reply' })])
      expect(await deliveries.posted(subject)).toBeUndefined()
      await deliveries.finish('m_1', { subject, reference: 'C1/1.1' }, 1)
      await deliveries.finish('m_2', { subject, reference: 'C1/2.2' }, 2)
      expect(await deliveries.posted(subject)).toEqual({ subject, reference: 'C1/1.1' })
    })

    it('forgets what was sent 30 days ago, but not where it is', async () => {
      const store = current()
      const subject = 'freeze/t_1'
      await store.outbox.owe([message('m_1'), message('m_2')])
      await store.deliveries.finish('m_1', { subject, reference: 'C1/1.1' }, 0)
      await store.thin(30 * DAY_MS - 1)
      await store.outbox.owe([message('m_1')])
      expect(await pendingIds()).toEqual(['m_2'])
      await store.thin(30 * DAY_MS)
      expect(await store.deliveries.posted(subject)).toEqual({ subject, reference: 'C1/1.1' })
      await store.outbox.owe([message('m_1')])
      expect(await pendingIds()).toEqual(['m_2', 'm_1'])
    })

    it('says so when a message is unknown', async () => {
      const { deliveries } = current()
      await expect(deliveries.begin('m_9')).rejects.toThrow('no message m_9 is in the outbox')
      await expect(deliveries.finish('m_9', null, 1)).rejects.toThrow('no message m_9 is in the outbox')
    })
  })
})
