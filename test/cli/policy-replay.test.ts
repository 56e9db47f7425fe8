import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { MeasuredReading } from '../../src/core/budgets/reading.ts'
import { DAY_MS, HOUR_MS } from '../../src/core/kernel/time/duration.ts'
import { commandsOf } from '../docs/snippets/commands.ts'
import { aHome, type Home } from './a-home.ts'
import { runCli } from './run-cli.ts'

const PAGE = await readFile(join(import.meta.dirname, '../../docs/replay.md'), 'utf8')

const readingAt = (at: number, remainingRatio: number): MeasuredReading => ({
  kind: 'measured',
  service: 'checkout',
  slo: 'orders',
  at,
  good: null,
  total: null,
  errorRatio: 0.01 * (1 - remainingRatio),
  remainingRatio,
  burnRates: { '5m': 0, '1h': 0, '6h': 0, '1d': 0, '3d': 0 },
  spentLastDayRatio: 0,
  exhaustsInMs: null,
  coverage: 1,
})

/** Two days with plenty left and one with two fifths, in which a feature was held up for its signatures. */
async function recorded(): Promise<Home> {
  const home = await aHome()
  const now = Date.now()
  await home.store(async ({ readings, statuses, audit }) => {
    const begins = now - 3 * DAY_MS
    const left = (hour: number): number => (hour < 48 ? 0.9 : 0.4)
    await readings.add(
      Array.from({ length: 72 }, (_, hour) => readingAt(begins + hour * HOUR_MS, left(hour))),
    )
    const change = { slo: 'orders', remainingRatio: 0.4, policyVersion: '1.0' }
    await statuses.addTransitions([
      { id: 't-1', service: 'checkout', from: 'HEALTHY', to: 'WARNING', at: begins + 2 * DAY_MS, ...change },
    ])
    await audit.append([
      {
        at: now - HOUR_MS,
        kind: 'gate',
        actor: 'token:ci',
        service: 'checkout',
        data: {
          allowed: false,
          change: 'feature',
          decision: 'needs-approval',
          environment: 'production',
          reasons: ['approval_missing'],
          request: null,
          revision: 'v7',
          risk: 'medium',
          seats: [
            { count: 1, filledBy: [], role: 'service-owner' },
            { count: 1, filledBy: [], role: 'senior-engineer' },
          ],
        },
      },
    ])
  })
  return home
}

test('a policy is told beside what happened, for people, reviews and scripts', async () => {
  const home = await recorded()
  const looser = (await readFile(join(home.dir, 'config/policies/error-budget-policy.yaml'), 'utf8')).replace(
    'when: { remaining: { at_most: 50 } }',
    'when: { remaining: { at_most: 35 } }',
  )
  await home.write('new.yaml', looser)
  const asked = ['policy', 'replay', '--policy', join(home.dir, 'config/new.yaml'), ...home.config]
  const { code, out } = await runCli(asked)
  expect(code).toBe(0)
  expect(out).toContain('Checkout (checkout)')
  expect(out).toContain('announcements: 1 → 0')
  expect(out).toContain('deployments: 1 asked for; 1 wait for people → 1 wait for people')
  expect(out).toContain('Senior engineer 1 → 0')

  const zones = await runCli(['policy', 'replay', '--policy', 'zones', '--markdown', ...home.config])
  expect(zones.out).toContain('# Replay')
  expect(zones.out).toContain('announcements: 1 → 1')

  const answer = await runCli(['policy', 'replay', '--json', ...home.config])
  expect(JSON.parse(answer.out)).toMatchObject({
    looks: 72,
    services: [
      {
        service: 'checkout',
        announcements: { then: [{ to: 'WARNING' }], replayed: [{ to: 'WARNING' }] },
        deployments: [{ revision: 'v7', then: 'asks', replayed: 'asks' }],
      },
    ],
  })
})

test('what cannot be replayed is refused with what would be right', async () => {
  const home = await aHome()
  const without = await runCli(['policy', 'replay', ...home.config])
  expect(without).toMatchObject({ code: 1, out: '' })
  expect(without.err).toMatch(/cannot open the store .*the bot makes it when it starts/s)
  const recordedHome = await recorded()
  const unknown = await runCli(['policy', 'replay', '--service', 'chekout', ...recordedHome.config])
  expect(unknown.code).toBe(1)
  expect(unknown.err).toMatch(/no service is called chekout.*checkout/)
})

test('each command of docs/replay.md runs', async () => {
  const home = await recorded()
  await home.write('new.yaml', await readFile(join(home.dir, 'config/policies/zones.yaml'), 'utf8'))
  const [, block = ''] = /```sh\n([^]*?)```/.exec(PAGE) ?? []
  const commands = commandsOf(block)
  expect(commands).toHaveLength(3)
  for (const words of commands) {
    const args = words.map((word) => (word === 'new.yaml' ? join(home.dir, 'config/new.yaml') : word))
    expect(await runCli([...args, ...home.config])).toMatchObject({ code: 0, err: '' })
  }
})
