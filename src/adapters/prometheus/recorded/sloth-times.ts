import { HOUR_MS } from '../../../core/kernel/time/duration.ts'
import type { Outcome } from '../asker.ts'
import type { PrometheusClient } from '../client.ts'
import { type PollLimits, queryWithin } from '../query-within.ts'
import { BySlo } from './by-slo.ts'
import { eachSample, LARGE_ANSWER } from './large-vector.ts'
import { SHORTEST_RECORDED } from './series-names.ts'

/** When the newest sample of an SLO was recorded (seconds), and how many were within the hour. */
export interface RecordedTimes {
  readonly sampledAt: Outcome
  /** Absent but once an hour. */
  readonly samples?: Outcome
}

/** The times of what is recorded under Sloth's names, in one query for every SLO, and once an hour another one. */
export interface SlothTimes {
  at(at: number, poll: PollLimits): Promise<(service: string, slo: string) => RecordedTimes>
}

const COUNTED_EVERY_MS = HOUR_MS

export function slothTimes(client: PrometheusClient): SlothTimes {
  let countedAt: number | undefined
  const ask = async (
    promql: string,
    at: number,
    poll: PollLimits,
  ): Promise<(service: string, slo: string) => Outcome> => {
    const answer = await queryWithin(client, promql, at, poll, LARGE_ANSWER)
    if (answer.kind === 'failed') return () => answer
    const found = new BySlo<number>()
    eachSample(answer.data, ({ sloth_service: service, sloth_slo: name }, value) => {
      if (service !== undefined && name !== undefined)
        found.set(service, name, Math.max(value, found.get(service, name) ?? -Infinity))
    })
    return (service, name) => {
      const value = found.get(service, name)
      return value === undefined ? { kind: 'absent' } : { kind: 'value', value }
    }
  }
  return {
    async at(at, poll) {
      const isDue = countedAt === undefined || Math.abs(at - countedAt) >= COUNTED_EVERY_MS
      if (isDue) countedAt = at
      const [times, counts] = await Promise.all([
        ask(`timestamp(${SHORTEST_RECORDED})`, at, poll),
        isDue ? ask(`count_over_time(${SHORTEST_RECORDED}[1h])`, at, poll) : undefined,
      ])
      return (service, slo) => ({
        sampledAt: times(service, slo),
        ...(counts !== undefined && { samples: counts(service, slo) }),
      })
    },
  }
}
