import type { PostedMessage } from '../kernel/outbox/owed-message.ts'
import type { Outcome } from '../outcomes/outcome.ts'
import type { DeployRequest, Grant } from '../requests/deploy-request.ts'
import { subjectOf } from '../requests/notices.ts'
import type { Rollout } from '../rollouts/rollout.ts'
import { type History, historyOf } from './history.ts'
import type { RecordStores } from './record-world.ts'

/** A deploy request with all that followed from it. */
export interface RequestRecord {
  readonly request: DeployRequest
  /** Oldest first. */
  readonly grants: readonly Grant[]
  readonly rollout: Rollout | undefined
  /** Of an exception, an override or a silver bullet, once it was told. */
  readonly outcome: Outcome | undefined
  readonly history: History
  /** Its message in the approvals channel. */
  readonly posted: PostedMessage | undefined
}

/** Undefined for an id that names none. */
export async function requestRecord(stores: RecordStores, id: string): Promise<RequestRecord | undefined> {
  const request = await stores.requests.byId(id)
  if (request === undefined) return undefined
  return {
    request,
    grants: await stores.grants.history(id),
    rollout: await stores.rollouts.ofRequest(id),
    outcome: (await stores.outcomes.ofRequests([id]))[0],
    history: await historyOf(stores, id),
    posted: await stores.deliveries.posted(subjectOf(request)),
  }
}
