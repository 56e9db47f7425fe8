import { type Area, AREAS, type Finding } from './doctor/finding.ts'
import { plain } from './gate-text.ts'

const TITLES: Readonly<Record<Area, string>> = {
  configuration: 'Configuration',
  environment: 'Environment',
  slack: 'Slack',
  sources: 'Metrics sources',
  slos: 'SLOs',
  store: 'Store',
  http: 'HTTP',
  mail: 'Mail',
  webhooks: 'Webhooks',
}

const MARKS = { good: '✓', warning: '!', problem: '✗' } as const

/** Every finding as one line under its area, and what it comes to. */
export function doctorText(findings: readonly Finding[]): string {
  const blocks = AREAS.flatMap((area) => {
    const own = findings.filter((finding) => finding.area === area)
    return own.length === 0 ? [] : [[TITLES[area], ...own.map(line)].join('\n')]
  })
  return [...blocks, summary(findings)].join('\n\n')
}

const line = ({ kind, text, todo }: Finding): string =>
  plain(`  ${MARKS[kind]} ${text}${todo === null ? '' : ` → ${todo}`}`)

function summary(findings: readonly Finding[]): string {
  const count = (kind: Finding['kind'], word: string): string => {
    const found = findings.filter((finding) => finding.kind === kind).length
    return `${found} ${word}${found === 1 ? '' : 's'}`
  }
  const warnings = count('warning', 'warning')
  return isHealthy(findings)
    ? `The bot can start (${warnings}).`
    : `The bot cannot do its work yet: ${count('problem', 'problem')}, ${warnings}.`
}

export const isHealthy = (findings: readonly Finding[]): boolean =>
  findings.every(({ kind }) => kind !== 'problem')
