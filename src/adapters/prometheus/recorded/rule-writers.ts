import { MINUTE_MS } from '../../../core/kernel/time/duration.ts'
import type { PrometheusClient } from '../client.ts'
import { type PollLimits, queryWithin } from '../query-within.ts'
import { BySlo } from './by-slo.ts'
import { eachSample, LARGE_ANSWER } from './large-vector.ts'
import { OWN_VERSION, SLOTH_INFO } from './series-names.ts'

/** Whose rules record an SLO's series. Sloth's own series of the whole window is a mean of ratios, not errors ÷ total. */
export type RuleWriter = 'budgeteer' | 'sloth'

/** For every SLO that recording rules describe under Sloth's names. */
export interface RuleWriters {
  /** Asked again every ten minutes; while the source does not answer, the last answer stays. */
  known(at: number, poll: PollLimits): Promise<BySlo<RuleWriter>>
}

const KEPT_MS = 10 * MINUTE_MS

export function ruleWriters(client: PrometheusClient): RuleWriters {
  let kept: { readonly writers: BySlo<RuleWriter>; readonly askedAt: number } | undefined
  return {
    async known(at, poll) {
      if (kept !== undefined && Math.abs(at - kept.askedAt) < KEPT_MS) return kept.writers
      const answer = await queryWithin(client, SLOTH_INFO, at, poll, LARGE_ANSWER)
      const writers = new BySlo<RuleWriter>()
      if (answer.kind === 'failed') return kept?.writers ?? writers
      eachSample(answer.data, ({ sloth_service: service, sloth_slo: name, sloth_version: version }) => {
        if (service === undefined || name === undefined) return
        const isOwn = version?.startsWith(OWN_VERSION) === true
        writers.set(service, name, isOwn ? 'budgeteer' : 'sloth')
      })
      kept = { writers, askedAt: at }
      return writers
    },
  }
}
