const KEY = 'budgeteer-tour'

/** Where somebody is in the tour, so that a reload goes on there. */
export interface TourPlace {
  readonly step: string
  /** When the step began: the newest message then. */
  readonly since: string
  /** They closed it; it does not open by itself again. */
  readonly isClosed: boolean
}

export function rememberedPlace(): TourPlace | null {
  try {
    const { step, since, isClosed } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<TourPlace>
    if (typeof step !== 'string' || typeof since !== 'string') return null
    return { step, since, isClosed: isClosed === true }
  } catch {
    return null
  }
}

/** A browser without storage shows the tour again. */
export function rememberPlace(place: TourPlace): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(place))
  } catch {
    return
  }
}
