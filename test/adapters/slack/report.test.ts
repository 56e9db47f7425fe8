import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { KnownBlock } from '@slack/types'
import type { Message } from '../../../demo/workspace/state.ts'
import { fitsMessage } from '../../../src/adapters/slack/blocks/limits.ts'
import { reportAnswer } from '../../../src/adapters/slack/blocks/report.ts'
import { aReport, anEmptyReport } from '../../support/a-report.ts'
import { alive, mrkdwnIn } from '../../support/hostile-name.ts'
import { allText, messageIn } from './support/answers.ts'
import { DEV, type Office, openOffice, SRE } from './support/office.ts'

const LINK = { url: 'https://bot.example/reports/monthly/2026-10', words: 'The report in the browser' }

describe('/budget report', () => {
  let office: Office
  beforeAll(async () => {
    office = await openOffice('socket')
  })
  afterAll(() => office.close())
  const typed = async (line: string, who = DEV): Promise<Message> =>
    messageIn(await office.workspace.runCommand(who, 'engineering', line))

  test('is answered to the person alone, with the report of the last month', async () => {
    const answer = await typed('/budget report')
    expect(answer.ephemeralFor).toBe(DEV)
    expect(answer.blocks[0]).toMatchObject({
      type: 'header',
      text: { text: expect.stringMatching(/^Monthly SLO report: /) as string },
    })
    expect(answer.text).toContain('SLOs met')
    expect(allText(answer)).toContain('All SLOs')
  })

  test.each([
    ['/budget report weekly 2026-W10', 'Weekly report: Week 10 of 2026'],
    ['/budget report 2026-w10', 'Weekly report: Week 10 of 2026'],
    ['/budget report 2026-02', 'Monthly SLO report: February 2026'],
    ['/budget report 2026-02 exec', 'Executive summary: February 2026'],
    ['/budget report billing 2025-Q4 executive', 'Executive summary: Fourth quarter of 2025'],
    ['/budget report q 2025-q4', 'Quarterly report: Fourth quarter of 2025'],
  ])('%s is %s', async (line, title) => {
    expect((await typed(line)).text).toContain(title)
  })

  test('of one service has its details', async () => {
    const said = allText(await typed('/budget report monthly 2026-02 bill'))
    expect(said).toContain('Recommendations')
    expect(said).not.toContain('Registry')
  })

  test('is the same for who sits in another time zone', async () => {
    const [here, there] = [await typed('/budget report 2026-02'), await typed('/budget report 2026-02', SRE)]
    const words = ({ blocks }: Message): unknown => blocks.map((block) => ({ ...block, block_id: '' }))
    expect(words(there)).toEqual(words(here))
  })

  test.each([
    [
      '/budget report 2026-13',
      /“2026-13” is no week, month or quarter\. Write `\/budget report monthly 2026-10`/,
    ],
    [
      '/budget report monthly 2026-W10',
      /The monthly report is about a month such as 2026-10, not “2026-W10”/,
    ],
    ['/budget report 2199-01', /January 2199 has not begun yet/],
    ['/budget report biling', /no service “biling”.*Did you mean `billing`/],
    ['/budget report yearly', /no service “yearly”.*Reports are weekly, executive, monthly and quarterly\./],
    ['/budget report weekly monthly', /One report at a time: /],
  ])('%s is answered with what would be right', async (line, words) => {
    expect((await typed(line)).text).toMatch(words)
  })
})

describe('a report in Slack', () => {
  const buttonOf = (blocks: readonly KnownBlock[]): unknown => blocks.at(-1)

  test('ends with the button to its page, and says in its text what its headline says', () => {
    const { text, blocks } = reportAnswer(aReport(3), LINK)
    expect(buttonOf(blocks)).toMatchObject({
      type: 'actions',
      elements: [{ type: 'button', url: LINK.url, text: { text: LINK.words } }],
    })
    expect(text).toContain('SLOs met: 2 of 3; Incidents: 3 in 2 hours 10 minutes, 41% of budgets')
  })

  test('has no button where nothing says how people reach the pages', () => {
    expect(JSON.stringify(reportAnswer(aReport(3), null).blocks)).not.toContain('button')
  })

  test('fits a message, however many services there are, and counts what it leaves out', () => {
    const { blocks } = reportAnswer(aReport(300), LINK)
    expect(fitsMessage(blocks)).toBe(true)
    const said = JSON.stringify(blocks)
    expect(said).toContain('… and 285 more')
    expect(said).toContain('300 services have a part of their own in the whole report')
    expect(buttonOf(blocks)).toMatchObject({ type: 'actions' })
  })

  test('says that there is nothing where there is nothing', () => {
    expect(JSON.stringify(reportAnswer(anEmptyReport, null).blocks)).toContain('None.')
  })

  test('lets no name be more than a name', () => {
    for (const text of [
      ...mrkdwnIn(reportAnswer(aReport(2), LINK).blocks),
      reportAnswer(aReport(2), LINK).text,
    ])
      expect(alive(text)).toEqual([])
  })
})
