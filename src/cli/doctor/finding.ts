import { counted } from '../../core/kernel/counted.ts'
import { OperatorError } from '../../core/kernel/operator-error.ts'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { hanging } from '../terminal/wrapped-text.ts'
import { plain } from '../terminal/plain.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** With their titles, in the order of the report. */
const AREAS = {
  configuration: 'Configuration',
  environment: 'Environment',
  slack: 'Slack',
  sources: 'Metrics sources',
  slos: 'SLOs',
  store: 'Store',
  http: 'HTTP',
  mail: 'Mail',
  webhooks: 'Webhooks',
  flags: 'Feature flags',
  pagers: 'Pagers',
  on_call: 'On call',
}
export type Area = keyof typeof AREAS

/** One thing that was looked at. A `problem` keeps the bot from working, a `warning` takes something away. */
export interface Finding {
  readonly area: Area
  readonly kind: 'good' | 'warning' | 'problem'
  readonly text: string
  /** What would make it good; null where it is. */
  readonly todo: string | null
  /** PromQL of an SLO over its own window, each on one line. */
  readonly queries?: readonly { readonly role: string; readonly promql: string }[]
}

export const good = (area: Area, text: string): Finding => ({ area, kind: 'good', text, todo: null })
export const warning = (area: Area, text: string, todo: string): Finding => ({
  area,
  kind: 'warning',
  text,
  todo,
})
export const problem = (area: Area, text: string, todo: string): Finding => ({
  area,
  kind: 'problem',
  text,
  todo,
})

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export const remedyOf = (error: unknown): string | null =>
  error instanceof OperatorError ? error.remedy : null

/**
 * What a check found. A check that fails or takes longer than `limitMs` is a problem itself, and does not stop the
 * others. Never rejects.
 */
export async function findingsWithin(
  area: Area,
  limitMs: number,
  check: (signal: AbortSignal) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const limit = AbortSignal.timeout(limitMs)
  const cutOff = new Promise<never>((_resolve, reject) => {
    limit.addEventListener('abort', () => reject(new Error(`no answer within ${limitMs / SECOND_MS} s`)))
  })
  try {
    return await Promise.race([check(limit), cutOff])
  } catch (error) {
    const todo = remedyOf(error) ?? 'fix that, and try again'
    return [problem(area, `this check failed: ${messageOf(error)}`, todo)]
  }
}

const SKEW_WARNING_MS = 5 * SECOND_MS
const SKEW_PROBLEM_MS = 30 * SECOND_MS

/** `skewMs` is the other clock minus ours. */
export function skewFinding(area: Area, whose: string, skewMs: number): Finding {
  const away = Math.abs(skewMs)
  if (away <= SKEW_WARNING_MS) return good(area, `${whose} clock and this machine's agree`)
  const seconds = Math.round(away / SECOND_MS)
  const text = `${whose} clock is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} this machine's`
  const todo = 'synchronise both with NTP'
  return away > SKEW_PROBLEM_MS ? problem(area, text, todo) : warning(area, text, todo)
}

const MARKS = { good: '✓', warning: '!', problem: '✗' } as const

/** Every finding as one line under its area, with its queries below it where they are wanted, and what it comes to. */
export function doctorText(findings: readonly Finding[], withQueries: boolean, terminal: Terminal): string {
  const blocks = Object.entries(AREAS).flatMap(([area, title]) => {
    const own = findings.filter((finding) => finding.area === area)
    return own.length === 0
      ? []
      : [
          [
            terminal.paint(title, 'heading'),
            ...own.flatMap((one) => [...lines(one, terminal), ...(withQueries ? queryLines(one) : [])]),
          ].join('\n'),
        ]
  })
  return [...blocks, terminal.paint(summary(findings), isHealthy(findings) ? 'good' : 'bad')].join('\n\n')
}

const LOOKS = { good: 'good', warning: 'doubtful', problem: 'bad' } as const

function lines({ kind, text, todo }: Finding, { columns, paint }: Terminal): readonly string[] {
  const mark = `  ${MARKS[kind]} `
  const [first = '', ...rest] = hanging(mark, plain(`${text}${todo === null ? '' : ` → ${todo}`}`), columns)
  return [paint(mark, LOOKS[kind]) + first.slice(mark.length), ...rest]
}

/** A comment names each, so that all of them, or one, can be pasted as they are. */
const queryLines = ({ queries = [] }: Finding): readonly string[] =>
  queries.flatMap(({ role, promql }) => [`      # ${role}`, `      ${plain(promql)}`])

function summary(findings: readonly Finding[]): string {
  const count = (kind: Finding['kind'], word: string): string => {
    return counted(findings.filter((finding) => finding.kind === kind).length, word)
  }
  const warnings = count('warning', 'warning')
  return isHealthy(findings)
    ? `The bot can start (${warnings}).`
    : `The bot cannot do its work yet: ${count('problem', 'problem')}, ${warnings}.`
}

export const isHealthy = (findings: readonly Finding[]): boolean =>
  findings.every(({ kind }) => kind !== 'problem')
