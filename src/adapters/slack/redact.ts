/** Slack's tokens (`xoxb-…`, `xapp-…`, `xoxe.xoxp-…`), bearer headers, and the URLs that let anybody answer or connect. */
const SECRETS = [
  /\bx(?:ox[a-z]|app)(?:\.xox[a-z])?-[\w-]+/gi,
  /\bBearer\s+[\w.~+/-]+=*/gi,
  /\bhttps?:\/\/hooks\.slack\.com\/\S+/gi,
  /\bwss?:\/\/\S+/gi,
]

/** The text without anything that lets a reader act as the bot. */
export function withoutSecrets(text: string, own: readonly string[] = []): string {
  let safe = text
  for (const secret of own) if (secret !== '') safe = safe.replaceAll(secret, '[redacted]')
  for (const pattern of SECRETS) safe = safe.replace(pattern, '[redacted]')
  return safe
}
