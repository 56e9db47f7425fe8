import type { ReadSlo } from '../../core/budgets/proposals/read-proposals.ts'
import { percentText } from '../../core/budgets/percent.ts'
import { sloKey } from '../../core/budgets/slo.ts'
import { windowText } from '../../core/budgets/slo-window.ts'
import { durationInWords } from '../../core/kernel/time/duration.ts'
import { windowAt } from '../../core/budgets/slo-window.ts'
import { missingWords, shortened, successText } from '../../core/status/slo-words.ts'
import { plain } from '../terminal/plain.ts'
import { tableText } from '../terminal/table-text.ts'

const HEADINGS = ['SLO', 'OBJECTIVE', 'GOOD', 'BUDGET USED', 'HISTORY', 'WHAT']

/** What each SLO would have read, as a table. */
export function readTable(slos: readonly ReadSlo[]): readonly string[] {
  const rows = slos.map((one) => {
    const { slo } = one
    const figures = figuresOf(one)
    const what = [sloKey(slo), `${slo.objective.percent}%`]
    return 'missing' in figures
      ? [...what, `${slo.title}: ${figures.missing}`]
      : [...what, figures.good, figures.used, figures.history, slo.title]
  })
  return tableText(
    [HEADINGS, ...rows].map((row) => row.map(plain)),
    { headed: true, optional: [HEADINGS.indexOf('WHAT')] },
  )
}

/** The same of one, in a line: `99.82% good over 30 days, 36% of the budget used`. */
export function readLine(one: ReadSlo): string {
  const figures = figuresOf(one)
  if ('missing' in figures) return figures.missing
  const { window } = one.slo
  const over = window.kind === 'rolling' ? durationInWords(window.lengthMs) : windowText(window)
  const short = figures.isWhole ? '' : `, of which there was history for ${figures.history}`
  return `${figures.good} good over ${over}, ${figures.used} of the budget used${short}`
}

type Figures =
  | { readonly missing: string }
  | { readonly good: string; readonly used: string; readonly history: string; readonly isWhole: boolean }

function figuresOf({ slo, reading }: ReadSlo): Figures {
  if (reading.kind === 'missing') {
    const why = shortened(reading.detail, 100)
    return { missing: `no reading, ${missingWords(reading.reason)}${why === '' ? '' : `: ${why}`}` }
  }
  const { errorRatio, remainingRatio, coverage, at } = reading
  return {
    good: successText(1 - errorRatio),
    used: percentText(1 - remainingRatio, [0, 1]),
    history: durationInWords(coverage * windowAt(slo.window, at).lookbackMs),
    isWhole: coverage === 1,
  }
}
