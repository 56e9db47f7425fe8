import { type ActOutcome, refused } from '../kernel/act-outcome.ts'
import { suggestion } from '../kernel/nearest.ts'
import { LIMITS } from '../kernel/text-limits.ts'
import { actorOf } from '../people/authority.ts'
import { roleTitle } from '../people/role-book.ts'
import { acceptedAmong, type RiskAct, type Standing, standingsOf } from './acceptance.ts'
import { badMinutesPerYear, type Risk } from './risk.ts'
import type { RiskCatalog } from './risk-catalog.ts'
import type { RiskWorld } from './risk-world.ts'
import { decidedOtherwise, type StackRank, stackRank } from './stack-rank.ts'

/** A risk, by the names of its catalog and its own. */
export interface RiskKey {
  readonly catalog: string
  readonly risk: string
}

/** A risk that somebody may decide about, as it stands. */
export interface DecidableRisk {
  readonly catalog: RiskCatalog
  readonly risk: Risk
  readonly standing: Standing
  /** The catalog as it is ranked now. */
  readonly rank: StackRank
  /** The same with this one risk decided the other way. */
  readonly otherwise: StackRank
}

/** The risk, if somebody may accept it or take it back: before a form is opened, and at the act itself. */
export async function decidable(
  world: RiskWorld,
  key: RiskKey,
  userId: string,
): Promise<ActOutcome<DecidableRisk>> {
  const { acceptingRoles, catalogs } = world.riskCatalogs()
  const catalog = catalogs.find(({ name }) => name === key.catalog)
  if (catalog === undefined)
    return refused(
      `No risk catalog is called ${key.catalog}${suggestion(
        key.catalog,
        catalogs.map(({ name }) => name),
      )}.`,
    )
  const risk = catalog.risks.find(({ name }) => name === key.risk)
  if (risk === undefined)
    return refused(
      `The risk catalog ${catalog.title} has no risk called ${key.risk}${suggestion(
        key.risk,
        catalog.risks.map(({ name }) => name),
      )}.`,
    )
  const refusal = await refusalOf(world, catalog, acceptingRoles, userId)
  if (refusal !== null) return refused(refusal)
  const acts = await world.store.risks.acts()
  return { kind: 'done', thing: decided(catalog, risk, acts) }
}

/** Puts on record that somebody accepts a risk, or takes that back, and why. */
export async function decideRisk(
  world: RiskWorld,
  key: RiskKey,
  { isAccepted, why }: { readonly isAccepted: boolean; readonly why: string },
  userId: string,
): Promise<ActOutcome<DecidableRisk>> {
  const reason = why.trim()
  if (reason === '' || reason.length > LIMITS.reason)
    return refused(`A reason takes 1 to ${LIMITS.reason} characters.`)
  const found = await decidable(world, key, userId)
  if (found.kind === 'refused') return found
  const { catalog, risk } = found.thing
  return world.store.transaction(async (stores): Promise<ActOutcome<DecidableRisk>> => {
    const acts = await stores.risks.acts()
    const { standing } = decided(catalog, risk, acts)
    if (standing.isAccepted === isAccepted)
      return refused(isAccepted ? `${risk.title} is accepted already.` : `${risk.title} is not accepted.`)
    const at = world.clock.now()
    const minutes = badMinutesPerYear(risk.figures)
    const act: RiskAct = { ...key, isAccepted, by: userId, at, why: reason, badMinutesPerYear: minutes }
    await stores.risks.saveAct(act)
    await stores.audit.append([
      {
        at,
        kind: isAccepted ? 'risk_accepted' : 'risk_taken_back',
        actor: userId,
        service: catalog.services.length === 1 ? (catalog.services[0] ?? '*') : '*',
        data: { ...key, title: risk.title, why: reason, badMinutesPerYear: minutes },
      },
    ])
    return { kind: 'done', thing: decided(catalog, risk, [...acts.filter((one) => !isOn(one, key)), act]) }
  })
}

const isOn = (act: RiskAct, { catalog, risk }: RiskKey): boolean =>
  act.catalog === catalog && act.risk === risk

function decided(catalog: RiskCatalog, risk: Risk, acts: readonly RiskAct[]): DecidableRisk {
  const standings = standingsOf(catalog, acts)
  const standing = standings.get(risk.name)
  if (standing === undefined) throw new Error(`${risk.name} is not in the catalog ${catalog.name}`)
  const accepted = acceptedAmong(standings)
  return {
    catalog,
    risk,
    standing,
    rank: stackRank(catalog, accepted),
    otherwise: decidedOtherwise(catalog, accepted, risk.name),
  }
}

/** One of the roles is needed for each service whose budget the risk takes. */
async function refusalOf(
  world: RiskWorld,
  { services }: RiskCatalog,
  roles: readonly string[],
  userId: string,
): Promise<string | null> {
  const actor = await actorOf(world, userId)
  if (actor.doubt !== null) return actor.doubt
  const lacking = services.find((service) => {
    const held = actor.rolesFor(service)
    return !roles.some((role) => held.has(role))
  })
  if (lacking === undefined) return null
  const book = world.roleBook()
  const named = roles.map((role) => roleTitle(role, book)).join(', ')
  const what = roles.length === 1 ? `the role ${named}` : `one of the roles ${named}`
  const scope = services.length === 1 ? '' : ` for each of ${services.join(', ')}`
  return actor.doubtFor(lacking) ?? `Only ${what}${scope} may do this.`
}
