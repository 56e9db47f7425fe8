import { isMethodLacking, slackFailure } from '../slack-failure.ts'

/** What a refused `views.publish` means. `error` is free of secrets. */
export type HomeFailure =
  | { readonly kind: 'conflict' }
  /** The server has no home tabs, or the app has none. */
  | { readonly kind: 'no-home'; readonly error: string }
  | { readonly kind: 'passing'; readonly error: string; readonly retryAfterMs: number | null }
  | { readonly kind: 'final'; readonly error: string }

export const NO_HOME =
  'homes are not shown: turn the Home Tab on under "App Home" of the Slack app, or use a server that has views.publish'

export const isHomeLacking = (error: string): boolean => error === 'not_enabled' || isMethodLacking(error)

export function homeFailure(thrown: unknown): HomeFailure {
  const { kind, error, retryAfterMs } = slackFailure(thrown)
  if (error === 'hash_conflict') return { kind: 'conflict' }
  if (isHomeLacking(error)) return { kind: 'no-home', error }
  return kind === 'passing' ? { kind, error, retryAfterMs } : { kind, error }
}
