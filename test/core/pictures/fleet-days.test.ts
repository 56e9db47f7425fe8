import { afterEach, beforeEach, expect, it } from 'vitest'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { fleetDays } from '../../../src/core/pictures/fleet-days.ts'
import type { FleetDays } from '../../../src/core/pictures/picture.ts'
import { Platform, service } from '../../support/platform.ts'
import { statusAt } from '../../support/pictured-month.ts'

const NAMES = ['alpha', 'beta', 'gamma', 'delta']
const MIDNIGHT = Date.parse('2025-10-23T00:00:00Z')
const AT = MIDNIGHT + 12 * HOUR_MS

let platform: Platform
beforeEach(async () => {
  platform = await Platform.open(NAMES.map((name) => service(name)))
})
afterEach(() => platform.close())

/** Hours are counted from the midnight before `AT`. */
async function moves(
  name: string,
  ...levels: readonly (readonly [hours: number, to: string])[]
): Promise<void> {
  const transitions = levels.map(([hours, to], index) => ({
    id: `t_${name}_${index}`,
    service: name,
    from: levels[index - 1]?.[1] ?? 'UNKNOWN',
    to,
    at: MIDNIGHT + hours * HOUR_MS,
    slo: 'availability',
    remainingRatio: 0.4,
    policyVersion: '1',
  }))
  await platform.store.statuses.addTransitions(transitions)
  await platform.store.statuses.save([statusAt(AT, transitions)])
}

const shown = async (days: number, most?: number): Promise<FleetDays> =>
  fleetDays(platform.everything, { kind: 'fleet', at: AT, days, ...(most !== undefined && { most }) })

const levelsOf = ({ levels, services }: FleetDays): Record<string, (string | null)[]> =>
  Object.fromEntries(
    services.map((row) => [
      row.service,
      row.days.map((place) => (place === null ? null : (levels[place]?.level ?? null))),
    ]),
  )

it('shows of each day the worst level that held in it, also the one that it began with', async () => {
  await moves('alpha', [-100, 'HEALTHY'], [-40, 'CRITICAL'], [-30, 'WARNING'], [6, 'HEALTHY'])
  expect(levelsOf(await shown(4))['alpha']).toEqual(['HEALTHY', 'CRITICAL', 'WARNING', 'WARNING'])
})

it('a level that begins at midnight is of the new day alone', async () => {
  await moves('alpha', [-100, 'HEALTHY'], [0, 'CRITICAL'])
  expect(levelsOf(await shown(2))['alpha']).toEqual(['HEALTHY', 'CRITICAL'])
})

it('knows nothing of days before a service was measured, nor of what came after its time', async () => {
  await moves('alpha', [-20, 'HEALTHY'], [13, 'CRITICAL'])
  await moves('beta', [-100, 'WARNING'], [-40, 'UNKNOWN'])
  const levels = levelsOf(await shown(3))
  expect(levels['alpha']).toEqual([null, 'HEALTHY', 'HEALTHY'])
  expect(levels['beta']).toEqual(['WARNING', null, null])
  expect(levels['gamma']).toEqual([null, null, null])
})

it('puts the worst of the last day first, and leaves out the rest as a number', async () => {
  await moves('alpha', [-100, 'HEALTHY'])
  await moves('beta', [-100, 'CRITICAL'], [-4, 'WARNING'])
  await moves('gamma', [-100, 'HEALTHY'], [1, 'EMERGENCY'])
  await moves('delta', [-100, 'WARNING'])
  const all = await shown(3)
  expect(all.services.map((row) => row.service)).toEqual(['gamma', 'beta', 'delta', 'alpha'])
  expect(all.leftOut).toBe(0)
  const some = await shown(3, 2)
  expect(some.services.map((row) => row.service)).toEqual(['gamma', 'beta'])
  expect(some.leftOut).toBe(2)
})

it('counts the days on the clock of the policy, with their changes', async () => {
  platform.policy = { ...platform.policy, timeZone: 'Europe/Berlin' }
  const at = Date.parse('2025-10-27T12:00:00Z')
  const { days, until } = await fleetDays(platform.everything, { kind: 'fleet', at, days: 3 })
  expect(days.map((day) => new Date(day).toISOString())).toEqual([
    '2025-10-24T22:00:00.000Z',
    '2025-10-25T22:00:00.000Z',
    '2025-10-26T23:00:00.000Z',
  ])
  expect(until).toBe(at)
})

it('is of thirty days unless said otherwise', async () => {
  const { days, title } = await fleetDays(platform.everything, { kind: 'fleet', at: AT })
  expect(days).toHaveLength(30)
  expect(days[0]).toBe(MIDNIGHT - 29 * DAY_MS)
  expect(title).toBe('Levels of 30 days')
})
