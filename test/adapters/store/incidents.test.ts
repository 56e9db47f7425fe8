import { describe, expect, it } from 'vitest'
import type { AlertKey, Incident } from '../../../src/core/incidents/incident.ts'
import { anIncident } from '../../support/an-incident.ts'
import { onEachStore } from './each-store.ts'

const KEY: AlertKey = { source: 'alertmanager', fingerprint: 'b8ac95d1d1c8f7a4' }
const detected: Incident = anIncident({
  id: 'i_2',
  enteredBy: 'alertmanager',
  storm: 'incident-storm/d_1',
  corrected: { start: true, end: false },
  detection: {
    ...KEY,
    severity: 'critical',
    summary: 'Überlast 🔥',
    url: 'https://prometheus.example.com/graph',
    aboutSlo: 'availability',
    asksFreeze: true,
    toldIn: null,
  },
})

onEachStore((current) => {
  describe('incidents', () => {
    it('are given back as they were saved, and as they were saved last', async () => {
      const { incidents } = current()
      await incidents.save(detected)
      expect(await incidents.byId('i_2')).toEqual(detected)
      const ended: Incident = {
        ...detected,
        endedAt: detected.startedAt + 1,
        closedBy: 'U1',
        costRatio: 0.1,
        isCostFinal: true,
        corrected: { start: true, end: true },
      }
      await incidents.save(ended)
      expect(await incidents.byId('i_2')).toEqual(ended)
      expect(await incidents.byId('i_9')).toBeUndefined()
    })

    it('are unsettled until their cost is final', async () => {
      const { incidents } = current()
      await incidents.save(anIncident())
      await incidents.save({ ...anIncident({ id: 'i_3' }), endedAt: 2_000_000_000_000, isCostFinal: false })
      await incidents.save({ ...anIncident({ id: 'i_4' }), endedAt: 2_000_000_000_000, isCostFinal: true })
      expect((await incidents.unsettled()).map(({ id }) => id)).toEqual(['i_1', 'i_3'])
    })

    it('that go on are counted by service', async () => {
      const { incidents } = current()
      for (const [id, given] of Object.entries({
        i_1: {},
        i_2: {},
        i_3: { service: 'feature-store' },
        i_4: { service: 'feature-store', mergedInto: 'i_3' },
        i_5: { service: 'over', endedAt: 2_000_000_000_000 },
      }))
        await incidents.save({ ...anIncident({ id }), ...given })
      const { service } = anIncident()
      expect(await incidents.openCounts()).toEqual(
        new Map([
          ['feature-store', 1],
          [service, 2],
        ]),
      )
    })

    it('are found by when they were put on record', async () => {
      const { incidents } = current()
      for (const openedAt of [300, 100, 200])
        await incidents.save(anIncident({ id: `i_${openedAt}`, openedAt }))
      expect((await incidents.openedSince(100)).map(({ id }) => id)).toEqual(['i_200', 'i_300'])
    })

    it('that were merged into another are found by their id alone', async () => {
      const { incidents } = current()
      await incidents.save(anIncident({ mergedInto: 'i_2' }))
      expect(await incidents.byId('i_1')).toMatchObject({ mergedInto: 'i_2' })
      expect(await incidents.since(undefined, 0)).toEqual([])
      expect(await incidents.unsettled()).toEqual([])
      expect(await incidents.openedSince(0)).toEqual([])
    })
  })

  describe('episodes of an alert', () => {
    it('are kept by their beginning, oldest first', async () => {
      const { incidents } = current()
      await incidents.saveEpisodes(KEY, [
        { startedAt: 20, endedAt: null, incident: 'i_2' },
        { startedAt: 10, endedAt: 15, incident: 'i_1' },
      ])
      await incidents.saveEpisodes(KEY, [{ startedAt: 20, endedAt: 25, incident: 'i_1' }])
      expect(await incidents.episodes(KEY)).toEqual([
        { startedAt: 10, endedAt: 15, incident: 'i_1' },
        { startedAt: 20, endedAt: 25, incident: 'i_1' },
      ])
      expect(await incidents.episodes({ ...KEY, source: 'burn-alert' })).toEqual([])
    })
  })

  describe('notes', () => {
    it('stand beside their incident, oldest first', async () => {
      const { incidents } = current()
      const note = { id: 'n_2', incident: 'i_1', at: 20, author: 'U1', text: 'Later' }
      const before = { ...note, id: 'n_1', at: 10, text: 'Before\nthat' }
      for (const one of [note, before, { ...note, id: 'n_3', incident: 'i_2' }]) await incidents.addNote(one)
      expect(await incidents.notes('i_1')).toEqual([before, note])
    })
  })
})
