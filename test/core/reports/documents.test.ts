import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Report, REPORT_KINDS, type ReportKind } from '../../../src/core/reports/report.ts'
import { reportOf } from '../../../src/core/reports/report-commands.ts'
import type { ReportWorld } from '../../../src/core/reports/report-world.ts'
import { reportJson } from '../../../src/cli/terminal/report-json.ts'
import { reportMarkdown } from '../../../src/cli/terminal/report-markdown.ts'
import type { Platform } from '../../support/platform.ts'
import { platformWithOctober } from '../../support/reported-month.ts'

const GOLDEN = join(import.meta.dirname, 'golden')
const PERIODS: Readonly<Record<ReportKind, string>> = {
  weekly: '2026-W44',
  executive: '2026-10',
  monthly: '2026-10',
  quarterly: '2026-Q4',
}

let platform: Platform
let world: ReportWorld
beforeEach(async () => {
  ;({ platform, world } = await platformWithOctober())
})
afterEach(() => platform.close())

async function made(kind: ReportKind, period = PERIODS[kind]): Promise<Report> {
  const outcome = await reportOf(world, { kind, period })
  if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.message))
  return outcome.thing
}

it.each(REPORT_KINDS)('the %s report reads as its golden file, each time', async (kind) => {
  if (kind === 'quarterly') platform.clock.advance(62 * 86_400_000)
  const first = reportMarkdown(await made(kind))
  platform.clock.advance(5 * 86_400_000)
  expect(reportMarkdown(await made(kind))).toBe(first)
  await expect(`${first}\n`).toMatchFileSnapshot(join(GOLDEN, `${kind}.md`))
})

it('says the same in JSON', async () => {
  const json = `${JSON.stringify(reportJson(await made('monthly')), null, 2)}\n`
  await expect(json).toMatchFileSnapshot(join(GOLDEN, 'monthly.json'))
})
