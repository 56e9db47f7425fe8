import type { lookup, LookupAddress } from 'node:dns'
import { describe, expect, test } from 'vitest'
import { guardedLookup, type Reach, refusedHost } from '../../../src/adapters/calling/guarded-lookup.ts'

/** A name server that answers each question with the next of its answers. */
function nameServer(...answers: readonly (readonly string[])[]): typeof lookup {
  const left = [...answers]
  const resolve = (
    _name: string,
    _options: unknown,
    answer: (error: Error | null, found: LookupAddress[]) => void,
  ): void => {
    const addresses = left.shift()
    if (addresses === undefined) answer(new Error('ENOTFOUND'), [])
    else
      answer(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )
  }
  return resolve as typeof lookup
}

const looked = (resolve: typeof lookup, reach: Reach, all = true) =>
  new Promise<string | readonly string[]>((done) => {
    guardedLookup(reach, resolve)('receiver.test', { all }, (error, found) => {
      if (error !== null) done(error.message)
      else done(typeof found === 'string' ? found : found.map(({ address }) => address))
    })
  })

const PRIVATE = 'it leads to 10.0.0.7, an address of a private network; allow_private: true lets it'

describe('a name that is looked up for a connection', () => {
  test('leads to its public addresses', async () => {
    expect(await looked(nameServer(['8.8.8.8', '2606:4700::1111']), 'public')).toEqual([
      '8.8.8.8',
      '2606:4700::1111',
    ])
    expect(await looked(nameServer(['8.8.8.8']), 'public', false)).toBe('8.8.8.8')
  })

  test('is refused where it leads to a private one, at the very look that the connection uses', async () => {
    const rebinding = nameServer(['8.8.8.8'], ['10.0.0.7'])
    expect(await looked(rebinding, 'public')).toEqual(['8.8.8.8'])
    expect(await looked(rebinding, 'public')).toBe(PRIVATE)
    expect(await looked(nameServer(['::ffff:10.0.0.7']), 'public')).toContain('private network')
  })

  test('leads to the public ones alone where it has both', async () => {
    expect(await looked(nameServer(['127.0.0.1', '8.8.8.8', '::1']), 'public')).toEqual(['8.8.8.8'])
  })

  test('may lead to private ones by choice, and never to where clouds keep credentials', async () => {
    expect(await looked(nameServer(['10.0.0.7', '169.254.169.254']), 'private')).toEqual(['10.0.0.7'])
    const metadata = 'it leads to 169.254.169.254, where clouds keep credentials'
    for (const reach of ['public', 'private'] as const)
      expect(await looked(nameServer(['169.254.169.254']), reach)).toBe(metadata)
  })

  test('that nobody knows stays unknown', async () =>
    expect(await looked(nameServer(), 'public')).toBe('ENOTFOUND'))
})

test.each([
  ['http://10.0.0.7/', 'public', true],
  ['http://167772167/', 'public', true],
  ['http://0xa.7/', 'public', true],
  ['http://[::1]:80/', 'public', true],
  ['http://[::ffff:10.0.0.7]/', 'public', true],
  ['http://user@127.0.0.1/', 'public', true],
  ['http://8.8.8.8@127.0.0.1/', 'public', true],
  ['http://10.0.0.7/', 'private', false],
  ['http://2852039166/', 'private', true],
  ['http://[fd00:ec2::254]/', 'private', true],
  ['http://8.8.8.8/', 'public', false],
  ['http://receiver.test/', 'public', false],
] as const)('%s within %s is refused before anything is looked up: %s', (url, reach, isRefused) => {
  expect(refusedHost(url, reach) !== undefined).toBe(isRefused)
})
