import { say, type Press, type Words } from '../kernel/prompt.ts'
import { type Catalog, governed } from '../policy/catalog.ts'
import { levelNamed, UNKNOWN_LEVEL } from '../policy/policy.ts'
import { freezeLevelOf } from '../policy/rule-under-freezes.ts'
import type { Transition } from '../policy/status.ts'
import { type DeclaredFreeze, isInForce } from './declared-freeze.ts'
import type { FreezeStores, FreezeWorld } from './freeze-world.ts'

/** What can be pressed below the announcement of a level that holds. `id` is that of its transition. */
export const levelPrompts = (
  id: string,
  { isFreeze, hasException }: { readonly isFreeze: boolean; readonly hasException: boolean },
): readonly Press[] => [
  { kind: 'see-what-ships', of: id },
  ...(hasException ? [{ kind: 'ask-exception' as const, of: id }] : []),
  ...(isFreeze
    ? [
        { kind: 'appoint-commander' as const, of: id },
        { kind: 'open-war-room' as const, of: id },
        { kind: 'see-top-actions' as const, of: id },
      ]
    : []),
  { kind: 'see-history', of: id },
]

/** The same once the freeze that it told of has ended, or continues as another. */
export const overPrompts = (id: string): readonly Press[] => [
  { kind: 'see-what-ships', of: id },
  { kind: 'draft-postmortem', of: `freeze/${id}` },
  { kind: 'see-history', of: id },
]

/** The same of a freeze that somebody declared for one service; one of all services has no service to speak of. */
export function declaredPrompts(
  catalog: Catalog,
  { id, service, endedAt }: DeclaredFreeze,
): readonly Press[] {
  const policy = governed(catalog, service)?.policy
  if (policy === undefined) return []
  if (endedAt !== null) return overPrompts(id)
  const hasException = (freezeLevelOf(policy)?.exception.length ?? 0) > 0
  return levelPrompts(id, { isFreeze: false, hasException })
}

/** What an announcement told of a service, as it stands now. */
export interface AnnouncedLevel {
  readonly service: string
  /** The level that the announcement is about; that of now for a declared freeze. */
  readonly told: string
  /** Why it holds no more, in a sentence with the level of now; null while it holds. */
  readonly over: Words | null
}

/** The announcement whose button names a transition; undefined where the transition or its service is no more. */
export const announcedLevel = (world: FreezeWorld, id: string): Promise<AnnouncedLevel | undefined> =>
  world.store.transaction(async ({ statuses, declaredFreezes }) => {
    const told = await statuses.transition(id)
    if (told === undefined) return declaredLevel(world, await declaredFreezes.byId(id), statuses)
    if (!world.catalog().services.has(told.service)) return undefined
    const [newest = told] = await statuses.transitions(told.service, 1)
    return { service: told.service, told: told.to, over: overWords(world, told, newest) }
  })

async function declaredLevel(
  world: FreezeWorld,
  freeze: DeclaredFreeze | undefined,
  statuses: Pick<FreezeStores['statuses'], 'of'>,
): Promise<AnnouncedLevel | undefined> {
  const found = freeze && governed(world.catalog(), freeze.service)
  if (freeze === undefined || found === undefined) return undefined
  const { service } = freeze
  const level = (await statuses.of(service))?.level ?? UNKNOWN_LEVEL
  const over = isInForce(freeze, world.clock.now())
    ? null
    : say`This freeze is over: ${found.service.title} is at ${level} now.`
  return { service, told: level, over }
}

function overWords(world: Pick<FreezeWorld, 'catalog'>, told: Transition, newest: Transition): Words | null {
  if (newest.id === told.id) return null
  const found = governed(world.catalog(), told.service)
  const isFreeze = (level: string): boolean =>
    found !== undefined && levelNamed(found.policy, level)?.freeze === true
  const title = found?.service.title ?? told.service
  if (!isFreeze(told.to)) return say`This announcement is out of date: ${title} is at ${newest.to} now.`
  return isFreeze(newest.to)
    ? say`This freeze continues as another: ${title} is at ${newest.to} now. Its own announcement has the buttons.`
    : say`This freeze is over: ${title} is at ${newest.to} now.`
}
