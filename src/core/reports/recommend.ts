import { compareRatio } from '../budgets/compare.ts'

/** Thresholds of what is left of a budget, as ratios: below LOW stability comes first, above HIGH there is room for risks. */
export const LOW = 0.25
export const HIGH = 0.75

/** What a budget asks for, by what is left of it. */
export interface Advice {
  readonly kind: 'freeze' | 'stability' | 'normal' | 'risks'
  /** The SLO that it is about. */
  readonly slo: string
  readonly sentences: readonly string[]
}

const SENTENCES: Readonly<Record<Advice['kind'], readonly string[]>> = {
  freeze: [
    'FEATURE FREEZE - Focus on reliability',
    'Root cause analysis required',
    'Incident review meeting',
  ],
  stability: ['Low error budget - Prioritize stability', 'Defer risky changes'],
  normal: ['Normal operations'],
  risks: ['Healthy error budget - Can take risks', 'Good time for experiments'],
}

/** By the thresholds of the ML platform's monthly report: below 0, below 25 %, above 75 %, otherwise. */
export function adviceFor(slo: string, remainingRatio: number): Advice {
  const kind = kindFor(remainingRatio)
  return { kind, slo, sentences: SENTENCES[kind] }
}

function kindFor(remainingRatio: number): Advice['kind'] {
  if (compareRatio(remainingRatio, 0) < 0) return 'freeze'
  if (compareRatio(remainingRatio, LOW) < 0) return 'stability'
  return compareRatio(remainingRatio, HIGH) > 0 ? 'risks' : 'normal'
}
