import { writeFileSync } from 'node:fs'
import { Pool } from 'undici'

/**
 * A process that asks the gate at a rate, each time about a revision of its own, and keeps which of them were answered. A call is
 * made once: what failed is told with its time, so that the test can say whether a fault explains it.
 */

/** What the process is told on its command line, as JSON. */
export interface GateLoadOrder {
  readonly url: string
  readonly token: string
  readonly perSecond: number
  readonly services: readonly string[]
  /** One byte a call: 1 where it was answered. */
  readonly answeredFile: string
}

export interface GateFailure {
  /** When the call began and ended, epoch milliseconds. */
  readonly from: number
  readonly until: number
  /** HTTP's status; null when there was no answer. */
  readonly status: number | null
  readonly detail: string
}

export interface GateLoadReport {
  readonly asked: number
  readonly answered: number
  /** Calls that were not made in time, as too many were under way. */
  readonly leftOut: number
  /** The first of them. */
  readonly failures: readonly GateFailure[]
  readonly failed: number
  readonly p50Ms: number
  readonly p99Ms: number
}

const TICK_MS = 20
/** Enough for the rate where an answer takes 60 ms; where it takes longer, fewer are asked in place of a queue that grows. */
const MOST_AT_ONCE = 32
const ANSWER_WITHIN_MS = 30_000
const KEPT_FAILURES = 20_000
/** Of so many calls the time is kept, the newest in place of the oldest. */
const KEPT_TIMES = 50_000
const MOST_CALLS = 4_000_000

const order = JSON.parse(process.argv[2] ?? '') as GateLoadOrder
const pool = new Pool(order.url, { connections: 50, pipelining: 1 })
const answered = new Uint8Array(MOST_CALLS)
const times = new Float64Array(KEPT_TIMES)
const failures: GateFailure[] = []
let [asked, good, failed, leftOut, open] = [0, 0, 0, 0, 0]

async function ask(n: number): Promise<void> {
  const from = Date.now()
  const began = performance.now()
  let status: number | null = null
  let detail: string
  try {
    const response = await pool.request({
      method: 'POST',
      path: '/v1/gate',
      headers: { authorization: `Bearer ${order.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        service: order.services[n % order.services.length],
        change: 'feature',
        revision: `g-${n}`,
      }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    })
    status = response.statusCode
    detail = await response.body.text()
    if (status === 200) {
      const { allowed } = JSON.parse(detail) as { allowed?: unknown }
      if (typeof allowed === 'boolean') {
        answered[n] = 1
        times[good % KEPT_TIMES] = performance.now() - began
        good += 1
        return
      }
    }
  } catch (error) {
    detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  }
  failed += 1
  if (failures.length < KEPT_FAILURES)
    failures.push({ from, until: Date.now(), status, detail: detail.slice(0, 200) })
}

const startedAt = performance.now()
let due = 0
const timer = setInterval(() => {
  const wanted = Math.floor(((performance.now() - startedAt) / 1_000) * order.perSecond)
  for (; due < wanted; due += 1) {
    if (open >= MOST_AT_ONCE || asked >= MOST_CALLS) {
      leftOut += 1
      continue
    }
    open += 1
    void ask(asked).finally(() => (open -= 1))
    asked += 1
  }
}, TICK_MS)

process.once('message', () => void end())
async function end(): Promise<void> {
  clearInterval(timer)
  await pool.close()
  writeFileSync(order.answeredFile, answered.subarray(0, asked))
  const sorted = times.subarray(0, Math.min(good, KEPT_TIMES)).toSorted()
  const quantile = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
  const report: GateLoadReport = {
    asked,
    answered: good,
    leftOut,
    failures,
    failed,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
  }
  process.send?.(report, () => process.disconnect())
}
