/* Loaded before the bot (`node --expose-gc --import`): tells what is left after garbage was collected, whenever its parent asks. */
import { monitorEventLoopDelay } from 'node:perf_hooks'

const delay = monitorEventLoopDelay({ resolution: 10 })
delay.enable()
process.on('message', () => {
  const loopDelayMs = delay.percentile(99) / 1e6
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  process.send?.({ residentBytes: rss, heapBytes: heapUsed, loopDelayMs })
  delay.reset()
})
// The program ends as it would without a parent that asks.
process.channel?.unref()
