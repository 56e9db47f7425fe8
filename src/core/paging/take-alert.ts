import { type ActOutcome, refused } from '../kernel/act-outcome.ts'
import { actorOf } from '../people/authority.ts'
import { momentOf, type World } from '../policy/world.ts'
import { acknowledge } from './change-alert.ts'
import type { PagerAlert } from './pager-alert.ts'
import type { PagingStores } from './paging-world.ts'

/** Somebody takes what people were called for: the pagers call nobody else. Any full member of the workspace may. */
export async function takeAlert(
  world: World<PagingStores>,
  key: string,
  userId: string,
): Promise<ActOutcome<PagerAlert>> {
  const actor = await actorOf(world, userId)
  if (actor.doubt !== null) return refused(actor.doubt)
  return world.store.transaction(async (stores): Promise<ActOutcome<PagerAlert>> => {
    const alert = await stores.pagerAlerts.byKey(key)
    if (alert === undefined) return refused('Nothing is known of this call any more.')
    if (alert.resolvedAt !== null) return refused('This is over: there is nothing to take.')
    const { catalog, ids, now: at } = momentOf(world)
    return { kind: 'done', thing: await acknowledge(stores, alert, userId, { catalog, ids, at }) }
  })
}
