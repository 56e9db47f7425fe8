import { type FreezeWindow, type ScheduledFreeze, windowMissed, windowsAt } from '../policy/freeze-window.ts'
import type { Page, PageOf } from '../kernel/paging.ts'
import { MINUTE_MS } from '../kernel/time/duration.ts'

/** One period of a scheduled window, as far as it has been announced. */
export interface WindowRun {
  /** Name of the window and the beginning of the period. */
  readonly id: string
  readonly name: string
  readonly from: number
  readonly until: number
  /** As they were when it began: the configuration may have lost the window since. */
  readonly reason: string
  readonly timeZone: string
  readonly services: readonly string[] | null
  readonly changes: readonly string[] | null
  readonly beganAt: number
  readonly endedAt: number | null
}

/** Port: periods that were announced. */
export interface WindowRunStore {
  save(run: WindowRun): Promise<void>
  byId(id: string): Promise<WindowRun | undefined>
  open(): Promise<readonly WindowRun[]>
  /** Those that covered a service, by when they began. */
  page(service: string, page: PageOf): Promise<Page<WindowRun>>
  /** When the windows were last looked at; null before the first time. */
  lastLook(): Promise<number | null>
  setLastLook(at: number): Promise<void>
}

/** Later than this after its time, an announcement says that it is late. */
export const LATE_AFTER_MS = 5 * MINUTE_MS

/** Windows that came and went longer ago than this are not announced. */
const LONGEST_LOOK_BACK_MS = 31 * 24 * 60 * MINUTE_MS

export type WindowAct =
  | { readonly kind: 'begin'; readonly freeze: ScheduledFreeze; readonly isLate: boolean }
  | { readonly kind: 'end'; readonly run: WindowRun; readonly isLate: boolean }
  /** It came and went while the bot was off. */
  | { readonly kind: 'missed'; readonly freeze: ScheduledFreeze }

export const runId = ({ window, from }: Pick<ScheduledFreeze, 'window' | 'from'>): string =>
  runIdOf(window.name, from)

/** By the window's name and the beginning of the period. */
export const runIdOf = (name: string, from: number): string => `${name}/${from}`

/**
 * What to announce of the windows now, given what was announced before: each beginning and each end once, however long
 * the bot was off. `lastLook` is null the first time: windows that are over by then are not announced.
 */
export function dueWindowActs(
  windows: readonly FreezeWindow[],
  open: readonly WindowRun[],
  lastLook: number | null,
  now: number,
): readonly WindowAct[] {
  const current = windowsAt(windows, now)
  const known = new Set(open.map(({ id }) => id))
  const running = new Set(current.map(runId))
  const since = Math.max(lastLook ?? now, now - LONGEST_LOOK_BACK_MS)

  const ended = open
    .filter(({ id }) => !running.has(id))
    .map((run): WindowAct => ({ kind: 'end', run, isLate: now - run.until > LATE_AFTER_MS }))
  const missed = windows.flatMap((window): WindowAct[] => {
    const freeze = windowMissed(window, since, now)
    return freeze === null || known.has(runId(freeze)) ? [] : [{ kind: 'missed', freeze }]
  })
  const begun = current
    .filter((freeze) => !known.has(runId(freeze)))
    .map((freeze): WindowAct => ({ kind: 'begin', freeze, isLate: now - freeze.from > LATE_AFTER_MS }))
  return [...ended, ...missed, ...begun]
}
