import type { Announcement } from '../../core/announcements/announcement.ts'
import type { MessageContent } from '../../core/kernel/outbox/owed-message.ts'
import { UnknownContent } from './message-errors.ts'
import { SAMPLES } from './samples/samples.ts'

export type Kind = Announcement['kind']

export const LEVEL_ANNOUNCEMENT = 'level-announcement'

export const isKnownKind = (kind: string): kind is Kind => Object.hasOwn(SAMPLES, kind)

/**
 * What came back from the store is an announcement if its kind is one. What an older version did not know is empty in it.
 * Throws UnknownContent: it can never be said.
 */
export function recognised(content: MessageContent): Announcement {
  const { kind } = content
  if (isAnnouncement(content)) return { ...nothingOf(content.kind), ...content }
  throw new UnknownContent(`no template ${kind}.liquid for "${kind}"`)
}

/** Each fact of a kind as it is when nothing is known. */
const nothingOf = (kind: Kind): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(exampleOf(SAMPLES[kind]) ?? {}).map(([fact, value]) => [
      fact,
      Array.isArray(value) ? [] : null,
    ]),
  )

const isAnnouncement = (content: MessageContent): content is Announcement => isKnownKind(content.kind)

/** What the renderer adds: where the post that `continues` or `announcedBy` names can be read, or null. */
export interface AddedFacts {
  readonly continuesUrl: string | null
}

/** What a template may print, by the kind that it is for: all that the samples have, as one example. */
export function knownFacts(kind: Kind): unknown {
  const example = exampleOf(SAMPLES[kind])
  const isLinking = SAMPLES[kind].some((sample) => 'continues' in sample || 'announcedBy' in sample)
  return isLinking ? Object.assign({}, example, { continuesUrl: '' }) : example
}

/**
 * The values folded into one: of each fact the first that is known, of each list one item with all that its items have.
 * What none of them knows is null, and a list that is always empty stays so.
 */
export function exampleOf(values: readonly unknown[]): unknown {
  const known = values.filter((value) => value !== null && value !== undefined)
  const lists = known.filter(Array.isArray)
  if (lists.length > 0) {
    const items: readonly unknown[] = lists.flat()
    return items.length === 0 ? [] : [exampleOf(items)]
  }
  const groups = known.filter((value) => typeof value === 'object').map((value) => ({ ...value }))
  if (groups.length === 0) return known[0] ?? null
  const facts = new Set(groups.flatMap(Object.keys))
  return Object.fromEntries([...facts].map((fact) => [fact, exampleOf(groups.map(partOf(fact)))]))
}

const partOf =
  (name: string) =>
  (group: object): unknown =>
    Object.entries(group).find(([fact]) => fact === name)?.[1]
