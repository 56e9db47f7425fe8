import { TIMELINE_KINDS, type RoleDeeds, type TimelineEntry, type TimelineKind } from './draft.ts'

/** Of each kind so many lines are told: the first ones, and the last ones. */
const FIRST = 24
const LAST = 8

const KIND_WORDS: Readonly<Record<TimelineKind, string>> = {
  incident: 'steps of the incident',
  alert: 'alerts',
  budget: 'readings',
  level: 'changes of level',
  freeze: 'steps of freezes',
  deployment: 'steps of deployments',
  request: 'steps of requests',
  action: 'actions',
  data: 'gaps of the data',
}

/** By time; of a kind of which there is too much the middle is counted. What happened at once stays in the order given. */
export function timelineOf(entries: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const sorted = entries.toSorted((one, other) => one.at - other.at)
  const instead = new Map(TIMELINE_KINDS.flatMap((kind) => cut(kind, sorted)))
  return sorted.flatMap((entry) => instead.get(entry) ?? (instead.has(entry) ? [] : [entry]))
}

/** What is left out of one kind: the first of it gives way to a line that counts, the others to nothing. */
function cut(
  kind: TimelineKind,
  sorted: readonly TimelineEntry[],
): readonly (readonly [TimelineEntry, TimelineEntry | undefined])[] {
  const entries = sorted.filter((entry) => entry.kind === kind)
  if (entries.length <= FIRST + LAST + 1) return []
  const left = entries.slice(FIRST, -LAST)
  const text = `… and ${left.length} more ${KIND_WORDS[kind]}`
  return left.map((entry, index) => [
    entry,
    index === 0 ? { at: entry.at, kind, role: null, text } : undefined,
  ])
}

/** What each role did, each once, in the order in which they came. */
export function rolesIn(entries: readonly TimelineEntry[]): readonly RoleDeeds[] {
  const roles = new Map<string, Set<string>>()
  for (const { role, text } of entries.toSorted((one, other) => one.at - other.at)) {
    if (role === null) continue
    const deeds = roles.get(role) ?? new Set()
    roles.set(role, deeds.add(text))
  }
  return [...roles].map(([role, deeds]) => ({ role, deeds: [...deeds] }))
}
