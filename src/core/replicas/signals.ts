/** What one replica tells the others: no more than that they should look. */
export const SIGNALS = ['owed', 'changed', 'polled', 'found', 'lease'] as const

/**
 * `owed`: a message is to be sent. `changed`: something that people look at. `polled`: new figures. `found`: other SLOs are
 * followed. `lease`: it is free.
 */
export type Signal = (typeof SIGNALS)[number]

/** Port: how replicas tell one another. */
export interface SignalStore {
  /** Tells when the transaction is committed that it is called in. Nothing where there are no other replicas. */
  send(signals: readonly Signal[]): Promise<void>
  /** How often each was sent: what has grown since the last look was sent meanwhile. */
  counts(): Promise<ReadonlyMap<Signal, number>>
}

/** Of two looks at the counts, what was sent between. */
export const sentBetween = (
  before: ReadonlyMap<Signal, number>,
  after: ReadonlyMap<Signal, number>,
): ReadonlySet<Signal> =>
  new Set(SIGNALS.filter((signal) => (after.get(signal) ?? 0) !== (before.get(signal) ?? 0)))
