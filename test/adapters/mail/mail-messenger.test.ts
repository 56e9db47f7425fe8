import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, test } from 'vitest'
import { checkMail } from '../../../src/adapters/mail/check-mail.ts'
import { mailMessenger } from '../../../src/adapters/mail/mail-messenger.ts'
import type { MailOptions } from '../../../src/adapters/mail/mail-transport.ts'
import { drippingServer } from '../../support/dripping-server.ts'
import type { OwedMessage } from '../../../src/core/kernel/outbox/owed-message.ts'

interface Mail {
  readonly to: readonly string[]
  readonly raw: string
}

const servers: SMTPServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise<void>((resolve) => server.close(() => resolve()))
})

async function mailServer(options: SMTPServerOptions = {}): Promise<{ mails: Mail[]; port: number }> {
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
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { mails, port: (server.server.address() as AddressInfo).port }
}

const REVIEW: OwedMessage = {
  id: 'review/weekly/2026-01-05',
  subject: 'review/weekly/2026-01-05',
  act: 'post',
  address: { kind: 'mail', to: ['team@example.com', 'vp@example.com'] },
  content: { kind: 'review' },
  owedAt: 0,
}

const options = (port: number, more: Partial<MailOptions> = {}): MailOptions => ({
  host: '127.0.0.1',
  port,
  secure: false,
  requireTls: false,
  user: null,
  password: null,
  from: 'Budgeteer <budgeteer@example.com>',
  ...more,
})

const refusingServer = () =>
  mailServer({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(Object.assign(new Error('no'), { responseCode: 535 })),
  })

const rendered = { text: 'Weekly review: 5 services\n\nAll is well — über alles.', blocks: [] }

describe('a mail', () => {
  test('is given up in time at a server that talks on and never gets to the point', async () => {
    const server = await drippingServer('220 mail.test\r\n', '250-wait\r\n', true)
    expect(await mailMessenger(options(server.port), 300).post(REVIEW, rendered, null)).toEqual({
      kind: 'passing',
      error: 'the mail server did not finish in time',
      retryAfterMs: null,
    })
  })

  test('reaches everybody, with the first line as its subject', async () => {
    const { mails, port } = await mailServer()
    expect(await mailMessenger(options(port)).post(REVIEW, rendered, null)).toMatchObject({ kind: 'sent' })
    expect(mails).toHaveLength(1)
    expect(mails[0]?.to).toEqual(['team@example.com', 'vp@example.com'])
    expect(mails[0]?.raw).toMatch(/^Subject: Weekly review: 5 services\r?$/m)
    expect(mails[0]?.raw).toMatch(/^Message-ID: <review_weekly_2026-01-05@example\.com>\r?$/m)
    expect(mails[0]?.raw).toContain('All is well')
  })

  test('keeps its headers to itself, whatever stands in its first line', async () => {
    const { mails, port } = await mailServer()
    const hostile = { text: 'Review\r\rBcc: everybody@example.com\nbody', blocks: [] }
    await mailMessenger(options(port)).post(REVIEW, hostile, null)
    expect(mails[0]?.raw).not.toMatch(/^Bcc:/m)
  })

  test('is sent with the configured user', async () => {
    let who = ''
    const { port } = await mailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) => {
        who = `${username ?? ''}:${password ?? ''}`
        done(null, { user: username })
      },
    })
    const sent = await mailMessenger(options(port, { user: 'bot', password: 'hush' })).post(
      REVIEW,
      rendered,
      null,
    )
    expect(sent.kind).toBe('sent')
    expect(who).toBe('bot:hush')
  })

  test.each([
    ['a refused recipient is final', 550, 'final'],
    ['a full mailbox may pass', 452, 'passing'],
  ])('%s', async (_, responseCode, kind) => {
    const { port } = await mailServer({
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no'), { responseCode })),
    })
    expect(await mailMessenger(options(port)).post(REVIEW, rendered, null)).toMatchObject({ kind })
  })

  test('waits while the password is wrong, which the operator can correct', async () => {
    const { port } = await refusingServer()
    const sent = await mailMessenger(options(port, { user: 'bot', password: 'old' })).post(
      REVIEW,
      rendered,
      null,
    )
    expect(sent).toEqual({ kind: 'passing', error: 'the mail server answered 535', retryAfterMs: null })
  })

  test('without TLS is not sent where TLS is required', async () => {
    const { mails, port } = await mailServer()
    const sent = await mailMessenger(options(port, { requireTls: true })).post(REVIEW, rendered, null)
    expect(sent.kind).not.toBe('sent')
    expect(mails).toEqual([])
  })

  test('waits while the server is away, and reveals no password', async () => {
    const { port } = await mailServer()
    await new Promise<void>((resolve) => servers.splice(0)[0]?.close(() => resolve()))
    const sent = await mailMessenger(options(port, { user: 'bot', password: 'hush-hush' })).post(
      REVIEW,
      rendered,
      null,
    )
    expect(sent.kind).toBe('passing')
    expect(JSON.stringify(sent)).not.toContain('hush')
  })
})

describe('looking at the mail server', () => {
  test('finds nothing wrong with a good one, and sends nothing', async () => {
    const { mails, port } = await mailServer()
    expect(await checkMail(options(port))).toBeNull()
    expect(mails).toEqual([])
  })

  test.each([
    [
      'a wrong password',
      async () => (await refusingServer()).port,
      'the mail server answered 535: it does not take the user or the password',
    ],
    [
      'no server',
      async () => {
        const { port } = await mailServer()
        await new Promise<void>((resolve) => servers.splice(0)[0]?.close(() => resolve()))
        return port
      },
      'the mail server could not be used: ESOCKET',
    ],
  ])('names what is wrong and no password: %s', async (_case, portOf, trouble) => {
    const found = await checkMail(options(await portOf(), { user: 'bot', password: 'hush-hush' }))
    expect(found).toBe(trouble)
  })
})
