import type { SliSource } from '../core/budgets/sli-source.ts'
import { MINUTE_MS } from '../core/kernel/time/duration.ts'
import { budgetSource, type Measuring } from './budget-source.ts'

/** A quarter of many SLOs takes its time, and nothing waits for it at every minute. */
const TIMEOUT_MS = 5 * MINUTE_MS

/** The same sources, asked of the past: each question has connections and a memory of its own, apart from what polls remember. */
export const pastSource = (from: Measuring): SliSource => ({
  async measure(questions, at, signal) {
    const settings = { ...from.settings, poll: { ...from.settings.poll, timeoutMs: TIMEOUT_MS } }
    const { prometheus, source } = await budgetSource({ ...from, settings })
    try {
      return await source.measure(questions, at, signal)
    } finally {
      await prometheus.close()
    }
  },
})
