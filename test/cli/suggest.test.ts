import { describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS } from '../../src/core/kernel/time/duration.ts'
import { aHome, type Home } from './a-home.ts'
import { runCli } from './run-cli.ts'

/** Orders by the hour, a thousandth of which fail, and half of them for six hours ten days ago. */
async function pushHistory(home: Home, days: number): Promise<void> {
  const now = Math.floor(Date.now() / HOUR_MS) * HOUR_MS
  const outage = now - 10 * DAY_MS
  const counts = Array.from({ length: days * 24 }, (_, index) => {
    const at = now - (days * 24 - 1 - index) * HOUR_MS
    const isBad = at > outage && at <= outage + 6 * HOUR_MS
    return { service: 'checkout', slo: 'orders', total: 1_000, good: isBad ? 500 : 999, at }
  })
  await home.store(({ pushedCounts }) => pushedCounts.add(counts))
}

describe('suggest looks at the windows of the past', () => {
  test('and says what was met in most of them, and which burn alerts would have fired', async () => {
    const home = await aHome()
    await pushHistory(home, 45)
    const args = ['suggest', 'checkout', '--last', '44d', '--windows', '7d', ...home.config]
    const { code, out, err } = await runCli([...args, '--json'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const told = JSON.parse(out) as { slos: readonly Record<string, unknown>[] }
    const [slo] = told.slos
    // Six hours at a half are 1.8 % of a week, which a fifth of the windows hold.
    expect(slo).toMatchObject({
      service: 'checkout',
      slo: 'orders',
      present: 99,
      apart: 6,
      allowedByParts: null,
    })
    expect(slo?.['suggested']).toBeGreaterThan(98)
    expect(slo?.['suggested']).toBeLessThan(98.2)
    expect(slo?.['alerts']).toEqual([
      { severity: 'page', fired: 1, significant: 1 },
      expect.objectContaining({ severity: 'ticket' }),
    ])
    const text = await runCli(args)
    expect(text.out).toMatch(/^Windows of 7d in the last 44d\n/)
    expect(text.out).toMatch(
      /checkout\/orders +99% +8\d% +98\.\d+% +98\.\d+% +98\.\d+% +– +98\.\d+% +\d+ \(6\)/,
    )
    expect(text.out).toMatch(/checkout\/orders +page +1 +1 +100%/)
    expect(text.out).toContain('The past does not know what users need.')
  })

  test('and suggests nothing from too few', async () => {
    const home = await aHome()
    await pushHistory(home, 20)
    const { code, out } = await runCli(['suggest', '--last', '19d', '--windows', '7d', ...home.config])
    expect(code).toBe(1)
    expect(out).toContain(
      'checkout/orders: nothing is suggested: it takes 3 windows that do not overlap, and the data has 2',
    )
  })

  test.for([
    [['suggest', 'checkuot'], 1, 'no service is called checkuot'],
    [['suggest', '--last', '7d', '--windows', '28d'], 2, 'must be longer than a window of 28d'],
    [['suggest', '--windows', '6h'], 2, 'must be at least 1d'],
    [['suggest', '--prometheus', 'nowhere'], 2, 'It must be an address'],
  ] as const)('%s', async ([args, exit, right]) => {
    const home = await aHome()
    const { code, err } = await runCli([...args, ...home.config])
    expect(code).toBe(exit)
    expect(err).toContain(right)
  })
})
