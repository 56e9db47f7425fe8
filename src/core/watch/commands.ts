import type { ActOutcome } from '../kernel/act-outcome.ts'
import type { Transactor } from '../kernel/transaction.ts'
import type { SliSource } from '../budgets/sli-source.ts'
import { type Directory, doubtAbout, type RoleBook, rolesOf } from '../people/directory.ts'
import { unknownService } from '../policy/unknown-names.ts'
import { closeProvenByFreeze } from '../actions/freeze-evidence.ts'
import type { ActionStores } from '../actions/stores.ts'
import type { LevelFreeze } from '../freezes/level-freeze.ts'
import { type FreezeDetail, type LevelFreezeStores, setFreezeDetail } from '../freezes/set-freeze-detail.ts'
import { addIncident, type IncidentStores, incidentProblem } from '../incidents/add-incident.ts'
import { incidentCost } from '../incidents/incident-cost.ts'
import type { Incident } from '../incidents/incident.ts'
import type { CurrentCatalog } from '../policy/catalog.ts'
import type { Clock, Ids } from '../kernel/time/clock.ts'

export interface CommandDeps {
  readonly catalog: CurrentCatalog
  readonly roleBook: () => RoleBook
  readonly directory: Directory
  readonly source: SliSource
  readonly store: Transactor<LevelFreezeStores & IncidentStores & Pick<ActionStores, 'actions'>>
  readonly clock: Clock
  readonly ids: Ids
}

/** The role that commands freezes (the policy document: "SRE: declare error budget freeze, enforce freeze policy"). */
export const FREEZE_ROLE = 'sre'

/** Names the incident commander or the war room of a freeze, on the word of somebody of the SRE team. */
export async function commandFreeze(
  deps: CommandDeps,
  serviceName: string,
  set: FreezeDetail['set'],
  userId: string,
): Promise<ActOutcome<LevelFreeze>> {
  const service = deps.catalog().services.get(serviceName)
  if (service === undefined) return refused(`${unknownService(serviceName, deps.catalog())}.`)
  if ('warRoom' in set && !isWebAddress(set.warRoom)) return refused('A war room is a web address: https://…')
  const refusal = await refusalFor(deps, serviceName, userId, FREEZE_ROLE)
  if (refusal !== null) return refused(refusal)

  return deps.store.transaction(async (stores) => {
    const now = deps.clock.now()
    const result = await setFreezeDetail(stores, {
      service: serviceName,
      serviceTitle: service.title,
      setBy: userId,
      set,
      at: now,
      nonce: deps.ids.next('m'),
    })
    const context = { catalog: deps.catalog(), roleBook: deps.roleBook(), ids: deps.ids, now }
    if (result.kind === 'done') await closeProvenByFreeze(stores, result.thing, userId, context)
    return result
  })
}

/** Puts an incident on record; any full member of the workspace may. */
export async function enterIncident(
  deps: CommandDeps,
  input: {
    readonly service: string
    readonly what: string
    readonly startedAt: number
    readonly endedAt: number | null
    readonly userId: string
  },
): Promise<ActOutcome<Incident>> {
  const service = deps.catalog().services.get(input.service)
  if (service === undefined) return refused(`${unknownService(input.service, deps.catalog())}.`)
  const refusal = await refusalFor(deps, input.service, input.userId, null)
  if (refusal !== null) return refused(refusal)
  const now = deps.clock.now()
  const { what, startedAt, endedAt, userId } = input
  const incident = {
    id: deps.ids.next('i'),
    service,
    what: what.trim(),
    startedAt,
    endedAt,
    enteredBy: userId,
  }
  const problem = incidentProblem(incident, now)
  if (problem !== null) return refused(problem)

  const cost = await incidentCost(deps.source, incident, now)
  const context = { catalog: deps.catalog(), ids: deps.ids, now }
  const thing = await deps.store.transaction((stores) => addIncident(stores, incident, cost, context))
  return { kind: 'done', thing }
}

/** Why somebody may not act for a service; null when they may. Without a role any full member of the workspace may. */
export async function refusalFor(
  { directory, roleBook }: Pick<CommandDeps, 'directory' | 'roleBook'>,
  service: string,
  userId: string,
  role: string | null,
): Promise<string | null> {
  const identity = (await directory.identify([userId])).get(userId)
  const doubt = doubtAbout(identity)
  if (doubt !== null || identity === undefined || role === null) return doubt
  return rolesOf(identity, service, roleBook()).has(role) ? null : `Only the role ${role} may do this.`
}

const refused = (message: string): { readonly kind: 'refused'; readonly message: string } => ({
  kind: 'refused',
  message,
})

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'https:' && text.length <= 500
}
