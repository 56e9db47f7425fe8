import type { DraftWorld } from '../../src/core/postmortems/postmortem-world.ts'
import { MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import { costIncidents } from '../../src/core/incidents/cost-incidents.ts'
import { useCases } from '../../src/core/use-cases.ts'
import { anAlert } from './alerts.ts'
import { INES, MEI, OMAR, ROLE_BOOK, TOMAS } from './people.ts'
import { GATEWAY, Platform } from './platform.ts'

export interface Outage {
  readonly platform: Platform
  /** Id of the incident. */
  readonly incident: string
}

/** What a draft on the platform is made of, now. */
export const draftWorldOf = ({ store, catalog, clock }: Platform): DraftWorld => ({
  store,
  catalog,
  roleBook: ROLE_BOOK,
  now: clock.now(),
})

/** A deployment that went wrong, from its beginning to the day after: an alert, a freeze, a hotfix, and a rollback. */
export async function anOutage(): Promise<Outage> {
  const platform = await Platform.open()
  const { clock, source } = platform
  const cases = useCases(platform.everything)
  const report = (revision: string, event: 'started' | 'rolled_back' | 'finished') =>
    cases.rollouts.report({
      service: GATEWAY,
      revision,
      environment: 'production',
      event,
      percent: null,
      requestId: null,
      idempotencyKey: null,
      token: 'ci',
    })
  const firing = anAlert({ startsAt: Date.parse('2025-10-23T12:40:00Z') })

  await platform.settle(0.72)
  clock.advance(15 * MINUTE_MS)
  await report('v2.5.0', 'started')
  clock.advance(12 * MINUTE_MS)
  await cases.incidents.takeAlerts([firing])
  source.failedRatio = 0.4
  source.set(GATEWAY, 0.41)
  await platform.poll()
  clock.advance(4 * MINUTE_MS)
  await report('v2.5.0', 'rolled_back')
  source.set(GATEWAY, 0.18)
  await platform.poll()
  await cases.freezes.setIncidentCommander(GATEWAY, MEI, TOMAS)
  clock.advance(3 * MINUTE_MS)
  const hotfix = await platform.opened({ change: 'p0-hotfix', revision: 'v2.5.1' })
  clock.advance(MINUTE_MS)
  await cases.requests.approve(hotfix, TOMAS)
  clock.advance(MINUTE_MS)
  await platform.gate({ change: 'p0-hotfix', revision: 'v2.5.1' })
  await report('v2.5.1', 'started')
  clock.advance(10 * MINUTE_MS)
  await report('v2.5.1', 'finished')
  await cases.incidents.takeAlerts([{ ...firing, status: 'resolved', endsAt: clock.now() }])
  clock.advance(2 * MINUTE_MS)
  await platform.poll()
  await costIncidents(platform.freezing)
  const [found] = await cases.incidents.since(GATEWAY, 0)
  if (found === undefined) throw new Error('there is no incident')
  await cases.incidents.note(found.id, 'The retries of Dana’s client came back in waves.', INES)
  clock.advance(58 * MINUTE_MS)
  await platform.poll()
  await cases.postmortems.addItems({
    incident: found.id,
    text: 'Limit retries at the client\nAlert on the retry rate',
    ownerId: OMAR,
    dueOn: '2025-11-06',
    userId: TOMAS,
  })
  return { platform, incident: found.id }
}
