import { dateText } from '../../adapters/templates/time-text.ts'
import type { SimulatedSlo, Simulation } from '../../core/what-if/simulation.ts'
import {
  alertWords,
  budgetWords,
  changeLines,
  costWords,
  levelWords,
  otherWords,
  recoveryLines,
  scenarioLines,
} from '../../core/what-if/what-if-words.ts'
import { plain } from '../terminal/plain.ts'
import { tableText } from '../terminal/table-text.ts'
import { standardOutput, type Terminal } from '../terminal/terminal.ts'
import { hanging } from '../terminal/wrapped-text.ts'

const HEADINGS = ['SLO', 'OBJECTIVE', 'WINDOW', 'BUDGET', 'COST']

/** The answer for people. `boundaries`: where a percentage must not round across. */
export function simulationText(
  simulation: Simulation,
  boundaries: readonly number[],
  timeZone: string,
  terminal: Terminal = standardOutput(),
): string {
  const { title, service, slos, burnAlerts, others, assumptions } = simulation
  const moment = (at: string): string => dateText(at, timeZone)
  const block = (heading: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0
      ? []
      : [
          '',
          terminal.paint(heading, 'heading'),
          ...lines.flatMap((line) => hanging('  ', plain(line), terminal.columns)),
        ]
  return [
    terminal.paint(plain(`What if: ${title} (${service}), from ${moment(simulation.from)}`), 'heading'),
    ...scenarioLines(simulation).flatMap((line) => hanging('  ', plain(line), terminal.columns)),
    '',
    ...tableText([HEADINGS, ...slos.map((slo) => row(slo, boundaries).map(plain))], {
      headed: true,
      terminal,
    }),
    ...block('Level', [levelWords(simulation), ...recoveryLines(simulation, moment)]),
    ...block('What changes', changeLines(simulation)),
    ...block(
      'Burn alerts',
      burnAlerts.map((alert) => alertWords(alert, moment)),
    ),
    ...block(
      'Other services',
      others.map((other) => otherWords(other)),
    ),
    ...block('This rests on', assumptions),
  ].join('\n')
}

const row = (slo: SimulatedSlo, boundaries: readonly number[]): readonly string[] => [
  slo.title,
  `${slo.changedObjective ?? slo.objective}%`,
  slo.window,
  budgetWords(slo, boundaries),
  costWords(slo),
]
