import type { LevelFreeze } from '../freezes/level-freeze.ts'
import type { ActionProof } from '../policy/mandatory-action.ts'
import type { Ids } from '../kernel/time/clock.ts'
import type { ActionContext } from './action-list.ts'
import { closeAction } from './close-action.ts'
import type { ActionStores } from './action-world.ts'

/** What shows that the freeze has its commander or its war room; null while it has not, and for other proofs. */
export function freezeEvidence(proof: ActionProof | null, freeze: LevelFreeze): string | null {
  switch (proof) {
    case 'incident-commander':
      return freeze.incidentCommander === null ? null : 'the incident commander is named'
    case 'war-room':
      return freeze.warRoom === null ? null : 'the war room is linked'
    default:
      return null
  }
}

/** After a freeze's commander or war room was set: marks the actions that asked for it as done. */
export async function closeProvenByFreeze(
  stores: Pick<ActionStores, 'actions' | 'audit' | 'outbox'>,
  freeze: LevelFreeze,
  setBy: string,
  context: ActionContext & { readonly ids: Ids },
): Promise<void> {
  for (const action of await stores.actions.open(freeze.service)) {
    const evidence = freezeEvidence(action.proof, freeze)
    if (evidence !== null) await closeAction(stores, action, setBy, evidence, context)
  }
}
