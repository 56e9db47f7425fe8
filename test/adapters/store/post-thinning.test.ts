import { describe, expect, it } from 'vitest'
import { channel, type OwedMessage, post, reply } from '../../../src/core/kernel/outbox/owed-message.ts'
import { DAY_MS } from '../../../src/core/kernel/time/duration.ts'
import type { Store } from '../../../src/adapters/store/store.ts'
import { aRequest } from '../../support/a-request.ts'
import { anIncident } from '../../support/an-incident.ts'
import { aRollout } from '../../support/pictured-month.ts'
import { onEachStore } from './each-store.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const KEPT_MS = 500 * DAY_MS
const OLD = NOW - KEPT_MS - 10 * DAY_MS
const YOUNG = NOW - KEPT_MS + 10 * DAY_MS

const thin = (store: Store): Promise<void> =>
  store.thin(NOW, { readingsMs: KEPT_MS, pushedCountsMs: KEPT_MS, recordsMs: KEPT_MS })

const messageOf = (subject: string, at: number): OwedMessage =>
  post({ subject, to: channel('incidents'), content: { kind: 'incident' }, at })

async function posted({ outbox, deliveries }: Store, subjects: readonly string[], at: number): Promise<void> {
  await outbox.owe(subjects.map((subject) => messageOf(subject, at)))
  for (const subject of subjects)
    await deliveries.finish(subject, { subject, reference: `C1/${subject}` }, at)
}

async function left({ deliveries }: Store, subjects: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(subjects.map((subject) => deliveries.posted(subject)))
  return found.flatMap((one) => one?.subject ?? [])
}

onEachStore((current) => {
  describe('where posts are', () => {
    it('is forgotten once they are older than records are kept, whatever they are about', async () => {
      const old = ['level/t_1', 'notice/t_1/U1', 'request/r_1/granted/1/U1', 'review/weekly', 'report/2024']
      await posted(current(), old, OLD)
      await posted(current(), ['level/t_2'], YOUNG)
      await thin(current())
      expect(await left(current(), [...old, 'level/t_2'])).toEqual(['level/t_2'])
    })

    it('stays known for as long as the record that they are about', async () => {
      const store = current()
      await store.incidents.save(
        anIncident({ id: 'i_1', startedAt: OLD, openedAt: OLD, storm: 'incidents/d_1' }),
      )
      const times = { requestedAt: OLD, expiresAt: NOW + DAY_MS }
      await store.requests.save([aRequest('r_1', times)])
      const card = { subject: 'cards/c_1', content: { kind: 'rollout' } }
      await store.rollouts.save(
        aRollout({ id: 'o_1', state: 'running', startedAt: OLD, endedAt: null, card }),
      )
      const needed = [
        'incident/i_1',
        'incidents/d_1',
        'request/r_1',
        'request/r_1/reminder/1/U1',
        'cards/c_1',
      ]
      await posted(store, [...needed, 'request/r_10', 'incident/i_2'], OLD)
      await thin(store)
      expect(await left(store, [...needed, 'request/r_10', 'incident/i_2'])).toEqual(needed)
    })

    it('stays known while a message waits for it', async () => {
      const store = current()
      await posted(store, ['level/t_1', 'level/t_2'], OLD)
      const to = channel('incidents')
      await store.outbox.owe([
        reply({ id: 'late', thread: 'level/t_1', to, content: { kind: 'incident' }, at: NOW }),
      ])
      await thin(store)
      expect(await left(store, ['level/t_1', 'level/t_2'])).toEqual(['level/t_1'])
    })

    it('is forgotten of as many as there are', async () => {
      const subjects = Array.from({ length: 450 }, (_, index) => `level/t_${index}`)
      await posted(current(), subjects, OLD)
      await posted(current(), ['freeze/t_1'], YOUNG)
      await thin(current())
      expect(await left(current(), [...subjects, 'freeze/t_1'])).toEqual(['freeze/t_1'])
    })
  })
})
