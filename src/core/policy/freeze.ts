import { wallTimeText } from '../kernel/time/wall-time.ts'
import type { ReasonCode } from './decision.ts'
import type { ChangeType, Policy } from './policy.ts'

/** What blocks a service's changes beside its level. Times are epoch milliseconds. */
export type Freeze =
  /** Declared by a person: the policy's freeze level decides as well, whatever level the service is at. */
  | {
      readonly kind: 'declared'
      readonly id: string
      readonly reason: string
      readonly since: number
      /** Null until somebody lifts it. */
      readonly until: number | null
    }
  /** Scheduled in the configuration. */
  | {
      readonly kind: 'window'
      readonly name: string
      readonly reason: string
      readonly since: number
      readonly until: number
      /** The change types that it blocks; null for a freeze like a declared one. */
      readonly changes: readonly string[] | null
    }
  /** Data is wrong: nothing but the fix ships until the postmortem is filed. */
  | { readonly kind: 'correctness'; readonly id: string; readonly reason: string; readonly since: number }
  /** Outside the hours in which deployments may start at this level. */
  | {
      readonly kind: 'hours'
      readonly level: string
      /** When they may start again; null when the policy names no such time within a year. */
      readonly until: number | null
      /** `waits` is how a request sees hours that will block at the gate; `advised` hours never block. */
      readonly effect: 'blocks' | 'waits' | 'advised'
    }

const REASONS: Readonly<Record<Freeze['kind'], ReasonCode>> = {
  declared: 'freeze_declared',
  window: 'freeze_scheduled',
  correctness: 'correctness_incident',
  hours: 'outside_deploy_hours',
}

export type HoursFreeze = Extract<Freeze, { kind: 'hours' }>

/** Why a change is blocked, in words that follow "is blocked by". Times are of the policy's zone. */
export function freezeText(freeze: Freeze, timeZone: string): string {
  const until = (ms: number | null, otherwise: string): string =>
    ms === null ? otherwise : `until ${wallTimeText(ms, timeZone)}`
  switch (freeze.kind) {
    case 'declared':
      return `a declared freeze, ${until(freeze.until, 'until it is lifted')}: ${freeze.reason}`
    case 'window':
      return `the scheduled freeze ${freeze.name}, ${until(freeze.until, '')}: ${freeze.reason}`
    case 'correctness':
      return `a correctness incident, until its postmortem is filed: ${freeze.reason}`
    case 'hours':
      return freeze.until === null
        ? `the deploy hours of ${freeze.level}`
        : `the deploy hours of ${freeze.level}, which begin ${wallTimeText(freeze.until, timeZone)}`
  }
}

/** What a request is told that may be decided now and should be started later. */
export function hoursAdvice({ level, until, effect }: HoursFreeze, timeZone: string): string {
  const what = effect === 'advised' ? 'Better in the preferred hours' : 'May start in the deploy hours'
  const when = until === null ? '' : `, which begin ${wallTimeText(until, timeZone)}`
  return `${what} of ${level}${when}.`
}

/** When all of these end by themselves; null when one of them waits for a person. */
export const endOf = (freezes: readonly Freeze[]): number | null =>
  freezes.reduce<number | null>((latest, freeze) => {
    const until = freeze.kind === 'correctness' ? null : freeze.until
    return latest === null || until === null ? null : Math.max(latest, until)
  }, 0)

export const reasonOf = ({ kind }: Freeze): ReasonCode => REASONS[kind]

/** Fixes of wrong data where the policy names none: those of its change types that these names are of. */
const USUAL_FIXES = ['p0-hotfix', 'critical-fix', 'hotfix']

/** Change types that may ship while a correctness incident is open, by the level's own rules. */
export const correctnessFixes = (policy: Policy): readonly string[] =>
  policy.freezes?.correctnessFixes ?? USUAL_FIXES.filter((name) => policy.changes.has(name))

/** Whether a freeze says anything about a change. */
export function concerns(freeze: Freeze, policy: Policy, change: ChangeType): boolean {
  switch (freeze.kind) {
    case 'declared':
    case 'hours':
      return true
    case 'window':
      return freeze.changes === null || freeze.changes.includes(change.name)
    case 'correctness':
      return !correctnessFixes(policy).includes(change.name)
  }
}
