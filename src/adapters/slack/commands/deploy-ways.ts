import { WAY_TITLES } from '../../../core/requests/way-documents.ts'
import { governed } from '../../../core/policy/catalog.ts'
import type { Way } from '../../../core/policy/way.ts'
import { plainAnswer } from '../answer.ts'
import { formDecision } from '../modals/request-modal.ts'
import { requestForm } from '../modals/request-form.ts'
import { requestWords } from './request-words.ts'
import { resolveName } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'

/** A way through a freeze: always a form, because each asks for reasons in writing. */
const throughFreeze = (way: Way, summary: string): Subcommand => ({
  command: '/deploy',
  name: way,
  usage: '[service revision change-type]',
  summary,
  async run(call) {
    const { words, useCases } = call
    const typed = requestWords(words)
    const catalog = useCases.catalog()
    const service =
      typed.service === '' ? null : resolveName(typed.service, catalog.services.keys(), 'service')
    if (service?.kind === 'unresolved') return plainAnswer(service.message)
    const changes =
      service === null ? [] : [...(governed(catalog, service.name)?.policy.changes.keys() ?? [])]
    const change = typed.change === '' ? null : resolveName(typed.change, changes, 'change type')
    if (change?.kind === 'unresolved') return plainAnswer(change.message)
    const choices = { service: service?.name ?? '', change: change?.name ?? '', risk: '' }
    const decision = await formDecision(useCases, choices, way)
    await call.openModal(requestForm(catalog, choices, typed, decision, way))
    return null
  },
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
