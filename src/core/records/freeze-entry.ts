import { ALL_SERVICES, type DeclaredFreeze } from '../freezes/declared-freeze.ts'
import type { LevelFreeze } from '../freezes/level-freeze.ts'
import type { WindowRun } from '../freezes/window-run.ts'
import type { Place } from '../kernel/paging.ts'

/** Any freeze, whatever brought it about: a level, a person, an alert, wrong data, or the calendar. */
export interface FreezeEntry {
  readonly id: string
  readonly kind: 'level' | 'declared' | 'correctness' | 'window'
  /** The level, or the reason that was given. */
  readonly title: string
  /** Null for all. */
  readonly services: readonly string[] | null
  readonly beganAt: number
  /** When it ended; null while it lasts. */
  readonly endedAt: number | null
  /** When it ends by itself; null where it does not. */
  readonly until: number | null
  /** Who declared it, as the record calls actors. */
  readonly by: string
}

export const levelEntry = ({ id, service, level, beganAt, endedAt }: LevelFreeze): FreezeEntry => ({
  id,
  kind: 'level',
  title: level,
  services: [service],
  beganAt,
  endedAt,
  until: null,
  by: 'budgeteer',
})

export const declaredEntry = (freeze: DeclaredFreeze): FreezeEntry => ({
  id: freeze.id,
  kind: freeze.kind === 'correctness' ? 'correctness' : 'declared',
  title: freeze.reason,
  services: freeze.service === ALL_SERVICES ? null : [freeze.service],
  beganAt: freeze.declaredAt,
  endedAt: freeze.endedAt,
  until: freeze.until,
  by: freeze.declaredBy,
})

export const windowEntry = ({ id, reason, services, beganAt, endedAt, until }: WindowRun): FreezeEntry => ({
  id,
  kind: 'window',
  title: reason,
  services,
  beganAt,
  endedAt,
  until,
  by: 'budgeteer',
})

export const placeOfFreeze = ({ beganAt, id }: FreezeEntry): Place => ({ at: beganAt, id })
