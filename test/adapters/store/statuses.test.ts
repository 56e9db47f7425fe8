import { describe, expect, it } from 'vitest'
import type { LevelFreeze } from '../../../src/core/freezes/level-freeze.ts'
import type { Incident } from '../../../src/core/incidents/incident.ts'
import type { Status, Transition } from '../../../src/core/policy/status.ts'
import { anIncident } from '../../support/an-incident.ts'
import { onEachStore } from './each-store.ts'

const status: Status = {
  service: 'api',
  level: 'WARNING',
  since: 1_700_000_000_000,
  slo: 'availability',
  remainingRatio: 0.42,
  young: null,
  knownAt: 1_700_000_060_000,
  polledAt: 1_700_000_120_000,
  missing: [{ slo: 'latency', reason: 'no_data', detail: 'the query "up" found nothing' }],
  recovering: { level: 'HEALTHY', since: 1_700_000_090_000 },
  policyVersion: '1.0+3fa2b1c9',
}
const unknown: Status = {
  ...status,
  service: 'web',
  level: 'UNKNOWN',
  slo: null,
  remainingRatio: null,
  knownAt: null,
  missing: [],
  recovering: null,
}
const transition = (id: string, at: number, service = 'api'): Transition => ({
  id,
  service,
  from: 'HEALTHY',
  to: 'WARNING',
  at,
  slo: 'availability',
  remainingRatio: 0.42,
  policyVersion: '1.0+3fa2b1c9',
})
const announcement = { kind: 'level-announcement', service: 'api', topActions: [{ what: 'a', owner: 'b' }] }
const freeze: LevelFreeze = {
  id: 't_1',
  service: 'api',
  level: 'CRITICAL',
  beganAt: 10,
  endedAt: null,
  incidentCommander: null,
  warRoom: null,
  subject: 'freeze/t_1',
  announcement,
}
const incident = anIncident({
  service: 'api',
  startedAt: 100,
  endedAt: 200,
  failedRatio: 0.08,
  costRatio: 0.122,
  slo: 'availability',
  enteredBy: 'U1',
})

onEachStore((current) => {
  describe('statuses', () => {
    it('are given back as they were saved, by service and all together', async () => {
      const { statuses } = current()
      await statuses.save([unknown, status])
      expect(await statuses.all()).toEqual([status, unknown])
      expect(await statuses.of('web')).toEqual(unknown)
      expect(await statuses.of('nobody')).toBeUndefined()
    })

    it('are replaced whole', async () => {
      const { statuses } = current()
      await statuses.save([status])
      await statuses.save([{ ...unknown, service: 'api' }])
      await statuses.save([])
      expect(await statuses.all()).toEqual([{ ...unknown, service: 'api' }])
    })

    it('keep their transitions, newest first', async () => {
      const { statuses } = current()
      await statuses.addTransitions([transition('t_1', 1), transition('t_3', 3), transition('t_9', 9, 'web')])
      await statuses.addTransitions([{ ...transition('t_2', 2), slo: null, remainingRatio: null }])
      expect(await statuses.transitions('api', 2)).toEqual([
        transition('t_3', 3),
        { ...transition('t_2', 2), slo: null, remainingRatio: null },
      ])
    })

    it('know the transitions of a time, and of each service the last one before', async () => {
      const { statuses } = current()
      await statuses.save([status, unknown])
      const older = [
        transition('t_1', 1),
        transition('t_2', 5),
        transition('t_3', 5),
        transition('t_4', 2, 'web'),
      ]
      const during = [transition('t_5', 6), transition('t_6', 9), transition('t_7', 7, 'web')]
      await statuses.addTransitions([...older, ...during, transition('t_8', 10)])
      const found = await statuses.transitionsDuring(5, 9)
      expect(found.map(({ id }) => id)).toEqual(['t_3', 't_5', 't_6', 't_4', 't_7'])
      expect(found[0]).toEqual(transition('t_3', 5))
    })

    it('refuse a transition that is known already', async () => {
      const { statuses } = current()
      await statuses.addTransitions([transition('t_1', 1)])
      await expect(statuses.addTransitions([transition('t_1', 2)])).rejects.toThrow(/unique/i)
    })
  })

  describe('freezes', () => {
    it('are current until they end', async () => {
      const { levelFreezes } = current()
      await levelFreezes.save(freeze)
      expect(await levelFreezes.current('api')).toEqual(freeze)
      const ended = { ...freeze, endedAt: 20, incidentCommander: 'U7', warRoom: 'https://meet.example/1' }
      await levelFreezes.save(ended)
      expect(await levelFreezes.current('api')).toBeUndefined()
      expect(await levelFreezes.of('api', 5)).toEqual([ended])
    })

    it('are listed newest first', async () => {
      const { levelFreezes } = current()
      for (const [id, beganAt] of [
        ['t_2', 30],
        ['t_1', 10],
        ['t_3', 50],
      ] as const)
        await levelFreezes.save({ ...freeze, id, beganAt, announcement: null })
      expect((await levelFreezes.of('api', 2)).map(({ id }) => id)).toEqual(['t_3', 't_2'])
      expect((await levelFreezes.current('api'))?.id).toBe('t_3')
      expect(await levelFreezes.of('web', 2)).toEqual([])
    })
  })

  describe('incidents', () => {
    it('of a service are found by a time that they touch', async () => {
      const { incidents } = current()
      const lasting = (id: string, startedAt: number, endedAt: number | null): Incident => ({
        ...incident,
        id,
        startedAt,
        endedAt,
      })
      const touching = [lasting('i_1', 90, 101), lasting('i_2', 120, 130), lasting('i_3', 200, null)]
      const others = [
        lasting('i_4', 50, 100),
        lasting('i_5', 201, null),
        { ...incident, id: 'i_6', service: 'web' },
      ]
      for (const one of [...others, ...touching]) await incidents.save(one)
      expect(await incidents.during('api', 100, 200)).toEqual(touching)
    })

    const open: Incident = {
      ...incident,
      id: 'i_2',
      startedAt: 50,
      endedAt: null,
      failedRatio: null,
      costRatio: null,
      slo: null,
    }

    it.each([
      ['all that touch the time after', 'api', 150, ['i_2', 'i_1']],
      ['none that ended just then', 'api', 200, ['i_2']],
      ['none of other services', 'web', 0, ['i_3']],
      ['those of every service', undefined, 0, ['i_2', 'i_1', 'i_3']],
    ])('since a time are %s', async (_, service, since, expected) => {
      const { incidents } = current()
      for (const each of [incident, open, { ...incident, id: 'i_3', service: 'web', startedAt: 120 }])
        await incidents.save(each)
      expect((await incidents.since(service, since)).map(({ id }) => id)).toEqual(expected)
    })

    it('are given back as they were added', async () => {
      const { incidents } = current()
      await incidents.save(incident)
      await incidents.save(open)
      expect(await incidents.since('api', 0)).toEqual([open, incident])
    })
  })
})
