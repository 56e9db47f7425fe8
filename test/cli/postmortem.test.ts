import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '../../src/adapters/system/system-clock.ts'
import { HOUR_MS } from '../../src/core/kernel/time/duration.ts'
import { anIncident } from '../support/an-incident.ts'
import { aHome, type Home } from './a-home.ts'
import { runCli } from './run-cli.ts'

async function aHomeWithIncident(): Promise<Home> {
  const home = await aHome()
  const startedAt = systemClock.now() - 2 * HOUR_MS
  await home.store(({ incidents }) =>
    incidents.save(
      anIncident({
        id: 'i-7k2m9xqpv4',
        service: 'checkout',
        what: 'HighErrorRate',
        startedAt,
        endedAt: startedAt + HOUR_MS,
        costRatio: 0.139,
        slo: 'orders',
        enteredBy: 'U0OWNER',
      }),
    ),
  )
  return home
}

test('a draft is printed as Markdown', async () => {
  const home = await aHomeWithIncident()
  const { code, out, err } = await runCli(['postmortem', 'i-7k2m9xqpv4', ...home.config])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/^# Postmortem: Checkout: HighErrorRate\n/)
  expect(out).toContain('13.9% of the budget of Orders that go through: 60 of 432 minutes')
  expect(out).toContain('## Where we were lucky')
  expect(out).not.toContain('U0OWNER')
})

test('the same is written into a file, as JSON as well', async () => {
  const home = await aHomeWithIncident()
  const file = join(home.dir, 'draft.json')
  const args = ['postmortem', 'i-7k2m9xqpv4', '--format', 'json', '--out', file, ...home.config]
  expect(await runCli(args)).toEqual({ code: 0, out: '', err: '' })
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    incident: { id: 'i-7k2m9xqpv4', service: 'checkout' },
    cost: { costRatio: 0.139, allowedMinutes: 432 },
  })
})

test('a file that cannot be written is said with its name', async () => {
  const home = await aHomeWithIncident()
  const file = join(home.dir, 'nowhere', 'draft.md')
  const { code, err } = await runCli(['postmortem', 'i-7k2m9xqpv4', '--out', file, ...home.config])
  expect(code).toBe(1)
  expect(err).toContain(file)
})

test('an unknown id is answered with the nearest one', async () => {
  const home = await aHomeWithIncident()
  const { code, out, err } = await runCli(['postmortem', 'i-7k2m9xqpv5', ...home.config])
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toMatch(
    /^error: there is no incident i-7k2m9xqpv5; the nearest, and the newest:\n {2}i-7k2m9xqpv4 {2}HighErrorRate, checkout, /,
  )
})

test('where no incident is on record, that is said', async () => {
  const home = await aHome()
  await home.store(() => Promise.resolve())
  const { err } = await runCli(['postmortem', 'i-1', ...home.config])
  expect(err).toBe('error: there is no incident i-1; none is on record\n')
})
