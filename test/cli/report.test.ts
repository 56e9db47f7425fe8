import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ReportPeriod } from '../../src/core/reports/report-period.ts'
import { requiredProgram } from '../support/required-program.ts'
import { aHome, type Home, pushLastWeek } from './a-home.ts'
import { runCli } from './run-cli.ts'

let home: Home
let week: ReportPeriod
beforeEach(async () => {
  home = await aHome()
  week = await pushLastWeek(home)
})

const report = (...args: readonly string[]) => runCli(['report', ...args, ...home.config])

describe('budgeteer report', () => {
  test('prints a week that is over, and leaves the store as it was', async () => {
    const { code, out } = await report('weekly', '--for', week.name)
    expect(code).toBe(0)
    expect(out).toContain(`Weekly report: ${week.title}`)
    expect(out).toMatch(/Checkout .*Orders that go through 99% over 30d .*50%/)
    await home.store(async (store) => {
      expect(await store.periodFigures.of(week)).toEqual([])
    })
  })

  test('answers with JSON in camel case', async () => {
    const { out } = await report('executive', '--for', week.name, '--json')
    const json = JSON.parse(out) as { services: { slos: { measured: { remainingRatio: number } }[] }[] }
    expect(json.services[0]?.slos[0]?.measured.remainingRatio).toBeCloseTo(0.5, 9)
  })

  test('writes Markdown and one HTML file with a picture in it', async () => {
    const page = join(home.dir, 'week.html')
    expect((await report('weekly', '--format', 'html', '--out', page)).code).toBe(0)
    const html = await readFile(page, 'utf8')
    expect(html).toContain('<svg')
    expect(html).toContain('Weekly report')
    expect((await report('weekly', '--format', 'markdown')).out).toContain('## Budgets and their trend')
  })

  test.skipIf(requiredProgram('chromium') === undefined)('writes a PDF', async () => {
    const paper = join(home.dir, 'week.pdf')
    expect((await report('weekly', '--format', 'pdf', '--out', paper)).code).toBe(0)
    expect((await readFile(paper)).subarray(0, 5).toString()).toBe('%PDF-')
  })

  test('says what it cannot be about', async () => {
    expect(await report('monthly', '--for', 'october')).toMatchObject({
      code: 2,
      err: expect.stringContaining(
        'The monthly report is about a month such as 2026-10, not “october”.',
      ) as string,
    })
    expect((await report('yearly')).code).toBe(2)
  })
})
