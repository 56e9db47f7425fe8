import { DAY_MS } from '../kernel/time/duration.ts'
import { type Slo, sloKey } from './slo.ts'

/** An SLO that is followed because recorded series describe it. */
export interface FollowedSlo {
  /** Its SLI is of kind `recorded`. */
  readonly slo: Slo
  readonly source: string
  /** Since when its source answers without it; null while it is there. Epoch milliseconds. */
  readonly missingSince: number | null
}

/** Port: the discovered SLOs, kept so that a start without their source forgets none. */
export interface DiscoveredSloStore {
  all(): Promise<readonly FollowedSlo[]>
  /** Adds and replaces by service and name. */
  save(slos: readonly FollowedSlo[]): Promise<void>
  remove(slos: readonly FollowedSlo[]): Promise<void>
}

/** What one source answered; sources that did not answer are not in the list of answers. */
export interface DiscoveryOf {
  readonly source: string
  readonly slos: readonly Slo[]
}

export interface DiscoveryStep {
  readonly followed: readonly FollowedSlo[]
  readonly appeared: readonly FollowedSlo[]
  /** Found with another objective or window. */
  readonly changed: readonly FollowedSlo[]
  readonly dropped: readonly FollowedSlo[]
  /** All whose row differs from before. */
  readonly toSave: readonly FollowedSlo[]
}

/** After a reload of the rules or a restart of Prometheus, series that vanished have a day to come back. */
export const VANISHED_MS = DAY_MS

/**
 * What is followed after a search. A vanished SLO stays for a day, with missing readings; one that is no longer `wanted`
 * goes at once. Where several sources describe an SLO of the same name, the first one counts.
 */
export function nextDiscovered(
  before: readonly FollowedSlo[],
  answers: readonly DiscoveryOf[],
  isWanted: (followed: Pick<FollowedSlo, 'slo' | 'source'>) => boolean,
  now: number,
): DiscoveryStep {
  const answered = new Set(answers.map(({ source }) => source))
  const found = new Map<string, FollowedSlo>()
  for (const { source, slos } of answers)
    for (const slo of slos)
      if (isWanted({ slo, source }) && !found.has(sloKey(slo)))
        found.set(sloKey(slo), { slo, source, missingSince: null })

  const known = new Map(before.map((one) => [sloKey(one.slo), one]))
  const dropped: FollowedSlo[] = []
  const kept: FollowedSlo[] = []
  for (const one of before) {
    if (found.has(sloKey(one.slo))) continue
    const missingSince = answered.has(one.source) ? (one.missingSince ?? now) : one.missingSince
    const isOver = answered.has(one.source) && missingSince !== null && now - missingSince >= VANISHED_MS
    if (isOver || !isWanted(one)) dropped.push(one)
    else kept.push({ ...one, missingSince })
  }
  const followed = [...found.values(), ...kept]
  const isNew = ({ slo }: FollowedSlo): boolean => !known.has(sloKey(slo))
  const isChanged = (one: FollowedSlo): boolean => {
    const was = known.get(sloKey(one.slo))
    return was !== undefined && !isSameSlo(was, one)
  }
  return {
    followed,
    appeared: followed.filter(isNew),
    changed: followed.filter(isChanged),
    dropped,
    toSave: followed.filter((one) => {
      const was = known.get(sloKey(one.slo))
      return was === undefined || was.missingSince !== one.missingSince || !isSameSlo(was, one)
    }),
  }
}

const isSameSlo = (a: FollowedSlo, b: FollowedSlo): boolean =>
  a.source === b.source &&
  a.slo.objective.percent === b.slo.objective.percent &&
  JSON.stringify([a.slo.window, a.slo.sli]) === JSON.stringify([b.slo.window, b.slo.sli])
