import type { Incident } from '../incidents/incident.ts'
import { type ActOutcome, refused } from '../kernel/act-outcome.ts'
import { actorOf } from '../people/authority.ts'
import { addActionItems, goneWords, type ItemsInput, type ItemWorld } from './action-items.ts'
import { draftPostmortem } from './draft-postmortem.ts'
import { incidentOfFreeze } from './incident-of-freeze.ts'
import type { DraftStores } from './postmortem-world.ts'

export interface PostmortemWorld extends ItemWorld {
  readonly store: ItemWorld['store'] & DraftStores & Parameters<typeof incidentOfFreeze>[0]
}

/** Drafts of postmortems, and what is to be done after an incident. */
export const postmortemCommands = (world: PostmortemWorld) => {
  const draftWorld = () => ({
    store: world.store,
    catalog: world.catalog(),
    roleBook: world.roleBook(),
    now: world.clock.now(),
  })
  return {
    /** What is known of an incident; undefined for an id that names none. For who may look at what is on record. */
    draft: (id: string) => draftPostmortem(draftWorld(), id),
    /** The incident that a freeze is about; undefined where none is on record. */
    ofFreeze: (id: string) => incidentOfFreeze(world.store, id),
    /** The incident, if somebody may write down what is to be done after it: before a form is opened. */
    async open(id: string, userId: string): Promise<ActOutcome<Incident>> {
      const { doubt } = await actorOf(world, userId)
      if (doubt !== null) return refused(doubt)
      const incident = await world.store.incidents.byId(id)
      return incident === undefined || incident.mergedInto !== null
        ? refused(goneWords(id, incident))
        : { kind: 'done', thing: incident }
    },
    addItems: (input: ItemsInput) => addActionItems(world, input),
  }
}
