import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { checkMail } from '../../../src/adapters/mail/check-mail.ts'
import { mailMessenger } from '../../../src/adapters/mail/mail-messenger.ts'
import type { MailOptions } from '../../../src/adapters/mail/mail-transport.ts'
import { aPng } from '../../support/a-png.ts'
import { drippingServer } from '../../support/dripping-server.ts'
import { mailServer } from '../../support/mail-server.ts'
import type { Rendered } from '../../../src/core/kernel/outbox/delivery.ts'
import type { OwedMessage } from '../../../src/core/kernel/outbox/owed-message.ts'

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

const log = { error: () => undefined }

const rendered = { text: 'Weekly review: 5 services\n\nAll is well — über alles.', blocks: [] }

describe('a mail', () => {
  test('is given up in time at a server that talks on and never gets to the point', async () => {
    const server = await drippingServer('220 mail.test\r\n', '250-wait\r\n', true)
    expect(await mailMessenger(options(server.port), log, 300).post(REVIEW, rendered, null)).toEqual({
      kind: 'passing',
      error: 'the mail server did not finish in time',
      retryAfterMs: null,
    })
  })

  test('reaches everybody, with the first line as its subject', async () => {
    const { mails, port } = await mailServer()
    expect(await mailMessenger(options(port), log).post(REVIEW, rendered, null)).toMatchObject({
      kind: 'sent',
    })
    expect(mails).toHaveLength(1)
    expect(mails[0]?.to).toEqual(['team@example.com', 'vp@example.com'])
    expect(mails[0]?.raw).toMatch(/^Subject: Weekly review: 5 services\r?$/m)
    expect(mails[0]?.raw).toMatch(/^Message-ID: <review_weekly_2026-01-05@example\.com>\r?$/m)
    expect(mails[0]?.raw).toContain('All is well')
  })

  test('keeps its headers to itself, whatever stands in its first line', async () => {
    const { mails, port } = await mailServer()
    const hostile = { text: 'Review\r\rBcc: everybody@example.com\nbody', blocks: [] }
    await mailMessenger(options(port), log).post(REVIEW, hostile, null)
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
    const sent = await mailMessenger(options(port, { user: 'bot', password: 'hush' }), log).post(
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
    expect(await mailMessenger(options(port), log).post(REVIEW, rendered, null)).toMatchObject({ kind })
  })

  test('waits while the password is wrong, which the operator can correct', async () => {
    const { port } = await refusingServer()
    const sent = await mailMessenger(options(port, { user: 'bot', password: 'old' }), log).post(
      REVIEW,
      rendered,
      null,
    )
    expect(sent).toEqual({ kind: 'passing', error: 'the mail server answered 535', retryAfterMs: null })
  })

  test('without TLS is not sent where TLS is required', async () => {
    const { mails, port } = await mailServer()
    const sent = await mailMessenger(options(port, { requireTls: true }), log).post(REVIEW, rendered, null)
    expect(sent.kind).not.toBe('sent')
    expect(mails).toEqual([])
  })

  test('waits while the server is away, and reveals no password', async () => {
    const { port, close } = await mailServer()
    await close()
    const sent = await mailMessenger(options(port, { user: 'bot', password: 'hush-hush' }), log).post(
      REVIEW,
      rendered,
      null,
    )
    expect(sent.kind).toBe('passing')
    expect(JSON.stringify(sent)).not.toContain('hush')
  })
})

describe('a mail with a picture', () => {
  const pictured = (draw: () => Promise<Uint8Array>): Rendered => ({
    text: 'Weekly review\n\nAll < well: https://bot.example/?a&b.\nBye',
    blocks: [],
    picture: () => Promise.resolve({ title: 'Budget', altText: 'It "falls" & falls', standIn: [], draw }),
  })

  test('has it inline below the same words, described, and plain words for who sees no pictures', async () => {
    const { mails, port } = await mailServer()
    await mailMessenger(options(port), log).post(
      REVIEW,
      pictured(() => Promise.resolve(aPng())),
      null,
    )
    const raw = (mails[0]?.raw ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=')
    expect(raw).toMatch(/^Content-Type: multipart\/alternative/m)
    expect(raw).toContain('https://bot.example/?a&b.\r\nBye\r\n\r\nIt "falls" & falls')
    expect(raw).toContain(
      'All &lt; well: <a href="https://bot.example/?a&amp;b">https://bot.example/?a&amp;b</a>.<br>',
    )
    expect(raw).toContain('src="cid:picture@budgeteer"')
    expect(raw).toContain('alt="It &quot;falls&quot; &amp; falls"')
    expect(raw).toMatch(/^Content-Id: <picture@budgeteer>\r?$/im)
    expect(raw).toMatch(/^Content-Disposition: inline/m)
    expect(raw.replaceAll('\r\n', '')).toContain(Buffer.from(aPng()).toString('base64').replace(/=+$/, ''))
  })

  test.each<[string, () => Promise<Uint8Array>]>([
    ['cannot be drawn', () => Promise.reject(new Error('no font'))],
    ['is too large', () => Promise.resolve(new Uint8Array(1_000_001))],
  ])('goes with words where it %s', async (_, draw) => {
    const { mails, port } = await mailServer()
    const told: string[] = []
    const logger = { error: (_facts: object, message: string) => void told.push(message) }
    const sent = await mailMessenger(options(port), logger).post(REVIEW, pictured(draw), null)
    expect(sent.kind).toBe('sent')
    expect(mails[0]?.raw).not.toContain('image/png')
    expect(mails[0]?.raw).toContain('It "falls" & falls')
    expect(told).toHaveLength(1)
  })

  test('is as it is without one where its figures cannot be read', async () => {
    const { mails, port } = await mailServer()
    const broken: Rendered = { ...rendered, picture: () => Promise.reject(new Error('no disk')) }
    expect((await mailMessenger(options(port), log).post(REVIEW, broken, null)).kind).toBe('sent')
    expect(mails[0]?.raw).toContain('All is well')
  })

  test('is sent in words to a server that takes no pictures', async () => {
    const taken: string[] = []
    const { port } = await mailServer({
      onData: (stream, _session, done) => {
        void text(stream).then((raw) => {
          if (raw.includes('image/png')) done(Object.assign(new Error('too large'), { responseCode: 552 }))
          else {
            taken.push(raw)
            done()
          }
        })
      },
    })
    const message = pictured(() => Promise.resolve(aPng()))
    expect((await mailMessenger(options(port), log).post(REVIEW, message, null)).kind).toBe('sent')
    expect(taken).toHaveLength(1)
    expect(taken[0]).toContain('It "falls" & falls')
  })
})

describe('a mail with a page of its own', () => {
  const report = (draw: () => Promise<Uint8Array>): Rendered => ({
    text: 'October 2026\n\nAll is well',
    blocks: [],
    picture: () => Promise.resolve({ title: 'Budget', altText: 'It falls', standIn: [], draw }),
    page: (picture) =>
      `<p>October</p>${picture === null ? '' : `<img src="${picture.source}" alt="${picture.altText}">`}`,
  })

  test('shows it, the picture where the page has it, beside the plain words', async () => {
    const { mails, port } = await mailServer()
    await mailMessenger(options(port), log).post(
      REVIEW,
      report(() => Promise.resolve(aPng())),
      null,
    )
    const raw = (mails[0]?.raw ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=')
    expect(raw).toContain('<p>October</p><img src="cid:picture@budgeteer" alt="It falls">')
    expect(raw).toMatch(/^Content-Id: <picture@budgeteer>\r?$/im)
    expect(raw).toContain('All is well\r\n\r\nIt falls')
  })

  test('shows it without the picture where that cannot be drawn, and where there is none', async () => {
    const { mails, port } = await mailServer()
    const messenger = mailMessenger(options(port), log)
    const undrawn = report(() => Promise.reject(new Error('no font')))
    await messenger.post(REVIEW, undrawn, null)
    await messenger.post(REVIEW, { ...undrawn, picture: () => Promise.resolve(null) }, null)
    for (const { raw } of mails) {
      expect(raw).toContain('<p>October</p>')
      expect(raw).not.toContain('<img')
    }
    expect(mails).toHaveLength(2)
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
        const { port, close } = await mailServer()
        await close()
        return port
      },
      'the mail server could not be used: ESOCKET',
    ],
  ])('names what is wrong and no password: %s', async (_case, portOf, trouble) => {
    const found = await checkMail(options(await portOf(), { user: 'bot', password: 'hush-hush' }))
    expect(found).toBe(trouble)
  })
})
