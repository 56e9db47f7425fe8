import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { signInCommands } from '../../../src/core/sign-in/sign-in-commands.ts'
import { DANA, GUS } from '../../support/people.ts'
import { Platform } from '../../support/platform.ts'

let platform: Platform
let signIn: ReturnType<typeof signInCommands>
beforeEach(async () => {
  platform = await Platform.open()
  signIn = signInCommands(platform.everything)
})
afterEach(() => platform.close())

/** The token of a link that somebody asked for. */
async function tokenFor(userId: string): Promise<string> {
  const outcome = await signIn.link(userId)
  if (outcome.kind !== 'link') throw new Error(JSON.stringify(outcome))
  return new URL(outcome.url).searchParams.get('token') ?? ''
}

/** The token of a session that has begun. */
async function sessionOf(userId: string): Promise<string> {
  const outcome = await signIn.signIn(await tokenFor(userId))
  if (outcome.kind !== 'signed-in') throw new Error(outcome.message)
  return outcome.token
}

describe('a link', () => {
  test('signs one browser in, once', async () => {
    const token = await tokenFor(DANA)
    expect(await signIn.isValid(token)).toBe(true)
    const outcome = await signIn.signIn(token)
    expect(outcome).toMatchObject({ kind: 'signed-in', session: { userId: DANA, name: 'dana, developer' } })
    expect(await signIn.isValid(token)).toBe(false)
    expect(await signIn.signIn(token)).toMatchObject({ kind: 'refused', reason: 'void_link' })
  })

  test('goes on record when it signs a browser in, without a token', async () => {
    const token = await tokenFor(DANA)
    expect(await platform.audit('page_sign_in')).toEqual([])
    await Promise.all([signIn.signIn(token), signIn.signIn(token)])
    const until = new Date(platform.clock.now() + 12 * HOUR_MS).toISOString()
    expect(await platform.audit('page_sign_in')).toMatchObject([
      { actor: DANA, service: '*', data: { until } },
    ])
  })

  test('signs in one of two who use it at the same moment', async () => {
    const token = await tokenFor(DANA)
    const outcomes = await Promise.all([signIn.signIn(token), signIn.signIn(token)])
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['refused', 'signed-in'])
  })

  test('is good for ten minutes', async () => {
    const token = await tokenFor(DANA)
    platform.clock.advance(10 * MINUTE_MS - 1)
    expect(await signIn.isValid(token)).toBe(true)
    platform.clock.advance(1)
    expect(await signIn.isValid(token)).toBe(false)
    expect(await signIn.signIn(token)).toMatchObject({ kind: 'refused', reason: 'void_link' })
  })

  test('is made up by nobody', async () => {
    expect(await signIn.signIn('made-up')).toMatchObject({ kind: 'refused', reason: 'void_link' })
  })

  test('is for full members alone, at the command and again at the click', async () => {
    expect(await signIn.link(GUS)).toMatchObject({ kind: 'refused', reason: 'not_a_member' })
    const token = await tokenFor(DANA)
    platform.directory.change(DANA, { barred: 'deactivated' })
    expect(await signIn.signIn(token)).toEqual({
      kind: 'refused',
      reason: 'not_a_member',
      message: 'This account is deactivated.',
    })
  })

  test('is given to nobody while the workspace does not say who asks', async () => {
    platform.directory.isDown = true
    expect(await signIn.link(DANA)).toMatchObject({ kind: 'refused', reason: 'not_a_member' })
  })

  test('needs an address, and is not needed where everybody may look', async () => {
    platform.pages = { url: null, isPublic: false }
    expect(await signIn.link(DANA)).toMatchObject({ kind: 'refused', reason: 'no_url' })
    platform.pages = { url: 'https://budgets.example', isPublic: true }
    expect(await signIn.link(DANA)).toEqual({ kind: 'public', url: 'https://budgets.example/' })
  })
})

describe('a session', () => {
  test('lasts twelve hours', async () => {
    const token = await sessionOf(DANA)
    platform.clock.advance(12 * HOUR_MS - 1)
    expect(await signIn.session(token)).toMatchObject({ userId: DANA })
    platform.clock.advance(1)
    expect(await signIn.session(token)).toBeUndefined()
  })

  test('ends with sign-out, and no other session with it', async () => {
    const [one, other] = [await sessionOf(DANA), await sessionOf(DANA)]
    await signIn.signOut(one)
    expect(await signIn.session(one)).toBeUndefined()
    expect(await signIn.session(other)).toBeDefined()
  })

  test('ends for good when the person is deactivated, at the second look after five minutes', async () => {
    const [one, other] = [await sessionOf(DANA), await sessionOf(DANA)]
    platform.directory.change(DANA, { barred: 'deactivated' })
    platform.clock.advance(5 * MINUTE_MS)
    await signIn.session(one)
    await expect.poll(() => signIn.session(one), { timeout: 60_000 }).toBeUndefined()
    platform.directory.change(DANA, { barred: '' })
    platform.clock.advance(5 * MINUTE_MS)
    expect(await signIn.session(other)).toBeUndefined()
  })

  test('goes on while the workspace is away', async () => {
    const token = await sessionOf(DANA)
    platform.directory.isDown = true
    for (let hour = 0; hour < 3; hour += 1) {
      platform.clock.advance(HOUR_MS)
      expect(await signIn.session(token)).toBeDefined()
    }
  })
})

test('the store never has a token, and forgets what is over', async () => {
  const { signIns } = platform.store
  const [link, session] = [await tokenFor(DANA), await sessionOf(DANA)]
  for (const token of [link, session]) {
    expect(await signIns.link(token)).toBeUndefined()
    expect(await signIns.session(token)).toBeUndefined()
  }
  const kept = await signIn.session(session)
  expect(JSON.stringify(kept)).not.toContain(session)
  platform.clock.advance(12 * HOUR_MS)
  await platform.store.thin(platform.clock.now())
  expect(await signIns.session(kept?.tokenHash ?? '')).toBeUndefined()
})
