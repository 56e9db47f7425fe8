import { describe, expect, it } from 'vitest'
import { DAY_MS } from '../../../src/core/kernel/time/duration.ts'
import { channel, post } from '../../../src/core/kernel/outbox/owed-message.ts'
import type { Store } from '../../../src/adapters/store/store.ts'
import { aGrant, aRequest } from '../../support/a-request.ts'
import { anIncident } from '../../support/an-incident.ts'
import { aRollout } from '../../support/pictured-month.ts'
import { onEachStore } from './each-store.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const KEPT_MS = 500 * DAY_MS
const OLD = NOW - KEPT_MS - 10 * DAY_MS
const YOUNG = NOW - KEPT_MS + 10 * DAY_MS

const thin = (store: Store): Promise<void> =>
  store.thin(NOW, { readingsMs: KEPT_MS, pushedCountsMs: KEPT_MS, recordsMs: KEPT_MS })

const overAt = (at: number, id: string, given: Parameters<typeof anIncident>[0] = {}) =>
  anIncident({ id, startedAt: at - DAY_MS, openedAt: at - DAY_MS, endedAt: at, isCostFinal: true, ...given })

onEachStore((current) => {
  describe('records that are over', () => {
    it('are forgotten with all that belongs to them, once they are older than they are kept', async () => {
      const store = current()
      const key = { source: 'alertmanager', fingerprint: 'f' } as const
      for (const [id, at] of [
        ['i_old', OLD],
        ['i_young', YOUNG],
      ] as const) {
        await store.incidents.save(overAt(at, id))
        await store.incidents.saveEpisodes(key, [{ startedAt: at - DAY_MS, endedAt: at, incident: id }])
        await store.incidents.addNote({ id: `n_${id}`, incident: id, at, author: 'U1', text: 'Seen.' })
        const told = post({
          subject: `incident/${id}`,
          to: channel('incidents'),
          content: { kind: 'incident' },
          at,
        })
        await store.outbox.owe([told])
        await store.deliveries.finish(told.id, { subject: told.subject, reference: `C1/${id}` }, at)
      }
      await thin(store)
      expect(await store.incidents.byId('i_old')).toBeUndefined()
      expect(await store.incidents.notes('i_old')).toEqual([])
      expect(await store.incidents.episodesOf('i_old', 9)).toEqual([])
      expect(await store.deliveries.posted('incident/i_old')).toBeUndefined()
      expect(await store.incidents.byId('i_young')).toBeDefined()
      expect(await store.incidents.notes('i_young')).toHaveLength(1)
      expect(await store.incidents.episodesOf('i_young', 9)).toHaveLength(1)
      expect(await store.deliveries.posted('incident/i_young')).toBeDefined()
    })

    it('stay while they go on, or something that goes on refers to them', async () => {
      const { incidents, postmortems } = current()
      await incidents.save(overAt(OLD, 'i_open', { endedAt: null, isCostFinal: false }))
      await incidents.save(overAt(OLD, 'i_unsettled', { isCostFinal: false }))
      await incidents.save(overAt(OLD, 'i_told'))
      await incidents.save(overAt(OLD, 'i_part', { mergedInto: 'i_open' }))
      await incidents.save(overAt(OLD, 'i_alone', { mergedInto: 'i_gone' }))
      await postmortems.add({
        id: 'p_1',
        service: 'api',
        author: 'U1',
        filedAt: OLD,
        content: 'https://wiki.example/p1',
        incidentId: null,
        about: 'i_told',
        level: 'CRITICAL',
        answers: null,
      })
      await thin(current())
      const left = ['i_open', 'i_unsettled', 'i_told', 'i_part', 'i_alone']
      const found = await Promise.all(left.map((id) => incidents.byId(id)))
      expect(found.map((one) => one?.id)).toEqual(['i_open', 'i_unsettled', 'i_told', 'i_part', undefined])
    })

    it('of requests go with grants and passes, and never while they are open or roll out', async () => {
      const store = current()
      const old = { requestedAt: OLD, expiresAt: OLD + DAY_MS, endedAt: OLD }
      await store.requests.save([
        aRequest('r_old', { ...old, state: 'granted' }),
        aRequest('r_open', { ...old, state: 'open', endedAt: null }),
        aRequest('r_rolling', { ...old, state: 'granted' }),
        aRequest('r_young', {
          requestedAt: YOUNG,
          expiresAt: YOUNG + DAY_MS,
          state: 'granted',
          endedAt: YOUNG,
        }),
      ])
      const requests = ['r_old', 'r_open', 'r_rolling', 'r_young']
      await store.grants.save(
        requests.map((requestId) =>
          aGrant(`g_${requestId}`, { requestId, grantedAt: OLD, expiresAt: OLD + DAY_MS }),
        ),
      )
      await store.rollouts.save(
        aRollout({ id: 'o_1', requestId: 'r_rolling', state: 'running', startedAt: OLD, endedAt: null }),
      )
      await thin(store)
      const left = await store.grants.ofRequests(requests)
      expect(left.map(({ requestId }) => requestId).sort()).toEqual(['r_open', 'r_rolling', 'r_young'])
      expect(await store.requests.byId('r_old')).toBeUndefined()
      expect(await store.requests.byId('r_open')).toBeDefined()
    })

    it('leave behind the level at which what is kept begins', async () => {
      const { statuses } = current()
      const transition = (id: string, at: number) => ({
        id,
        service: 'api',
        from: 'HEALTHY',
        to: 'WARNING',
        at,
        slo: null,
        remainingRatio: 0.4,
        policyVersion: '1',
      })
      await statuses.addTransitions([
        transition('t_1', OLD - DAY_MS),
        transition('t_2', OLD),
        transition('t_3', YOUNG),
      ])
      await thin(current())
      expect((await statuses.transitions('api', 9)).map(({ id }) => id)).toEqual(['t_3', 't_2'])
    })

    it('are forgotten however many there are', async () => {
      const { incidents } = current()
      for (let n = 0; n < 450; n += 1) await incidents.save(overAt(OLD, `i_${n}`))
      await thin(current())
      expect(await incidents.since(undefined, 0)).toEqual([])
    })
  })
})
