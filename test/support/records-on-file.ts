import { useCases } from '../../src/core/use-cases.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import { anIncident } from './an-incident.ts'
import { DANA, INES, MEI, OMAR, SAMIR, SOFIA, TOMAS } from './people.ts'
import { ALL_ANSWERS, GATEWAY, type Platform } from './platform.ts'
import { aRollout, platformWithMonth } from './pictured-month.ts'

/** What a page must show as it is written: it says what it is, and does nothing. */
export const HOSTILE = '<script>alert("pwned")</script> & <b>bold</b>'
/** A word that no line holds. */
export const ENDLESS = 'x'.repeat(180)

const DOCUMENTS: ReadonlyMap<string, string> = new Map([
  ['justification', `- CVE-2025-1234, a vulnerability of high severity\n- ${HOSTILE}`],
  ['complexity', 'Low (single file change)'],
  ['blast-radius', 'Isolated to the authentication module'],
  ['rollback-time', '<5 minutes'],
  ['mitigation', `Deploy to a canary of 1%\nWatch it for two hours: ${ENDLESS}`],
])

/** Ids of what is on file. */
export interface OnFile {
  readonly platform: Platform
  /** Granted, and let through by the gate. */
  readonly granted: string
  readonly rejected: string
  /** An exception through the freeze, with documents and an open seat. */
  readonly exception: string
  readonly incident: string
  /** Of the level, with commander, war room and a postmortem. */
  readonly levelFreeze: string
  readonly declared: string
  readonly correctness: string
}

