import { say, type Press, type Words } from '../kernel/prompt.ts'
import { governed } from '../policy/catalog.ts'
import { levelNamed } from '../policy/policy.ts'
import type { Transition } from '../policy/status.ts'
import type { FreezeWorld } from './freeze-world.ts'

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
  { kind: 'see-history', of: id },
]

/** What an announcement told of a service, as it stands now. */
export interface AnnouncedLevel {
  readonly service: string
  /** The level that the announcement is about. */
  readonly told: string
  /** Why it holds no more, in a sentence with the level of now; null while it holds. */
  readonly over: Words | null
}

/** The announcement whose button names a transition; undefined where the transition or its service is no more. */
export const announcedLevel = (world: FreezeWorld, id: string): Promise<AnnouncedLevel | undefined> =>
  world.store.transaction(async ({ statuses }) => {
    const told = await statuses.transition(id)
    if (told === undefined || !world.catalog().services.has(told.service)) return undefined
    const [newest = told] = await statuses.transitions(told.service, 1)
    return { service: told.service, told: told.to, over: overWords(world, told, newest) }
  })

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
