/**
 * What bad service costs, as the configuration of a service has it. At most one of the two prices: both would count the
 * same failure twice.
 */
export interface CostModel {
  /** ISO 4217: `EUR`. */
  readonly currency: string
  /** Of a minute in which nothing works; a minute in which half of it works costs half. */
  readonly perBadMinute?: number
  readonly perFailedRequest?: number
  /** What the service runs on costs, in a month of 30.4375 days. */
  readonly infrastructurePerMonth?: number
}
