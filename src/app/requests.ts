import { setImmediate as nextTurn } from 'node:timers/promises'
import { askGate } from '../core/gate/ask-gate.ts'
import { answerRequirements, approve, cancelRequest, reject } from '../core/requests/click.ts'
import type { DeployDeps } from '../core/requests/deps.ts'
import { gateQueue } from '../core/gate/gate-queue.ts'
import { openRequest } from '../core/requests/open-request.ts'
import { previewDecision } from '../core/requests/preview-decision.ts'
import type { Metrics } from '../adapters/http/metrics.ts'
import type { HttpUseCases } from '../adapters/http/use-cases.ts'
import type { SlackUseCases } from '../adapters/slack/use-cases.ts'

type RequestCommand =
  'preview' | 'openRequest' | 'approve' | 'reject' | 'cancel' | 'answer' | 'requests' | 'request'

/** Deploy requests: what people ask and click, and what the gate makes of it. */
export function requests(
  deps: DeployDeps,
  metrics: Pick<Metrics, 'recordGateDecision'>,
): {
  readonly useCases: Pick<SlackUseCases, RequestCommand>
  readonly askGate: HttpUseCases['askGate']
} {
  const { requests: store } = deps.store
  const gate = gateQueue((calls) => askGate(deps, calls), nextTurn)
  return {
    useCases: {
      preview: async (service, change, risk) => {
        const decision = await previewDecision(deps, service, change, risk)
        if (decision === undefined) throw new Error(`no service ${service} with a change type ${change}`)
        return decision
      },
      openRequest: (input) => openRequest(deps, input),
      approve: (requestId, userId) => approve(deps, requestId, userId),
      reject: (requestId, userId, reason) => reject(deps, requestId, userId, reason),
      cancel: (requestId, userId) => cancelRequest(deps, requestId, userId),
      answer: (requestId, userId, answers) => answerRequirements(deps, requestId, userId, answers),
      requests: (filter) => store.list(filter),
      request: (id) => store.byId(id),
    },
    askGate: async (call) => {
      const outcome = await gate(call)
      if (outcome.kind === 'answered') metrics.recordGateDecision(outcome.answer.decision)
      return outcome
    },
  }
}
