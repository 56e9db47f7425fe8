import type { Finding, Outcome } from '../config/importers/findings.ts'
import { tableText } from './terminal/table-text.ts'

const WORDS: Readonly<Record<Outcome, string>> = {
  carried: 'carried',
  assumed: 'assumed',
  doubtful: 'look at',
  'not-carried': 'not carried',
  refused: 'refused',
  skipped: 'skipped',
}

/** What became of each field, file by file, in the order of their lines. */
export function findingsText(findings: readonly Finding[]): readonly string[] {
  const files = [...new Set(findings.map(({ file }) => file))].sort()
  return files.flatMap((file) => {
    const own = findings.filter((finding) => finding.file === file)
    const rows = [...own]
      .sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
      .map(({ outcome, line, path, message }) => [
        line === null ? '' : String(line),
        WORDS[outcome],
        path === '' ? message : `${path}: ${message}`,
      ])
    return [file, ...tableText(rows), '']
  })
}

/** `2 services with 5 SLOs; 1 refused, 2 to look at, 14 not carried`. */
export function summaryText(services: number, slos: number, findings: readonly Finding[]): string {
  const count = (outcome: Outcome): number => findings.filter((finding) => finding.outcome === outcome).length
  const counted = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`
  const rest = (['refused', 'doubtful', 'assumed', 'not-carried', 'skipped'] as const)
    .filter((outcome) => count(outcome) > 0)
    .map((outcome) => `${count(outcome)} ${outcome === 'doubtful' ? 'to look at' : WORDS[outcome]}`)
  return [
    `${counted(services, 'service')} with ${counted(slos, 'SLO')}`,
    ...(rest.length > 0 ? [rest.join(', ')] : []),
  ].join('; ')
}
