import { type Server, createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../src/core/kernel/time/duration.ts'

const JOB = 'checkout'
const HISTORY_MS = 3 * DAY_MS
const STEP_MS = 5 * MINUTE_MS
const ALLOWED = 0.005
/** Counters that are far from zero: Prometheus then extrapolates all of them alike. */
const OFFSET = 50_000_000
/** Requests of the three days before. */
const BEFORE = 1_000_000
const BEFORE_REMAINING = 0.72

/** What the SLO of these tests says: 0.5 % may fail in three days. */
export const LIVE_SLI = `{ events: { bad: 'http_requests_failed_total{job="${JOB}"}', total: 'http_requests_total{job="${JOB}"}' } }`

/** A service that Prometheus scrapes, with three days behind it, and as much of its budget left as a test wishes. */
export class FailingService {
  readonly address: string
  readonly #server: Server
  #failed = BEFORE * ALLOWED * (1 - BEFORE_REMAINING)
  #total = BEFORE

  private constructor(server: Server) {
    this.#server = server
    this.address = `127.0.0.1:${(server.address() as AddressInfo).port}`
    server.on('request', (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' })
      response.end(
        `# TYPE http_requests_total counter\nhttp_requests_total ${OFFSET + this.#total}\n` +
          `# TYPE http_requests_failed_total counter\nhttp_requests_failed_total ${OFFSET + this.#failed}\n`,
      )
    })
  }

  static async open(): Promise<FailingService> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new FailingService(server)
  }

  get scrapeTarget(): { readonly job: string; readonly address: string } {
    return { job: JOB, address: this.address }
  }

  /** Three days of it, up to now. */
  openMetrics(): string {
    const until = Date.now() - 30 * SECOND_MS
    const lines = (metric: string, count: number): string[] => {
      const steps = HISTORY_MS / STEP_MS
      const series = `${metric}_total{job="${JOB}",instance="${this.address}"}`
      return [
        `# TYPE ${metric} counter`,
        ...Array.from({ length: steps + 1 }, (_, step) => {
          const at = (until - HISTORY_MS + step * STEP_MS) / SECOND_MS
          return `${series} ${OFFSET + Math.floor((count * step) / steps)} ${at}`
        }),
      ]
    }
    const all = [...lines('http_requests', this.#total), ...lines('http_requests_failed', this.#failed)]
    return `${all.join('\n')}\n# EOF\n`
  }

  /** Fails as many requests as it takes, or serves as many good ones, until this share of the budget is left. */
  leave(remainingRatio: number): void {
    const failing = ALLOWED * (1 - remainingRatio)
    if (this.#failed < failing * this.#total) {
      const more = Math.round((failing * this.#total - this.#failed) / (1 - failing))
      this.#failed += more
      this.#total += more
    } else this.#total = Math.round(this.#failed / failing)
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
