import { sloKey } from '../../budgets/slo.ts'
import { MINUTE_MS } from '../../time/duration.ts'
import type { PrometheusClient } from '../client.ts'
import { type PollLimits, queryWithin } from '../query-within.ts'
import { LARGE_ANSWER, LargeVector } from './large-vector.ts'
import { OWN_VERSION, SLOTH_INFO } from './series-names.ts'

/** Whose rules record an SLO's series. Sloth's own series of the whole window is a mean of ratios, not errors ÷ total. */
export type RuleWriter = 'budgeteer' | 'sloth'

/** By `sloKey`, for every SLO that recording rules describe under Sloth's names. */
export interface RuleWriters {
  /** Asks anew every ten minutes; what was known stays known while nobody answers. */
  known(at: number, poll: PollLimits): Promise<ReadonlyMap<string, RuleWriter>>
}

const KEPT_MS = 10 * MINUTE_MS

export function ruleWriters(client: PrometheusClient): RuleWriters {
  let kept: { readonly writers: ReadonlyMap<string, RuleWriter>; readonly askedAt: number } | undefined
  return {
    async known(at, poll) {
      if (kept !== undefined && Math.abs(at - kept.askedAt) < KEPT_MS) return kept.writers
      const answer = await queryWithin(client, SLOTH_INFO, at, poll, LARGE_ANSWER)
      if (answer.kind === 'failed' || !(answer.data instanceof LargeVector))
        return kept?.writers ?? new Map<string, RuleWriter>()
      let writers = new Map<string, RuleWriter>()
      answer.data.each(['sloth_service', 'sloth_slo', 'sloth_version'], () => {
        writers = new Map()
        return ([service, name, version]) => {
          if (service === undefined || name === undefined) return
          const isOwn = version?.startsWith(OWN_VERSION) === true
          writers.set(sloKey({ service, name }), isOwn ? 'budgeteer' : 'sloth')
        }
      })
      kept = { writers, askedAt: at }
      return writers
    },
  }
}
