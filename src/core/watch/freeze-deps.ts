import type { Transactor } from '../kernel/transaction.ts'
import type { DeployStores } from '../requests/deps.ts'
import type { Directory, RoleBook } from '../people/directory.ts'
import { reDecide, type ReDecideContext } from '../requests/re-decide.ts'
import { servicesIn } from '../freezes/announce-freeze.ts'
import type { DeclaredFreezeStore } from '../freezes/declared-freeze.ts'
import type { PostmortemStore } from '../freezes/postmortem.ts'
import type { WindowRunStore } from '../freezes/window-run.ts'
import type { CurrentCatalog } from '../policy/catalog.ts'
import type { Clock, Ids } from '../kernel/time/clock.ts'

export interface FreezeStores extends DeployStores {
  readonly declaredFreezes: DeclaredFreezeStore
  readonly windowRuns: WindowRunStore
  readonly postmortems: PostmortemStore
}

/** What the use cases of freezes, correctness incidents and postmortems need from outside. */
export interface FreezeDeps {
  readonly catalog: CurrentCatalog
  readonly roleBook: () => RoleBook
  readonly directory: Directory
  readonly store: Transactor<FreezeStores> & Pick<FreezeStores, 'declaredFreezes' | 'postmortems'>
  readonly clock: Clock
  readonly ids: Ids
}

export const contextAt = (
  { catalog, roleBook, ids }: Pick<FreezeDeps, 'catalog' | 'roleBook' | 'ids'>,
  now: number,
): ReDecideContext => ({
  catalog: catalog(),
  roleBook: roleBook(),
  ids,
  now,
})

/** After something began or ended to freeze a scope: its open requests and unused grants are decided afresh. */
export async function reDecideScope(
  stores: FreezeStores,
  scope: readonly string[] | null,
  context: ReDecideContext,
): Promise<void> {
  for (const service of servicesIn(context.catalog, scope)) {
    const status = await stores.statuses.of(service)
    if (status !== undefined) await reDecide(stores, status, context)
  }
}
