import { breakSilences, escalate } from '../core/requests/escalate.ts'
import type { DeployDeps } from '../core/requests/deps.ts'
import { previewDecision } from '../core/requests/preview-decision.ts'
import { pendingSeconds } from '../core/requests/silence.ts'
import type { Metrics } from '../adapters/http/metrics.ts'
import type { WayCommands } from '../adapters/slack/use-cases-ways.ts'
import { MINUTE_MS } from '../core/kernel/time/duration.ts'
import type { Chore } from './chores.ts'

/** Open requests of all services are few; the oldest of more would be no older. */
const MOST_REQUESTS = 1_000

/** Ways through a freeze, and what happens to approvals that nobody gives. */
export function ways(
  deps: DeployDeps,
  metrics: Pick<Metrics, 'recordPending'>,
): { readonly chores: readonly Chore[]; readonly useCases: WayCommands } {
  const breakSilence = async (): Promise<void> => {
    await breakSilences(deps)
    const open = await deps.store.requests.list({ states: ['open'], limit: MOST_REQUESTS })
    metrics.recordPending(pendingSeconds(deps.catalog().services.keys(), open, deps.clock.now()))
  }
  return {
    chores: [{ name: 'silence', everyMs: MINUTE_MS, timeoutMs: MINUTE_MS, run: breakSilence }],
    useCases: {
      preview: async (way, service, change, risk) => {
        const decision = await previewDecision(deps, service, change, risk, way)
        if (decision === undefined) throw new Error(`no service ${service} with a change type ${change}`)
        return decision
      },
      escalate: (requestId, userId) => escalate(deps, requestId, userId),
    },
  }
}
