/* Loaded before a measured program (`node --import`): tells what the process has used whenever its parent asks. Plain
   JavaScript: to strip types would cost time and memory of its own. */
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpuMs: (user + system) / 1_000, residentBytes: process.memoryUsage.rss() })
})
// The program ends as it would without a parent that asks.
process.channel?.unref()
