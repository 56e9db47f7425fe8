/** Loaded before a measured program (`node --import`): tells what the process has used whenever its parent asks. */
export interface Usage {
  /** Of all threads since the start. */
  readonly cpuMs: number
  readonly residentBytes: number
}

process.on('message', () => {
  const { user, system } = process.cpuUsage()
  const usage: Usage = { cpuMs: (user + system) / 1_000, residentBytes: process.memoryUsage.rss() }
  process.send?.(usage)
})
// The program ends as it would without a parent that asks.
process.channel?.unref()
