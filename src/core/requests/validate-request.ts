import { isOneWord } from '../kernel/hidden-characters.ts'
import { LIMITS } from '../kernel/text-limits.ts'
import { type Catalog, governed } from '../policy/catalog.ts'
import type { ChangeType, Policy } from '../policy/policy.ts'
import { riskProblem, unknownChange, unknownService } from '../policy/unknown-names.ts'
import type { Invalid, RequestInput } from './outcome.ts'
import { documentProblems } from './way-documents.ts'

export interface ValidRequest {
  readonly kind: 'valid'
  readonly policy: Policy
  readonly serviceTitle: string
  readonly change: ChangeType
  readonly risk: string
}

/** Checks what somebody typed against the configuration: every problem at once, each with what would be right. */
export function validated(
  input: RequestInput,
  catalog: Catalog,
  gatedEnvironments: readonly string[],
): ValidRequest | Invalid {
  const problems: Invalid['problems'][number][] = []
  const problem = (field: keyof RequestInput, message: string): void => void problems.push({ field, message })

  if (!isOneWord(input.revision) || input.revision.length > LIMITS.revision)
    problem(
      'revision',
      `A revision is one word of at most ${LIMITS.revision} characters, such as v1.2.4 or a commit.`,
    )
  if (input.summary.length > LIMITS.summary)
    problem(
      'summary',
      `Keep the summary under ${LIMITS.summary} characters; this one has ${input.summary.length}.`,
    )
  if (!gatedEnvironments.includes(input.environment))
    problem(
      'environment',
      `${input.environment} is not gated, so nothing needs to be requested. Gated: ${gatedEnvironments.join(', ')}.`,
    )

  const found = governed(catalog, input.service)
  if (found === undefined) {
    problem('service', unknownService(input.service, catalog))
    return { kind: 'invalid', problems }
  }
  const { policy } = found
  const change = policy.changes.get(input.change)
  if (change === undefined) {
    problem('change', unknownChange(input.change, policy))
    return { kind: 'invalid', problems }
  }
  for (const [name, text] of input.answers) {
    if (!policy.requirements.has(name)) problem('answers', `The policy ${policy.name} asks for no ${name}.`)
    else if (text.trim() === '' || text.length > LIMITS.answer)
      problem(
        'answers',
        `${policy.requirements.get(name)?.title ?? name} takes 1 to ${LIMITS.answer} characters.`,
      )
  }
  if (input.way !== undefined) {
    const isOptional = input.way === 'override' && policy.override?.isDocumented === false
    for (const message of documentProblems(input.way, input.documents ?? new Map(), isOptional))
      problem('documents', message)
  }
  const risk = input.risk ?? change.risk
  const problemWithRisk = riskProblem(policy, change, risk)
  if (problemWithRisk !== null) problem('risk', problemWithRisk)

  return problems.length > 0
    ? { kind: 'invalid', problems }
    : { kind: 'valid', policy, serviceTitle: found.service.title, change, risk }
}
