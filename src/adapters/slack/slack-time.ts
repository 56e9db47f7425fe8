/**
 * A time as each reader's own Slack shows it, in their zone and language; elsewhere in UTC. Takes epoch milliseconds or an
 * ISO 8601 text; what is no time is shown as it is.
 */
export function slackTime(at: number | string): string {
  const ms = typeof at === 'number' ? at : Date.parse(at)
  if (!Number.isFinite(ms)) return String(at)
  return `<!date^${Math.floor(ms / 1_000)}^{date_short_pretty} {time}|${utc(ms)}>`
}

/** The same for plain text, where Slack formats nothing: `2026-11-21 14:30 UTC`. */
export const utc = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
