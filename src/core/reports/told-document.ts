import { counted } from '../kernel/counted.ts'
import { momentWords } from '../pictures/moment-words.ts'
import type { ReportedService, ReportMessage } from './messages.ts'
import type { ReportCell, ReportDocument } from './report-document.ts'

/** What the message about a report says, in the shape of a report: for receivers that show more than its words. */
export function toldDocument(message: ReportMessage, percent: (ratio: number) => string): ReportDocument {
  const { title, about, late, dueAt, timeZone, headline, services, left, picture } = message
  return {
    title,
    about,
    notes: late
      ? [
          `Due ${momentWords(Date.parse(dueAt), timeZone)}, told now because the bot was away or a source did not answer.`,
        ]
      : [],
    headline,
    picture,
    sections:
      services.length === 0
        ? []
        : [
            {
              heading: left > 0 ? 'The worst services' : 'Services',
              service: null,
              parts: [
                {
                  kind: 'table',
                  title: null,
                  columns: ['Service', 'SLO', 'Budget left', 'Recommendation'].map((column) => ({
                    title: column,
                    isNumber: column === 'Budget left',
                  })),
                  rows: services.map((one) => rowOf(one, percent)),
                },
                ...(left > 0
                  ? [
                      {
                        kind: 'lines' as const,
                        title: null,
                        lines: [`… and ${counted(left, 'more service')}`],
                      },
                    ]
                  : []),
              ],
            },
          ],
  }
}

function rowOf(
  { serviceTitle, sloTitle, objective, remainingRatio, isMet, why, advice }: ReportedService,
  percent: (ratio: number) => string,
): readonly ReportCell[] {
  const budget: ReportCell =
    remainingRatio === null
      ? { text: why ?? 'not known', tone: 'unknown' }
      : { text: percent(remainingRatio), tone: isMet === false ? 'bad' : 'good' }
  return [
    { text: serviceTitle, tone: 'plain' },
    { text: `${sloTitle} ${objective}%`, tone: 'plain' },
    budget,
    { text: advice ?? '–', tone: 'plain' },
  ]
}
