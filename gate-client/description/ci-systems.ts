/** Where a CI says in its jobs' environment which run a job belongs to, and which attempt of the run it is. */
export interface CiSystem {
  readonly name: string
  readonly run: string
  readonly attempt?: string
  /** The number of the first attempt; 1 where it is left out. */
  readonly from?: 0
}

/** In this order: the first whose run is named counts. */
export const CI_SYSTEMS: readonly CiSystem[] = [
  { name: 'GitHub', run: 'GITHUB_RUN_ID', attempt: 'GITHUB_RUN_ATTEMPT' },
  { name: 'GitLab', run: 'CI_PIPELINE_ID' },
  { name: 'Buildkite', run: 'BUILDKITE_BUILD_ID', attempt: 'BUILDKITE_RETRY_COUNT', from: 0 },
  { name: 'Azure', run: 'BUILD_BUILDID', attempt: 'SYSTEM_JOBATTEMPT' },
  { name: 'Jenkins', run: 'BUILD_TAG' },
  { name: 'Jenkins', run: 'BUILD_ID' },
]

/** Where a CI says which commit it runs for, in the order in which they are looked at. */
export const REVISIONS: readonly string[] = [
  'GITHUB_SHA',
  'CI_COMMIT_SHA',
  'BUILDKITE_COMMIT',
  'BUILD_SOURCEVERSION',
  'GIT_COMMIT',
]
