/** A run of a pipeline, as the CI names it in its jobs' environment. */
export interface CiRun {
  readonly run: string
  /** From 1; undefined where the CI does not count. */
  readonly attempt?: number
}

/** Where each CI says which run a job belongs to, and which attempt it is; `from` is the number of the first attempt. */
const SYSTEMS = [
  { run: 'GITHUB_RUN_ID', attempt: 'GITHUB_RUN_ATTEMPT', from: 1 },
  { run: 'CI_PIPELINE_ID', attempt: null, from: 1 },
  { run: 'BUILDKITE_BUILD_ID', attempt: 'BUILDKITE_RETRY_COUNT', from: 0 },
  { run: 'BUILD_BUILDID', attempt: 'SYSTEM_JOBATTEMPT', from: 1 },
  { run: 'BUILD_TAG', attempt: null, from: 1 },
  { run: 'BUILD_ID', attempt: null, from: 1 },
] as const

/** The run that this process is part of: of GitHub, GitLab, Buildkite, Azure, or Jenkins; undefined outside of those. */
export function ciRun(env: NodeJS.ProcessEnv): CiRun | undefined {
  for (const { run: name, attempt: attemptName, from } of SYSTEMS) {
    const run = env[name]
    if (run === undefined || run === '') continue
    const counted = attemptName === null ? '' : (env[attemptName] ?? '')
    return /^\d{1,4}$/.test(counted) ? { run, attempt: Number(counted) + 1 - from } : { run }
  }
  return undefined
}
