import { describe, expect, it } from 'vitest'
import type { DeclaredFreeze } from '../../../src/core/freezes/declared-freeze.ts'
import type { Postmortem } from '../../../src/core/freezes/postmortem.ts'
import type { WindowRun } from '../../../src/core/freezes/window-run.ts'
import { onEachStore } from './each-store.ts'

const freeze: DeclaredFreeze = {
  id: 'f_1',
  kind: 'freeze',
  service: '*',
  reason: 'Launch',
  declaredBy: 'U1',
  declaredAt: 1_700_000_000_000,
  until: 1_700_000_600_000,
  endedAt: null,
  endedBy: null,
  toldIn: null,
}
const run: WindowRun = {
  id: 'weekend/1700000000000',
  name: 'weekend',
  from: 1_700_000_000_000,
  until: 1_700_000_600_000,
  reason: 'Nobody watches',
  timeZone: 'Europe/Berlin',
  services: ['api'],
  changes: null,
  beganAt: 1_700_000_001_000,
  endedAt: null,
}
const postmortem: Postmortem = {
  id: 'p_1',
  service: 'api',
  author: 'U2',
  filedAt: 1_700_000_000_000,
  content: 'https://wiki.example.com/1',
  incidentId: 'c_1',
  about: 'i_1',
  level: 'EXHAUSTED',
  answers: { records: 'a', repair: 'b', cause: 'c' },
}

onEachStore((current) => {
  describe('declared freezes', () => {
    it('are open, oldest first, until they are ended', async () => {
      const { declaredFreezes } = current()
      const older: DeclaredFreeze = { ...freeze, id: 'c_1', kind: 'correctness', until: null, declaredAt: 1 }
      await declaredFreezes.save(freeze)
      await declaredFreezes.save(older)
      expect(await declaredFreezes.open()).toEqual([older, freeze])
      const ended = { ...freeze, endedAt: 1_700_000_300_000, endedBy: 'U3' }
      await declaredFreezes.save(ended)
      expect(await declaredFreezes.open()).toEqual([older])
      expect(await declaredFreezes.byId('f_1')).toEqual(ended)
      expect(await declaredFreezes.byId('f_2')).toBeUndefined()
    })
  })

  describe('runs of scheduled freezes', () => {
    it('are kept with what they were when they began, and ended', async () => {
      const { windowRuns } = current()
      await windowRuns.save(run)
      expect(await windowRuns.open()).toEqual([run])
      const ended = { ...run, endedAt: 1_700_000_600_000 }
      await windowRuns.save(ended)
      expect(await windowRuns.open()).toEqual([])
      expect(await windowRuns.byId(run.id)).toEqual(ended)
    })

    it('remember when they were last looked at, and never go back', async () => {
      const { windowRuns } = current()
      expect(await windowRuns.lastLook()).toBeNull()
      await windowRuns.setLastLook(200)
      await windowRuns.setLastLook(100)
      expect(await windowRuns.lastLook()).toBe(200)
    })
  })

  describe('postmortems', () => {
    it('are listed newest first, and the newest of each service is known', async () => {
      const { postmortems } = current()
      const newer: Postmortem = {
        ...postmortem,
        id: 'p_2',
        filedAt: postmortem.filedAt + 1,
        about: null,
        incidentId: null,
        answers: null,
      }
      const other: Postmortem = { ...postmortem, id: 'p_3', service: 'web', filedAt: 5 }
      for (const one of [postmortem, newer, other]) await postmortems.add(one)
      expect(await postmortems.of('api', 10)).toEqual([newer, postmortem])
      expect(await postmortems.of('api', 1)).toEqual([newer])
      expect(await postmortems.latest()).toEqual(
        new Map([
          ['api', newer.filedAt],
          ['web', 5],
        ]),
      )
    })
  })
})
