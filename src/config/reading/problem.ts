import { counted } from '../../core/kernel/counted.ts'
/** One mistake in the configuration: where it stands, what was found, and what would be right. Holds no secret. */
export interface Problem {
  /** A warning does not keep the bot from starting. */
  readonly severity: 'error' | 'warning'
  readonly file: string
  /** From 1; null when the problem is not of one line. */
  readonly line: number | null
  /** `levels.CRITICAL.changes.feature.approvals.sre`; empty for the file as a whole. */
  readonly path: string
  readonly message: string
}

/** Whether it keeps the bot from starting. */
export const isError = ({ severity }: Problem): boolean => severity === 'error'

/** `config/slos/api.yaml:7 services[api].slos[latency].window`, then the message on a line of its own. */
function describeProblem(problem: Problem): string {
  const place = problem.line === null ? problem.file : `${problem.file}:${problem.line}`
  const where = problem.path === '' ? place : `${place}  ${problem.path}`
  return `${problem.severity.padEnd(7)}  ${where}\n         ${problem.message}`
}

/** All problems by file and line, and how many there are. Empty when there are none. */
export function describeProblems(problems: readonly Problem[]): string {
  if (problems.length === 0) return ''
  const errors = problems.filter(isError).length
  const summary = `${counted(errors, 'error')}, ${counted(problems.length - errors, 'warning')}`
  return [...inOrder(problems).map(describeProblem), summary].join('\n\n')
}

/** By file, then line. A mistake that is found in two ways is reported once. */
export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const distinct = new Map(problems.map((problem) => [describeProblem(problem), problem]))
  return [...distinct.values()].sort(
    (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || (a.line ?? 0) - (b.line ?? 0),
  )
}
