import { governed } from '../../../core/policy/catalog.ts'
import type { Way } from '../../../core/policy/way.ts'
import { WAY_TITLES } from '../../../core/requests/way-documents.ts'
import { type Answer, refusal } from '../answer.ts'
import { formDecision } from '../modals/request-modal.ts'
import { requestForm } from '../modals/request-form.ts'
import { requestOutcome } from '../modals/request-outcome.ts'
import { namesOf } from '../names.ts'
import { type RequestWords, requestWords } from './request-words.ts'
import { resolveName, resolveService } from './resolve-name.ts'
import type { Call, Subcommand } from './subcommand.ts'

export const deployRequest: Subcommand = {
  command: '/deploy',
  name: 'request',
  usage: '[service revision change-type [summary]]',
  summary: 'asks to deploy; a form opens unless everything is given',
  async run(call) {
    const { useCases } = call
    const typed = resolvedWords(call)
    const { service, change, revision, environment, risk, summary } = typed
    if (service === '' || change === '') return openForm(call, typed, null)
    const outcome = await useCases.requests.open({
      service,
      change,
      revision,
      environment,
      risk: risk === '' ? null : risk,
      summary,
      answers: new Map(),
      requestedBy: call.userId,
    })
    return requestOutcome(outcome, namesOf(useCases), true)
  },
}

/** A way through a freeze: always a form, because each asks for reasons in writing. */
const throughFreeze = (way: Way, summary: string): Subcommand => ({
  command: '/deploy',
  name: way,
  usage: '[service revision change-type]',
  summary,
  run: async (call) => openForm(call, resolvedWords(call), way),
})

export const deployException = throughFreeze(
  'exception',
  `asks for a ${WAY_TITLES.exception.toLowerCase()}, by the policy's template`,
)

export const deployOverride = throughFreeze(
  'override',
  'overrides the policy, for the roles that may; documented and announced',
)

export const deploySilverBullet = throughFreeze(
  'silver-bullet',
  'asks to spend one of the counted silver bullets',
)

/** What was typed, with the service and the change type by their names where they were given. Throws Misunderstood. */
function resolvedWords({ words, useCases }: Call): RequestWords {
  const typed = requestWords(words)
  const service = typed.service === '' ? '' : resolveService(typed.service, useCases)
  const changes = governed(useCases.catalog(), service)?.policy.changes.keys() ?? []
  const change = typed.change === '' ? '' : resolveName(typed.change, changes, 'change type')
  return { ...typed, service, change }
}

/** Opens the form, or says why not. */
export async function openForm(
  call: Pick<Call, 'useCases' | 'userId' | 'openModal'>,
  typed: RequestWords,
  way: Way | null,
): Promise<Answer | null> {
  const { service } = typed
  const message = await call.useCases.requests.mayOpen(way, service === '' ? null : service, call.userId)
  if (message !== null) return refusal({ message })
  const choices = { service, change: typed.change, risk: '' }
  const decision = await formDecision(call.useCases, choices, way)
  await call.openModal(requestForm(call.useCases.catalog(), choices, typed, decision, way))
  return null
}
