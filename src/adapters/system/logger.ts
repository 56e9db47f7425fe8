import { pino, type Logger } from 'pino'

/** Names under which a secret may travel in a logged object, at any of the first three depths. */
const SECRET_NAMES = [
  'token',
  'authorization',
  'password',
  'secret',
  'botToken',
  'appToken',
  'signingSecret',
  'headers',
]

/** The bot's log: JSON lines on standard error, without secrets. Values in `secrets` are struck from messages too. */
export function openLog(
  level: string,
  secrets: readonly string[],
  destination?: NodeJS.WritableStream,
): Logger {
  // Lines are JSON: there a quote or a backslash of a secret has a backslash before it.
  const struck = secrets
    .filter((secret) => secret.length >= 4)
    .flatMap((secret) => [JSON.stringify(secret).slice(1, -1), secret])
  const options = {
    level,
    redact: {
      paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      censor: '[redacted]',
    },
    hooks: {
      streamWrite: (line: string) =>
        struck.reduce((text, secret) => text.replaceAll(secret, '[redacted]'), line),
    },
  }
  return pino(options, destination ?? process.stderr)
}
