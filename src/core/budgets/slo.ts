import type { Enforcement } from '../kernel/enforcement.ts'
import type { BurnRule } from './burn-rule.ts'
import type { CostModel } from './cost-model.ts'
import type { Objective } from './objective.ts'
import type { ServiceFlag } from './service-flag.ts'
import type { QueriedSli } from './sli-kinds.ts'
import type { SloWindow } from './slo-window.ts'

/** What is measured. */
export type Sli = QueriedSli | PushedSli | CompositeSli

export interface PushedSli {
  readonly kind: 'pushed'
  /** One push may bring no more events; USUAL_MOST_PER_PUSH where nothing is said. */
  readonly maxPerPush?: number
}

/** More than any service counts between two pushes, and few enough that thousands of them are still whole numbers. */
export const USUAL_MOST_PER_PUSH = 1e12

/**
 * How the success ratios of parts make one: their mean by weight (a service of services), the least of them, or their
 * product (a journey whose every step must succeed).
 */
export type CompositeMethod = 'weighted' | 'worst' | 'product'

export interface CompositeSli {
  readonly kind: 'composite'
  readonly method: CompositeMethod
  readonly parts: readonly CompositePart[]
}

export interface CompositePart {
  /** May be a composite itself. */
  readonly slo: Slo
  /** Above 0; counts where the method weighs. */
  readonly weight: number
}

/** Where people look further, as the configuration has it: an http or https address with placeholders in it. */
export interface LinkTemplate {
  /** `dashboard`, `runbook`. */
  readonly name: string
  readonly url: string
}

export interface Slo {
  readonly service: string
  readonly name: string
  readonly title: string
  readonly objective: Objective
  readonly window: SloWindow
  readonly sli: Sli
  /** Occurrences unless said otherwise. */
  readonly budgeting?: Budgeting
  /** A lookback with fewer events does not count: nothing burns in it, and a whole window of it is missing. */
  readonly minEvents?: number
  /** What customers were promised, beside what the team aims for (seed 002: SLA < SLO). */
  readonly agreement?: Objective
  /** Why the objective has this value. */
  readonly rationale?: string
  /** What users do that this measures, in a sentence. */
  readonly journey?: string
  /** Where people look further; they come before those of the service. */
  readonly links?: readonly LinkTemplate[]
  /** While its data covers less of the window than this share it is young (0: never); a tenth unless said otherwise. */
  readonly youngBelow?: number
  /** When its burn rate is worth an alert. */
  readonly burnRules?: readonly BurnRule[]
}

/** How events become a share of the budget (OpenSLO's budgeting methods). */
export type Budgeting =
  | { readonly kind: 'occurrences' }
  /** A slice is good when its success ratio is at least `target`; slices without events do not count. */
  | { readonly kind: 'timeslices'; readonly sliceMs: number; readonly target: number }
  /** The mean of the slices' success ratios, so that a quiet hour weighs as much as a busy one. */
  | { readonly kind: 'ratio-timeslices'; readonly sliceMs: number }

/** One key for an SLO wherever a string is needed. Neither part may hold a slash. */
export const sloKey = (slo: { readonly service: string; readonly name: string }): string =>
  `${slo.service}/${slo.name}`

export interface Service {
  readonly name: string
  readonly title: string
  readonly journey?: string
  /** Where people look further. */
  readonly links?: readonly LinkTemplate[]
  /** Name of the policy that governs it. */
  readonly policy: string
  /** Undefined leaves it to the policy. */
  readonly enforcement?: Enforcement
  readonly slos: readonly Slo[]
  /** What bad service costs; undefined where nobody put a price on it, and then nothing speaks of money. */
  readonly cost?: CostModel
  /** Slack user ids of who is told of planned deployments and asked to watch them. */
  readonly stakeholders?: readonly string[]
  /** Its feature flags, which a notice of the policy may roll back. */
  readonly flags?: readonly ServiceFlag[]
}
