import type { Identity } from './identity.ts'

/** Port: the directory of people. Answers for each id that was asked for; never rejects. */
export interface Directory {
  identify(userIds: readonly string[]): Promise<ReadonlyMap<string, Identity>>
  /**
   * The user ids of each of these groups; null when the workspace does not answer. A group that is not known has none.
   */
  members(groupIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]> | null>
}
