import { areBlocksTooLong, blockProblems, viewProblems } from './blocks.ts'
import { isObject } from './json-values.ts'
import type { MethodAnswer } from './method-answer.ts'
import { accepted, refusal, refusalWith } from './method-answer.ts'
import type { Method, MethodArguments } from './method.ts'
import { TIER } from './rate-limits.ts'

const KINDS = ['blocks', 'message', 'view'] as const

/** Looks at blocks, a message or a view as strictly as if it were posted, and posts nothing. Needs no scope. */
function validate(args: MethodArguments): MethodAnswer {
  const given = KINDS.filter((kind) => args.has(kind))
  const [kind] = given
  if (kind === undefined || given.length > 1)
    return refusalWith('invalid_arguments', [
      '[ERROR] exactly one of blocks, message and view [json-pointer:]',
    ])
  const problems = problemsIn(kind, args.structure(kind))
  return problems.length === 0 ? accepted() : refusal(`invalid_${kind}`, { errors: problems.map(errorOf) })
}

function problemsIn(kind: (typeof KINDS)[number], value: unknown): readonly string[] {
  if (kind === 'view') return viewProblems(value)
  const blocks = kind === 'blocks' ? value : isObject(value) ? (value['blocks'] ?? []) : undefined
  const pointer = kind === 'blocks' ? '' : '/blocks'
  const problems = blockProblems(blocks, 'message', pointer)
  return problems.length === 0 && Array.isArray(blocks) && areBlocksTooLong(blocks)
    ? [`[ERROR] the blocks are too long [json-pointer:${pointer}]`]
    : problems
}

/** `[ERROR] must be a string [json-pointer:/0/text]` */
function errorOf(problem: string): {
  readonly pointer: string
  readonly code: string
  readonly message: string
} {
  const { text = problem, pointer = '' } =
    /^\[ERROR\] (?<text>.*) \[json-pointer:(?<pointer>.*)\]$/s.exec(problem)?.groups ?? {}
  return { pointer, code: 'failed_constraint', message: text }
}

export const blockMethods: Readonly<Record<string, Method>> = {
  // Slack says "special" and names no figure.
  'blocks.validate': { token: 'bot', scopes: [], rate: TIER[4], run: validate },
}
