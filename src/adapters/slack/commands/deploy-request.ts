import { governed } from '../../../core/policy/catalog.ts'
import { plainAnswer } from '../answer.ts'
import { formDecision } from '../modals/request-modal.ts'
import { namesOf } from '../names.ts'
import { requestForm } from '../modals/request-form.ts'
import { requestOutcome } from '../modals/request-outcome.ts'
import { resolveName } from './resolve-name.ts'
import type { RequestWords } from './request-words.ts'
import { requestWords } from './request-words.ts'
import type { Call, Subcommand } from './subcommand.ts'

export const deployRequest: Subcommand = {
  command: '/deploy',
  name: 'request',
  usage: '[service revision change-type [summary]]',
  summary: 'asks to deploy; a form opens unless everything is given',
  async run(call) {
    const typed = requestWords(call.words)
    const { useCases } = call
    const catalog = useCases.catalog()
    const service =
      typed.service === '' ? null : resolveName(typed.service, catalog.services.keys(), 'service')
    if (service?.kind === 'unresolved') return plainAnswer(service.message)
    const changes =
      service === null ? [] : [...(governed(catalog, service.name)?.policy.changes.keys() ?? [])]
    const change = typed.change === '' ? null : resolveName(typed.change, changes, 'change type')
    if (change?.kind === 'unresolved') return plainAnswer(change.message)
    if (service === null || change === null) {
      await openForm(call, typed, service?.name ?? '')
      return null
    }
    const outcome = await useCases.openRequest({
      service: service.name,
      change: change.name,
      revision: typed.revision,
      environment: typed.environment,
      risk: typed.risk === '' ? null : typed.risk,
      summary: typed.summary,
      answers: new Map(),
      requestedBy: call.userId,
    })
    return requestOutcome(outcome, namesOf(useCases), true)
  },
}

async function openForm(call: Call, typed: RequestWords, service: string): Promise<void> {
  const choices = { service, change: '', risk: '' }
  const decision = await formDecision(call.useCases, choices)
  await call.openModal(requestForm(call.useCases.catalog(), choices, typed, decision))
}
