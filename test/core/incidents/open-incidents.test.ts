import { expect, test } from 'vitest'
import { openIncidents } from '../../../src/core/incidents/open-incidents.ts'
import { MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { anIncident } from '../../support/an-incident.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'

test('incidents that go on are counted for each service, also where there is none', async () => {
  const platform = await Platform.open([service(GATEWAY), service('feature-store')])
  const now = platform.clock.now()
  for (const [id, given] of Object.entries({
    i_1: {},
    i_2: { startedAt: now - 2 * MINUTE_MS },
    i_3: { endedAt: now - MINUTE_MS },
    i_4: { mergedInto: 'i_1' },
    i_5: { service: 'gone' },
  }))
    await platform.store.incidents.save(anIncident({ id, ...given }))
  expect(await openIncidents(platform.deps)).toEqual(
    new Map([
      [GATEWAY, 2],
      ['feature-store', 0],
    ]),
  )
  await platform.close()
})
