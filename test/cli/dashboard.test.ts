import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DASHBOARD_NAMES } from '../../src/adapters/grafana/names.ts'
import { aHome } from './a-home.ts'
import { runCli } from './run-cli.ts'

const ML = ['--config', join(import.meta.dirname, '../../config/examples/ml-platform')]

const titleOf = (json: string): unknown => (JSON.parse(json) as { readonly title: unknown }).title

describe('budgeteer dashboard', () => {
  test('writes all of them into a folder', async () => {
    const { dir } = await aHome()
    const folder = join(dir, 'dashboards')
    expect(await runCli(['dashboard', ...ML, '--out', folder])).toEqual({ code: 0, out: '', err: '' })
    expect((await readdir(folder)).toSorted()).toEqual(
      DASHBOARD_NAMES.map((name) => `${name}.json`).toSorted(),
    )
    expect(titleOf(await readFile(join(folder, 'ml-platform.json'), 'utf8'))).toBe(
      'ML Platform SLO Dashboard',
    )
  })

  test('writes one to standard output', async () => {
    const { code, out, err } = await runCli(['dashboard', 'error-budget', ...ML])
    expect({ code, err, title: titleOf(out) }).toEqual({ code: 0, err: '', title: 'Error budget' })
  })

  test('leaves out, and says, what the configuration has nothing for', async () => {
    const { dir, config } = await aHome()
    const all = await runCli(['dashboard', ...config, '--out', join(dir, 'all')])
    expect(all.code).toBe(0)
    expect(all.err).toContain('left out: ml-platform: rules can record none of the SLOs')
    expect((await readdir(join(dir, 'all'))).toSorted()).toEqual(['budgeteer.json', 'error-budget.json'])
    const one = await runCli(['dashboard', 'ml-platform', ...config])
    expect({ code: one.code, out: one.out }).toEqual({ code: 1, out: '' })
    expect(one.err).toContain('error: ml-platform: rules can record none of the SLOs')
  })

  test('wants to know where all of them go', async () => {
    const { code, err } = await runCli(['dashboard', ...ML])
    expect({ code, err: err.trim() }).toEqual({
      code: 2,
      err: 'error: say which dashboard (error-budget, ml-platform, budgeteer), or --out for all of them',
    })
  })

  test('knows no other', async () => {
    const { code, err } = await runCli(['dashboard', 'weather', ...ML])
    expect(code).toBe(2)
    expect(err).toContain('Allowed choices are error-budget, ml-platform, budgeteer')
  })

  test('links to the pages where the configuration has their address', async () => {
    const home = await aHome()
    await home.edit('budgeteer.yaml', 'store:', 'pages: { url: https://budgets.example.com/ }\nstore:')
    const { out } = await runCli(['dashboard', 'error-budget', ...home.config])
    expect(out).toContain('"url": "https://budgets.example.com"')
    expect(out).toContain('https://budgets.example.com/services/{{service}}')
  })
})
