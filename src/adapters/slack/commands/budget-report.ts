import { reportDocument } from '../../../core/reports/report-in-words.ts'
import { REPORT_KINDS, type ReportKind } from '../../../core/reports/report.ts'
import { periodNamed, type ReportUnit } from '../../../core/reports/report-period.ts'
import type { ReportWish } from '../../../core/reports/report-commands.ts'
import type { UseCases } from '../../../core/use-cases.ts'
import { listInWords } from '../../../core/kernel/list-in-words.ts'
import { refusal } from '../answer.ts'
import { reportAnswer } from '../blocks/report.ts'
import { escapedLine } from '../escape.ts'
import { Misunderstood } from './misunderstood.ts'
import { resolveService } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'
import type { Word } from './words.ts'

const FORMS = '`/budget report monthly 2026-10`, `weekly 2026-W44`, `quarterly 2026-Q3`'

/** The report that is meant where a period alone is typed. */
const KIND_OF: Readonly<Record<ReportUnit, ReportKind>> = {
  week: 'weekly',
  month: 'monthly',
  quarter: 'quarterly',
}

export const budgetReport: Subcommand = {
  command: '/budget',
  name: 'report',
  usage: '[weekly|executive|monthly|quarterly] [period] [service]',
  summary: 'what a week, a month or a quarter came to; the last one that is over unless a period is named',
  async run({ words, useCases }) {
    const wish = wishIn(words, useCases)
    const outcome = await useCases.reports.of(wish)
    if (outcome.kind === 'refused') return refusal(outcome)
    const { kind, period, service } = outcome.thing
    const link = useCases.pageLink({
      kind: 'report',
      of: kind,
      period: period.name,
      ...(service !== null && { service }),
    })
    return reportAnswer(reportDocument(outcome.thing), link)
  },
}

/** Kind, period and service, in any order. Throws Misunderstood. */
function wishIn(words: readonly Word[], useCases: Pick<UseCases, 'catalog'>): ReportWish {
  const services = useCases.catalog().services
  let wish: Partial<ReportWish> = {}
  for (const { text } of words) {
    const part = services.has(text)
      ? { service: text }
      : (kindIn(text) ?? periodIn(text) ?? serviceIn(text, useCases))
    const [name = ''] = Object.keys(part)
    if (name in wish)
      throw new Misunderstood(`One report at a time: ${FORMS}, each with one service or none.`)
    wish = { ...wish, ...part }
  }
  return { kind: kindFor(wish.period), ...wish }
}

function kindIn(text: string): Pick<ReportWish, 'kind'> | undefined {
  const known = REPORT_KINDS.filter((kind) => kind.startsWith(text.toLowerCase()))
  return known.length === 1 && known[0] !== undefined ? { kind: known[0] } : undefined
}

/** What begins like a year is a period, or meant to be one. */
function periodIn(text: string): Pick<ReportWish, 'period'> | undefined {
  if (!/^\d/.test(text)) return undefined
  if (unitOf(text) !== undefined) return { period: text }
  throw new Misunderstood(`“${escapedLine(text.slice(0, 60))}” is no week, month or quarter. Write ${FORMS}.`)
}

/** What is no period may be a misspelt kind as well as a misspelt service. */
function serviceIn(text: string, useCases: Pick<UseCases, 'catalog'>): Pick<ReportWish, 'service'> {
  try {
    return { service: resolveService(text, useCases) }
  } catch (error) {
    if (!(error instanceof Misunderstood)) throw error
    throw new Misunderstood(`${error.message} Reports are ${listInWords(REPORT_KINDS)}.`)
  }
}

// Which unit a name is of is the same in every zone.
const unitOf = (period: string): ReportUnit | undefined => periodNamed(period, 'UTC')?.unit

const kindFor = (period: string | undefined): ReportKind =>
  KIND_OF[(period === undefined ? undefined : unitOf(period)) ?? 'month']
