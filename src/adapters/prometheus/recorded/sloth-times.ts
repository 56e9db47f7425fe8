import { HOUR_MS } from '../../../core/kernel/time/duration.ts'
import type { QueryFailure } from '../api-answer.ts'
import type { Outcome } from '../asker.ts'
import type { PrometheusClient } from '../client.ts'
import { type PollLimits, queryWithin } from '../query-within.ts'
import type { BySlo } from './by-slo.ts'
import { LARGE_ANSWER } from './large-vector.ts'
import { RememberedSamples } from './remembered-samples.ts'
import { SHORTEST_RECORDED } from './series-names.ts'

/** When the newest sample of an SLO was recorded (seconds), and how many were within the hour. */
export interface RecordedTimes {
  readonly sampledAt: Outcome
  /** Absent but once an hour. */
  readonly samples?: Outcome
}

/** Where the times of an SLO are put. */
export interface Timed {
  /** Seconds. */
  sampledAt?: number
  sampleCount?: number
}

/** The times of what is recorded under Sloth's names, in one query for every SLO, and once an hour another one. */
export interface SlothTimes {
  /** Fills in what is found of the `wanted`; gives what each of them says then. */
  fill(wanted: BySlo<Timed>, at: number, poll: PollLimits): Promise<(timed: Timed) => RecordedTimes>
}

type Memory = RememberedSamples<{ readonly service: string; readonly slo: string }>

const COUNTED_EVERY_MS = HOUR_MS

export function slothTimes(client: PrometheusClient): SlothTimes {
  let countedAt: number | undefined
  const memory = (): Memory =>
    new RememberedSamples(({ sloth_service: service, sloth_slo: slo }) =>
      service === undefined || slo === undefined ? undefined : { service, slo },
    )
  const [timesRead, countsRead] = [memory(), memory()]
  /** Undefined when it was answered. */
  const ask = async (
    memory: Memory,
    vector: string,
    at: number,
    poll: PollLimits,
    visit: (service: string, slo: string, value: number) => void,
  ): Promise<QueryFailure | undefined> => {
    // Of other labels there may be many, and of replicas some.
    const promql = `max by (sloth_service, sloth_slo) (${vector})`
    const answer = await queryWithin(client, promql, at, poll, LARGE_ANSWER)
    if (answer.kind === 'failed') return answer
    memory.each(answer.data, ({ service, slo }, value) => visit(service, slo, value))
    return undefined
  }
  return {
    async fill(wanted, at, poll) {
      const isDue = countedAt === undefined || Math.abs(at - countedAt) >= COUNTED_EVERY_MS
      if (isDue) countedAt = at
      const [noTimes, noCounts] = await Promise.all([
        ask(timesRead, `timestamp(${SHORTEST_RECORDED})`, at, poll, (service, slo, seconds) => {
          const timed = wanted.get(service, slo)
          if (timed !== undefined) timed.sampledAt = seconds
        }),
        isDue
          ? ask(countsRead, `count_over_time(${SHORTEST_RECORDED}[1h])`, at, poll, (service, slo, count) => {
              const timed = wanted.get(service, slo)
              if (timed !== undefined) timed.sampleCount = count
            })
          : undefined,
      ])
      return (timed) => {
        const sampledAt = noTimes ?? outcomeOf(timed.sampledAt)
        return isDue ? { sampledAt, samples: noCounts ?? outcomeOf(timed.sampleCount) } : { sampledAt }
      }
    },
  }
}

const outcomeOf = (value: number | undefined): Outcome =>
  value === undefined ? { kind: 'absent' } : { kind: 'value', value }
