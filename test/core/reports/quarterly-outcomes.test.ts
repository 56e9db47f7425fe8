import { afterAll, beforeAll, expect, test } from 'vitest'
import { reportDrawing } from '../../../src/adapters/reports/report-drawing.ts'
import { reportFile } from '../../../src/adapters/reports/report-file.ts'
import { reportMail } from '../../../src/adapters/reports/report-mail.ts'
import { reportAnswer } from '../../../src/adapters/slack/blocks/report.ts'
import { outcomesText } from '../../../src/cli/terminal/outcomes-text.ts'
import { reportJson } from '../../../src/cli/terminal/report-json.ts'
import { reportMarkdown } from '../../../src/cli/terminal/report-markdown.ts'
import { reportText } from '../../../src/cli/terminal/report-text.ts'
import { pushedSource } from '../../../src/core/budgets/pushed-source.ts'
import { MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { quarterOutcomes, TELLING_FROM } from '../../../src/core/outcomes/quarter.ts'
import { reportOf } from '../../../src/core/reports/report-commands.ts'
import { reportDocument } from '../../../src/core/reports/report-in-words.ts'
import { periodAt, type ReportPeriod } from '../../../src/core/reports/report-period.ts'
import type { Report, ReportKind } from '../../../src/core/reports/report.ts'
import { approve } from '../../../src/core/requests/click.ts'
import { reportDeployment } from '../../../src/core/rollouts/report-deployment.ts'
import { TOMAS, VICTOR } from '../../support/people.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'

const wide = { columns: Infinity, paint: (text: string) => text }

let platform: Platform
let quarter: ReportPeriod
beforeAll(async () => {
  platform = await Platform.open([service(GATEWAY), service('search')])
  quarter = periodAt('quarter', 'UTC', platform.clock.now())
  await platform.settle(0.2)
  for (let index = 0; index < TELLING_FROM; index += 1) await approved(`v1.0.${index}`)
  await overridden('v1.1.0')
  platform.clock.advance(MINUTE_MS)
})
afterAll(() => platform.close())

/** By the one who always says yes, after a minute; nobody deploys on it. */
async function approved(revision: string): Promise<void> {
  const id = await platform.opened({ change: 'p0-hotfix', revision })
  platform.clock.advance(MINUTE_MS)
  await approve(platform.deps, id, TOMAS)
}

/** Deployed at once, and taken back. */
async function overridden(revision: string): Promise<void> {
  await platform.opened({
    change: 'feature',
    revision,
    way: 'override',
    requestedBy: VICTOR,
    documents: new Map([['documentation', 'The launch cannot wait']]),
  })
  await platform.gate({ change: 'feature', revision, run: '7', attempt: 1 })
  await reportDeployment(platform.deps, {
    service: GATEWAY,
    revision,
    environment: 'production',
    event: 'rolled_back',
    percent: null,
    requestId: null,
    idempotencyKey: null,
    token: 'ci',
  })
}

async function made(kind: ReportKind, of?: string): Promise<Report> {
  const world = { ...platform.everything, pastSource: pushedSource(platform.store.pushedCounts) }
  const outcome = await reportOf(world, {
    kind,
    ...(kind === 'quarterly' && { period: quarter.name }),
    ...(of !== undefined && { service: of }),
  })
  if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.message))
  return outcome.thing
}

const QUESTION =
  'SRE: 30 of 30, median 60 s, none rolled back afterwards (ordinary approvals). Does this seat still decide anything, or could the policy do without it?'

const sectionsOf = (report: Report) =>
  reportDocument(report).sections.map(({ heading, parts }) => ({ heading, parts }))

test('the quarterly report asks the policy’s owner about a seat that always approves', async () => {
  const report = await made('quarterly')
  expect(sectionsOf(report)).toContainEqual({
    heading: 'For the policy’s owner',
    parts: [{ kind: 'lines', title: null, lines: [QUESTION] }],
  })
  expect(reportDocument(report).headline.at(-1)).toMatchObject({
    label: 'Seats that always approve',
    value: '1',
  })
})

test('says of each way what became of it, as budgeteer outcomes does', async () => {
  const report = await made('quarterly')
  const found = await quarterOutcomes(platform.store, ['production'], quarter)
  expect(report.outcomes).toMatchObject({ paths: found.paths, seats: found.seats })
  const printed = outcomesText({ period: quarter, found, book: platform.everything.roleBook() }, wide)
  const part = reportText(report, wide)
  for (const line of printed.split('\n').filter((one) => /rolled back afterwards/.test(one)))
    expect(part).toContain(line.trim())
  expect(printed).toContain('SRE: 30 of 30')
  const [table] =
    sectionsOf(report).find(({ heading }) => heading === 'What became of the requests')?.parts ?? []
  const rows = table?.kind === 'table' ? table.rows.map((row) => row.map(({ text }) => text)) : []
  expect(rows).toContainEqual(['Overrides', '1', '1', '1', '0', '–'])
  expect(rows).toContainEqual(['Ordinary approvals', '30', '0', '0', '0', '–'])
  for (const row of rows) expect(printed.replaceAll(/ +/g, ' ')).toContain(row.join(' '))
})

test('every form of it has the question', async () => {
  const report = await made('quarterly')
  const document = reportDocument(report)
  const page = await reportDrawing(() => Promise.resolve(null)).page(document)
  const forms = [
    reportText(report, wide),
    reportMarkdown(report).replaceAll('\\', ''),
    JSON.stringify(reportJson(report)),
    reportFile(page),
    reportMail(document, { picture: null, link: null }),
    JSON.stringify(reportAnswer(document, null).blocks),
  ]
  for (const form of forms) expect(form).toContain(QUESTION)
})

test('the report of one service has what was asked for it', async () => {
  const quiet = await made('quarterly', 'search')
  expect(quiet.outcomes?.seats).toEqual([])
  expect(quiet.outcomes?.paths.map(({ granted }) => granted)).toEqual([0, 0, 0, 0])
  expect((await made('quarterly', GATEWAY)).outcomes).toEqual((await made('quarterly')).outcomes)
})

test('other kinds of reports say nothing of it', async () => {
  expect((await made('weekly')).outcomes).toBeNull()
})
