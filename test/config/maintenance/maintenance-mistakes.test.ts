import { describe, expect, test } from 'vitest'
import { loadEdited, problemLines } from '../configuration-folder.ts'

const written = (...items: readonly string[]) =>
  loadEdited([['maintenance.yaml', '', `maintenance:\n${items.map((item) => `  - ${item}\n`).join('')}`]])

test('a file of maintenance is read, each in its own zone', async () => {
  const loaded = await written(
    '{ name: upgrade, reason: r, once: { from: 2026-11-23T00:00, until: 2026-11-23T02:00 }, services: [shop], slos: [orders] }',
    '{ name: sundays, reason: r, weekly: { from: sunday 02:00, until: sunday 04:00 }, time_zone: Asia/Tokyo, slos: [orders] }',
  )
  if (!loaded.ok) throw new Error(problemLines(loaded).join('\n'))
  expect(loaded.catalog.maintenance).toMatchObject([
    {
      name: 'upgrade',
      services: ['shop'],
      slos: ['orders'],
      timeZone: 'UTC',
      schedule: { kind: 'once' },
    },
    { name: 'sundays', services: null, timeZone: 'Asia/Tokyo', schedule: { kind: 'weekly' } },
  ])
  expect(loaded.files.map(({ path }) => path.split('/').at(-1))).toContain('maintenance.yaml')
})

test('without the file nothing is left out', async () => {
  const loaded = await loadEdited([])
  expect(loaded.ok && loaded.catalog.maintenance).toEqual([])
})

describe('a mistake', () => {
  const cron = "cron: { start: '0 2 * * *', lasts: 1h }"
  test.each<[string, string, string]>([
    [
      'a service that is not there',
      `{ name: a, reason: r, ${cron}, services: [shp] }`,
      'maintenance.yaml:2 maintenance[a].services[0]: no service is called shp; did you mean shop? (known: shop, search)',
    ],
    [
      'an SLO that its services do not have',
      `{ name: a, reason: r, ${cron}, services: [shop], slos: [ordrs] }`,
      'maintenance.yaml:2 maintenance[a].slos[0]: no SLO of these services is called ordrs; did you mean orders? (known: orders, speed)',
    ],
    [
      'no time',
      '{ name: a, reason: r }',
      'maintenance.yaml:2 maintenance[a]: maintenance has exactly one of once, yearly, weekly, cron',
    ],
    [
      'an end before the beginning',
      '{ name: a, reason: r, once: { from: 2026-11-23T02:00, until: 2026-11-23T00:00 } }',
      'maintenance.yaml:2 maintenance[a].once.until: maintenance ends after it begins',
    ],
    [
      'a key that is none',
      `{ name: a, reason: r, ${cron}, changes: [feature] }`,
      'maintenance.yaml:2 maintenance[a].changes: unknown key; known: name, reason, once, yearly, weekly, cron, time_zone, services, slos',
    ],
  ])('%s', async (_, item, line) => {
    const loaded = await written(item)
    expect(loaded.ok).toBe(false)
    expect(problemLines(loaded)[0]).toContain(line)
  })

  test('two of one name', async () => {
    const item = `{ name: a, reason: r, ${cron}, services: [shop], slos: [orders] }`
    expect(problemLines(await written(item, item))).toEqual([
      'maintenance.yaml:3 maintenance[a].name: another one is called a; names are distinct',
    ])
  })
})

test('SLOs that keep their maintenance are named', async () => {
  const loaded = await written("{ name: nightly, reason: r, cron: { start: '0 2 * * *', lasts: 1h } }")
  expect(loaded.ok).toBe(true)
  expect(problemLines(loaded)).toEqual([
    'warning maintenance.yaml:2 maintenance[nightly]: maintenance stays in search/recorded: its SLI is a budget that something else has worked out already',
  ])
})
