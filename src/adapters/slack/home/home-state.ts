/** What somebody looks at in their home: it travels in the view, so that a click of tomorrow is understood. */
export interface HomeState {
  /** Of the services, from 1. */
  readonly page: number
  readonly show: Shown
  /** Grows with each choice: a list that was chosen from begins empty again. */
  readonly turn: number
}

/** Which services are listed: all, those that need attention, or those of one level. */
export type Shown = 'all' | 'attention' | `level:${string}`

export const FIRST_SIGHT: HomeState = { page: 1, show: 'all', turn: 0 }

export const isShown = (text: unknown): text is Shown =>
  text === 'all' || text === 'attention' || (typeof text === 'string' && text.startsWith('level:'))

/** Reads what a view carries; what was not written by this version shows the home from its beginning. */
export function readHomeState(metadata: string | undefined): HomeState {
  try {
    const read = JSON.parse(metadata ?? '') as Partial<Record<keyof HomeState, unknown>> | null
    const { page, show, turn } = read ?? {}
    if (!isCount(page) || !isCount(turn) || !isShown(show)) return FIRST_SIGHT
    return { page: Math.max(1, page), show, turn }
  } catch {
    return FIRST_SIGHT
  }
}

export const writtenState = ({ page, show, turn }: HomeState): string => JSON.stringify({ page, show, turn })

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
