import { createHmac } from 'node:crypto'

/** The headers that Standard Webhooks asks for. The id stays the same over retries, so that a receiver can tell them. */
export function signedHeaders(
  secret: Buffer,
  id: string,
  sentAtMs: number,
  body: string,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(sentAtMs / 1_000))
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  }
}

/** The bytes of a secret as Standard Webhooks writes it (`whsec_` and base64); any other text stands for its own bytes. */
export function secretBytes(secret: string): Buffer {
  return secret.startsWith('whsec_')
    ? Buffer.from(secret.slice('whsec_'.length), 'base64')
    : Buffer.from(secret, 'utf8')
}