/** A month of a service with something of every kind on record; the texts of people are as bad as they may be. */
export async function recordsOnFile(): Promise<OnFile> {
  const platform = await platformWithMonth()
  const cases = useCases(platform.everything)
  const { store, clock } = platform

  await platform.settle(0.9)
  const granted = await platform.opened({ change: 'feature', revision: 'v2.5.0' })
  await cases.requests.approve(granted, OMAR)
  await platform.gate({ change: 'feature', revision: 'v2.5.0' })
  clock.advance(10 * MINUTE_MS)
  const rejected = await platform.opened({ change: 'feature', revision: ENDLESS.slice(0, 64) })
  await cases.requests.reject(rejected, OMAR, `Not today.\n${HOSTILE} ${ENDLESS}`)
  await store.rollouts.save(
    aRollout({
      id: 'ro-9',
      requestId: granted,
      revision: 'v2.5.0',
      startedAt: clock.now(),
      state: 'held',
      stage: 1,
      stageAt: clock.now(),
      plan: {
        kind: 'stages',
        holdAboveBurn: 2,
        stages: [5, 25, 50, 100].map((percent) => ({
          title: `${percent}%`,
          percent,
          waitMs: 15 * MINUTE_MS,
          seats: [],
        })),
      },
      hold: { cause: 'person', by: TOMAS, as: 'sre', at: clock.now(), reason: HOSTILE },
    }),
  )

  clock.advance(HOUR_MS)
  await platform.settle(0.05)
  await cases.freezes.setIncidentCommander(GATEWAY, MEI, TOMAS)
  await cases.freezes.setWarRoom(GATEWAY, 'https://meet.example/war-room', INES)
  const { id: levelFreeze = '' } = (await store.levelFreezes.current(GATEWAY)) ?? {}
  await store.postmortems.add({
    id: 'p-1',
    service: GATEWAY,
    author: SOFIA,
    filedAt: clock.now(),
    content: 'https://docs.example/postmortems/42',
    about: null,
    incidentId: null,
    level: 'CRITICAL',
    answers: null,
  })
  const exception = await platform.opened({
    change: 'feature',
    revision: 'v2.6.0',
    way: 'exception',
    documents: DOCUMENTS,
    summary: `A patch that cannot wait.\n${HOSTILE}`,
    answers: ALL_ANSWERS,
  })
  const incident = 'i-checkout'
  await store.incidents.save(
    anIncident({
      id: incident,
      what: `HighErrorRate ${HOSTILE}`,
      startedAt: clock.now() - 50 * MINUTE_MS,
      endedAt: clock.now() - 20 * MINUTE_MS,
      openedAt: clock.now() - 48 * MINUTE_MS,
      failedRatio: 0.42,
      costRatio: 0.139,
      slo: 'availability',
      enteredBy: 'alertmanager',
      detection: {
        source: 'alertmanager',
        fingerprint: 'f00d',
        severity: 'critical',
        summary: `More than 5% of requests fail. ${ENDLESS}`,
        url: 'https://alerts.example/graph?g0.expr=up',
        aboutSlo: 'availability',
        asksFreeze: false,
        toldIn: null,
      },
    }),
  )
  await store.incidents.saveEpisodes({ source: 'alertmanager', fingerprint: 'f00d' }, [
    { startedAt: clock.now() - 50 * MINUTE_MS, endedAt: clock.now() - 40 * MINUTE_MS, incident },
    { startedAt: clock.now() - 35 * MINUTE_MS, endedAt: clock.now() - 20 * MINUTE_MS, incident },
  ])
  await store.incidents.save(
    anIncident({
      id: 'i-part',
      what: 'Latency',
      startedAt: clock.now() - 45 * MINUTE_MS,
      mergedInto: incident,
    }),
  )
  await cases.incidents.note(incident, `The database was full.\n${HOSTILE}`, TOMAS)
  await cases.incidents.correct(incident, { endedAt: clock.now() - 15 * MINUTE_MS }, TOMAS)

  const freeze = await cases.freezes.declare({
    service: '*',
    reason: `Black Friday: ${HOSTILE}`,
    until: clock.now() + 3 * DAY_MS,
    userId: INES,
  })
  const correctness = await cases.freezes.declareCorrectness({
    service: GATEWAY,
    what: 'Orders are booked twice',
    userId: TOMAS,
  })
  if (freeze.kind !== 'done' || correctness.kind !== 'done') throw new Error('nothing was declared')
  platform.windows = [
    {
      name: 'weekend',
      reason: 'Nobody is here at the weekend',
      timeZone: 'UTC',
      services: [GATEWAY],
      changes: null,
      schedule: {
        kind: 'weekly',
        from: { weekday: 5, time: '18:00' },
        until: { weekday: 1, time: '08:00' },
      },
    },
  ]
  for (const [index, revision] of ['v3.0.0', ENDLESS.slice(0, 64)].entries())
    await store.calendar.savePlan({
      id: `plan-${index}`,
      service: GATEWAY,
      revision,
      change: 'feature',
      risk: 'medium',
      at: clock.now() + (index + 1) * DAY_MS,
      isStaggered: false,
      plannedBy: DANA,
      plannedAt: clock.now(),
      cancelledAt: null,
      toldAt: null,
      letThroughAt: null,
    })
  await store.calendar.saveAbsence({ userId: SAMIR, from: '2025-10-22', until: '2025-10-27' })
  const { id: declared } = freeze.thing
  return {
    platform,
    granted,
    rejected,
    exception,
    incident,
    levelFreeze,
    declared,
    correctness: correctness.thing.id,
  }
}

/** The same with so many requests and incidents more. */
export async function manyRecords(count: number): Promise<OnFile> {
  const file = await recordsOnFile()
  const { store, clock } = file.platform
  const one = await file.platform.requestNow(file.granted)
  for (let index = 0; index < count; index += 1) {
    const at = clock.now() - (index + 1) * HOUR_MS
    await store.requests.save([{ ...one, id: `r-many-${index}`, requestedAt: at, revision: `v1.${index}` }])
    await store.incidents.save(
      anIncident({ id: `i-many-${index}`, what: `Alert ${index}`, startedAt: at, endedAt: at + MINUTE_MS }),
    )
  }
  return file
}
