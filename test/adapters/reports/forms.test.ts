import { afterAll, beforeAll, expect, test } from 'vitest'
import { reportDrawing } from '../../../src/adapters/reports/report-drawing.ts'
import { reportFile } from '../../../src/adapters/reports/report-file.ts'
import { reportMail } from '../../../src/adapters/reports/report-mail.ts'
import { reportAnswer } from '../../../src/adapters/slack/blocks/report.ts'
import { reportMarkdown } from '../../../src/cli/terminal/report-markdown.ts'
import { reportText } from '../../../src/cli/terminal/report-text.ts'
import { type Report, REPORT_KINDS, type ReportKind } from '../../../src/core/reports/report.ts'
import { reportOf } from '../../../src/core/reports/report-commands.ts'
import { reportDocument } from '../../../src/core/reports/report-in-words.ts'
import type { ReportWorld } from '../../../src/core/reports/report-world.ts'
import type { Platform } from '../../support/platform.ts'
import { platformWithOctober } from '../../support/reported-month.ts'

const PERIODS: Readonly<Record<ReportKind, string>> = {
  weekly: '2026-W44',
  executive: '2026-10',
  monthly: '2026-10',
  quarterly: '2026-Q4',
}

let platform: Platform
let world: ReportWorld
beforeAll(async () => {
  ;({ platform, world } = await platformWithOctober())
})
afterAll(() => platform.close())

async function made(kind: ReportKind, service?: string): Promise<Report> {
  const outcome = await reportOf(world, {
    kind,
    period: PERIODS[kind],
    ...(service !== undefined && { service }),
  })
  if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.message))
  return outcome.thing
}

/** What a form says, without its markup, as one line. */
const plain = (form: string): string =>
  form
    .replaceAll(/<style>[^]*?<\/style>|<svg[^]*?<\/svg>|<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/\\([^\w\s])/g, '$1')
    .replaceAll(/\\n|[*•|]|\s+/g, ' ')
    .replaceAll(/ +/g, ' ')

/** Numbers with their units: `-50%`, `66.96 minutes`, `EUR 8,035`, `11.8 d`. */
const figuresIn = (document: ReturnType<typeof reportDocument>): readonly string[] =>
  JSON.stringify(document).match(/(?:EUR )?-?\d[\d.,]*(?:%| minutes| h\b| d\b| of \d+)/g) ?? []

test.each([...REPORT_KINDS.map((kind) => [kind, undefined] as const), ['monthly', 'checkout'] as const])(
  'every form of the %s report (service: %s) says the same figures',
  async (kind, service) => {
    const report = await made(kind, service)
    const document = reportDocument(report)
    const figures = figuresIn(document)
    expect(figures.length).toBeGreaterThan(5)
    const page = await reportDrawing(() => Promise.resolve(null)).page(document)
    const forms = {
      text: reportText(report, { columns: Infinity, paint: (text) => text }),
      markdown: reportMarkdown(report),
      html: reportFile(page),
      mail: reportMail(document, { picture: null, link: null }),
    }
    for (const [form, said] of Object.entries(forms)) {
      const words = plain(said)
      for (const figure of figures) expect(words, form).toContain(figure)
    }
    // Slack has the details of services where the report is about one, and what is about all otherwise.
    const shown = {
      ...document,
      sections: document.sections.filter((one) => service !== undefined || one.service === null),
    }
    const inSlack = plain(JSON.stringify(reportAnswer(document, null).blocks))
    for (const figure of figuresIn(shown)) expect(inSlack).toContain(figure)
  },
)
