import { BlockList, isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressScope } from '../../../src/core/kernel/internet-address.ts'

describe('an address', () => {
  test.each([
    ['8.8.8.8', 'public'],
    ['172.15.255.255', 'public'],
    ['172.32.0.0', 'public'],
    ['100.63.255.255', 'public'],
    ['127.0.0.1', 'private'],
    ['127.255.255.254', 'private'],
    ['0.0.0.0', 'private'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.0.1', 'private'],
    ['100.64.0.1', 'private'],
    ['169.254.1.2', 'private'],
    ['198.19.255.255', 'private'],
    ['224.0.0.1', 'private'],
    ['255.255.255.255', 'private'],
    ['169.254.169.254', 'metadata'],
    ['169.254.170.2', 'metadata'],
    ['169.254.170.23', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['100.100.100.200', 'metadata'],
    ['192.0.0.192', 'metadata'],
    ['2606:4700::1111', 'public'],
    ['2001:4860:4860::8888', 'public'],
    ['::', 'private'],
    ['::1', 'private'],
    ['::7f00:1', 'private'],
    ['fe80::1', 'private'],
    ['fe80::1%eth0', 'private'],
    ['fc00::1', 'private'],
    ['fd12:3456:789a:1::1', 'private'],
    ['ff02::1', 'private'],
    ['2001:db8::1', 'private'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'private'],
    ['2002:7f00:1::', 'private'],
    ['::ffff:127.0.0.1', 'private'],
    ['::ffff:7f00:1', 'private'],
    ['0:0:0:0:0:ffff:0a00:0001', 'private'],
    ['::ffff:8.8.8.8', 'public'],
    ['::ffff:a9fe:a9fe', 'metadata'],
    ['64:ff9b::a9fe:a9fe', 'metadata'],
    ['64:ff9b::10.0.0.1', 'private'],
    ['64:ff9b::808:808', 'public'],
    ['64:ff9b:1::808:808', 'private'],
    ['fd00:ec2::254', 'metadata'],
    ['fd20:ce::254', 'metadata'],
  ] as const)('%s is %s', (address, scope) => expect(addressScope(address)).toBe(scope))

  test.each([
    '',
    'localhost',
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    '::1::',
    ':::',
    '1:2:3:4:5:6:7',
    '[::1]',
    '12345::',
  ])('%j is none', (text) => expect(addressScope(text)).toBeUndefined())
})

/** `URL` makes one spelling of all that browsers and resolvers take. */
test.each([
  ['http://2130706433/', 'private'],
  ['http://0x7f000001/', 'private'],
  ['http://0177.0.0.1/', 'private'],
  ['http://127.1/', 'private'],
  ['http://127.0.0.1./', 'private'],
  ['http://１２７.0.0.1/', 'private'],
  ['http://0/', 'private'],
  ['http://[::ffff:169.254.169.254]/', 'metadata'],
  ['http://2852039166/', 'metadata'],
] as const)('%s leads to an address that is %s', (url, scope) => {
  expect(addressScope(new URL(url).hostname.replaceAll(/^\[|\]$/g, ''))).toBe(scope)
})

test('any text is an address exactly when Node takes it for one, and networks are cut where Node cuts them', () => {
  const listed = new BlockList()
  for (const [network, bits] of [
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['100.64.0.0', 10],
    ['198.18.0.0', 15],
    ['192.168.0.0', 16],
  ] as const)
    listed.addSubnet(network, bits, 'ipv4')
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (text) => {
      const scope = addressScope(text)
      expect(scope !== undefined).toBe(isIP(text) !== 0)
      if (isIP(text) === 4 && listed.check(text, 'ipv4')) expect(scope).not.toBe('public')
    }),
  )
})
