/**
 * What a picture shows, as plain JSON that can stand in a message or an address. For one store the same name is the same
 * picture: it is drawn when somebody looks, of what was known at `at`.
 */
export type PictureName = BurnDownName | BurnRatesName | FleetName

interface SloPictureName {
  readonly service: string
  /** The SLO that decides, where none is named. */
  readonly slo?: string
  /** Epoch milliseconds. */
  readonly at: number
}

/** A budget over its window. */
export interface BurnDownName extends SloPictureName {
  readonly kind: 'burn-down'
  /** How far back it looks; as far as the SLO's window where nothing is said. */
  readonly days?: number
}

/** How fast a budget burnt. */
export interface BurnRatesName extends SloPictureName {
  readonly kind: 'burn-rates'
  /** Three days where nothing is said. */
  readonly days?: number
}

/** The worst level of each service on each day. */
export interface FleetName {
  readonly kind: 'fleet'
  /** Epoch milliseconds; its day is the last one. */
  readonly at: number
  /** Thirty where nothing is said. */
  readonly days?: number
  /** Only these; all where nothing is said. */
  readonly services?: readonly string[]
  /** The worst so many services, and the rest as a number; all where nothing is said. */
  readonly most?: number
}
