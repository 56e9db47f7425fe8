/**
 * What a picture shows, as plain JSON that can stand in a message or an address. For one store the same name is the same
 * picture: it is drawn when somebody looks, of what was known at `at`.
 */
export type PictureName = BurnDownName

export interface BurnDownName {
  readonly kind: 'burn-down'
  readonly service: string
  /** The SLO that decides, where none is named. */
  readonly slo?: string
  /** Epoch milliseconds. */
  readonly at: number
  /** How far back it looks; the SLO's window where nothing is said. */
  readonly days?: number
}
