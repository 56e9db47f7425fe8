/** A feature flag that belongs to a service, where it is kept, and what "off" is. */
export interface ServiceFlag {
  /** Names one of the configuration's flag providers. */
  readonly provider: string
  /** As the provider calls it. */
  readonly key: string
  /** Null where the provider has no projects. */
  readonly project: string | null
  /** Null where the provider has no environments. */
  readonly environment: string | null
  /** The variant that everybody gets when it is off; null where it is switched off as a whole. */
  readonly offVariant: string | null
}
