import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { aHome } from './a-home.ts'
import { runCli } from './run-cli.ts'

const PRO_API = ['--config', 'config/examples/pro-api']

describe('budgeteer risks', () => {
  test('ranks the starting set, and says what mitigations save', async () => {
    const { code, out, err } = await runCli(['risks', ...PRO_API])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('Target 99.9%: a budget of 525.96 min a year.')
    expect(out).toContain(
      '0 min accepted, 525.96 min unallocated; too big for a single risk: more than 131.49 min (25%).',
    )
    expect(out).toMatch(/\n +1 +red +Third-party dependency failure +6\.09 +365\.25\n/)
    expect(out).toMatch(/\n +3 +green +Software defects in the code +8\.12 +129\.87\n/)
    expect(out).toContain('All risks together: 1,082.88 min a year, 205.9% of the budget.')
    expect(out).toMatch(
      /Answer with the last known prices +Third-party dependency failure +328\.73 +15 +21\.92 +green, rank 7\n/,
    )
    expect(out).not.toContain('simulated')
  })

  test('plays the same years for the same seed', async () => {
    const played = async (seed: string) =>
      (await runCli(['risks', ...PRO_API, '--simulate', '--seed', seed, '--years', '500'])).out
    const first = await played('7')
    expect(first).toContain('500 simulated years (seed 7, lengths exponential)')
    expect(first).toContain('the formula says 1,082.88 min')
    expect(await played('7')).toBe(first)
    expect(await played('8')).not.toBe(first)
  })

  test('shows what people accepted, from the store, and money where the service has a price', async () => {
    const home = await aHome()
    const config = home.config[1] ?? ''
    await writeFile(
      join(config, 'risks.yaml'),
      `catalogs:
  - name: shop
    title: Shop
    services: [checkout]
    target: 99.9
    risks:
      - { name: cache, title: The cache, ettd: 0s, ettr: 1h, users: 100, ettf: 8766h }
      - { name: disk, title: The disk, ettd: 0s, ettr: 30m, users: 100, ettf: 8766h }
`,
    )
    await home.store(({ risks }) =>
      risks.saveAct({
        catalog: 'shop',
        risk: 'cache',
        isAccepted: true,
        by: 'U1',
        at: 0,
        why: 'x',
        badMinutesPerYear: 20,
      }),
    )
    const { code, out } = await runCli(['risks', '--service', 'checkout', '--json', ...home.config])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      catalogs: [
        {
          budgetMinutes: 525.96,
          acceptedMinutes: 0,
          risks: [
            {
              risk: 'cache',
              colour: 'green',
              badMinutesPerYear: 60,
              decided: { accepted: true, by: 'U1', at: '1970-01-01T00:00:00.000Z', outgrown: true },
            },
            { risk: 'disk', badMinutesPerYear: 30, decided: null },
          ],
        },
      ],
    })
    expect((await runCli(['risks', ...home.config])).out).toContain(
      'The cache: accepted at 20 min a year; the figures got worse since, so it no longer counts.',
    )
  })

  test('says so where there is no catalog', async () => {
    const home = await aHome()
    expect(await runCli(['risks', ...home.config])).toMatchObject({
      code: 0,
      out: 'No risk catalog is configured: write risks.yaml beside budgeteer.yaml.\n',
    })
  })

  test.each([
    {
      args: ['--service', 'pro-apo'],
      says: 'error: no service is called pro-apo; did you mean pro-api? (known: pro-api)\n',
    },
    { args: ['--seed', 'x'], says: /Allowed: a whole number from 0 to 2147483648/ },
    { args: ['--years', '1'], says: /Allowed: a whole number from 2 to 1000000/ },
  ])('refuses $args', async ({ args, says }) => {
    const { code, err } = await runCli(['risks', ...PRO_API, ...args])
    expect(code).toBe(2)
    if (typeof says === 'string') expect(err).toBe(says)
    else expect(err).toMatch(says)
  })
})
