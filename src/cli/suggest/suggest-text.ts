import type { SuggestedAlerts, SuggestedSlo } from '../../app/suggest.ts'
import { percentText } from '../../core/budgets/percent.ts'
import { formatDuration, SECOND_MS } from '../../core/kernel/time/duration.ts'
import { FEWEST_APART, SUGGESTED_SHARE } from '../../core/what-if/suggested-objective.ts'
import { plain } from '../terminal/plain.ts'
import { tableText } from '../terminal/table-text.ts'
import { standardOutput, type Terminal } from '../terminal/terminal.ts'
import { hanging } from '../terminal/wrapped-text.ts'

const HEADINGS = [
  'SLO',
  'PRESENT',
  'MET IN',
  'MET IN 90%',
  'IN 95%',
  'IN 99%',
  'PARTS ALLOW',
  'SUGGESTED',
  'WINDOWS',
]

/** What the past supports, for people. */
export function suggestText(
  told: readonly SuggestedSlo[],
  lastMs: number,
  windowMs: number,
  terminal: Terminal = standardOutput(),
): string {
  const rows = told.flatMap((one) => row(one).map((cells) => cells.map(plain)))
  const alerts = told.flatMap(({ service, slo, alerts: own }) =>
    own.map((alert) => [`${service}/${slo}`, ...alertCells(alert)].map(plain)),
  )
  const few = told.flatMap(({ service, slo, suggestion }) =>
    suggestion.kind === 'too-few'
      ? [
          `${service}/${slo}: nothing is suggested: it takes ${FEWEST_APART} windows that do not overlap, and the data has ${suggestion.apart}`,
        ]
      : [],
  )
  const notes = [
    ...few,
    ...(rows.length === 0
      ? []
      : [
          `A suggestion is what was met in ${percentText(SUGGESTED_SHARE, [])} of the windows, and no more than the parts of a composite allow. The past does not know what users need.`,
          'WINDOWS: all that ended on a day of the past, and in brackets how many of them do not overlap.',
        ]),
    ...(alerts.length === 0
      ? []
      : ['SIGNIFICANT: while the alert lasted, at least a tenth of the budget was spent.']),
  ]
  return [
    terminal.paint(`Windows of ${formatDuration(windowMs)} in the last ${formatDuration(lastMs)}`, 'heading'),
    ...(rows.length === 0 ? [] : ['', ...tableText([HEADINGS, ...rows], { headed: true, terminal })]),
    ...(alerts.length === 0
      ? []
      : [
          '',
          terminal.paint('Burn alerts of the suggested objectives', 'heading'),
          ...tableText([['SLO', 'SEVERITY', 'FIRED', 'SIGNIFICANT', 'PRECISION'], ...alerts], {
            headed: true,
            terminal,
          }),
        ]),
    '',
    ...notes.flatMap((note) => hanging('', plain(note), terminal.columns)),
  ].join('\n')
}

function row({ service, slo, present, suggestion }: SuggestedSlo): readonly (readonly string[])[] {
  if (suggestion.kind === 'too-few') return []
  const { presentMetRatio, supported, allowedByParts, suggested, windows, apart } = suggestion
  return [
    [
      `${service}/${slo}`,
      `${present}%`,
      percentText(presentMetRatio, [0, 1]),
      ...supported.map(({ objective }) => `${objective.percent}%`),
      allowedByParts === null ? '–' : `${allowedByParts.percent}%`,
      `${suggested.percent}%`,
      `${windows} (${apart})`,
    ],
  ]
}

const alertCells = ({ severity, fired, significant }: SuggestedAlerts): readonly string[] => [
  severity,
  String(fired),
  String(significant),
  fired === 0 ? '–' : percentText(significant / fired, [0, 1]),
]

/** The same for scripts; shares from 0 to 1, lengths in seconds. */
export const suggestJson = (told: readonly SuggestedSlo[], lastMs: number, windowMs: number): string =>
  JSON.stringify(
    {
      lastSeconds: lastMs / SECOND_MS,
      windowSeconds: windowMs / SECOND_MS,
      slos: told.map(({ service, slo, title, present, suggestion, alerts }) => ({
        service,
        slo,
        title,
        present: Number(present),
        windows: suggestion.windows,
        apart: suggestion.apart,
        ...(suggestion.kind === 'suggested'
          ? {
              presentMetRatio: suggestion.presentMetRatio,
              supported: suggestion.supported.map(({ share, objective }) => ({
                share,
                objective: Number(objective.percent),
              })),
              allowedByParts:
                suggestion.allowedByParts === null ? null : Number(suggestion.allowedByParts.percent),
              suggested: Number(suggestion.suggested.percent),
            }
          : { suggested: null }),
        alerts,
      })),
    },
    null,
    2,
  )
