/** What was learned of something that went wrong, filed by a person: as a link, or in writing. */
export interface Postmortem {
  readonly id: string
  readonly service: string
  /** Slack user id. */
  readonly author: string
  readonly filedAt: number
  /** An https address, or the text itself. */
  readonly content: string
  /** The correctness incident that it ends; null when it is of the level that the service was at. */
  readonly incidentId: string | null
  /** The incident that it is about, where that is known. */
  readonly about: string | null
  readonly level: string
  /** Answers to the questions about wrong data; null where none was asked. */
  readonly answers: CorrectnessAnswers | null
}

/** What the policy document asks of a correctness incident. */
export interface CorrectnessAnswers {
  /** Which records are affected. */
  readonly records: string
  /** How they are repaired. */
  readonly repair: string
  /** Which change of the code caused it. */
  readonly cause: string
}

/** Port: postmortems. */
export interface PostmortemStore {
  add(postmortem: Postmortem): Promise<void>
  /** When the newest one of each service was filed. */
  latest(): Promise<ReadonlyMap<string, number>>
  /** Newest first. */
  of(service: string, limit: number): Promise<readonly Postmortem[]>
  /** Those that are about an incident, oldest first. */
  about(incident: string): Promise<readonly Postmortem[]>
}
