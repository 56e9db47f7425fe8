import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { onTestFinished } from 'vitest'

export interface Mail {
  readonly to: readonly string[]
  readonly raw: string
}

/** A mail server that keeps what it takes, until the test ends. */
export async function mailServer(
  options: SMTPServerOptions = {},
): Promise<{ readonly mails: Mail[]; readonly port: number; readonly close: () => Promise<void> }> {
  const mails: Mail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, { envelope }, done) => {
      void text(stream).then((raw) => {
        mails.push({ to: envelope.rcptTo.map(({ address }) => address), raw })
        done()
      })
    },
    ...options,
  })
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= new Promise((resolve) => server.close(() => resolve())))
  onTestFinished(close)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { mails, port: (server.server.address() as AddressInfo).port, close }
}
