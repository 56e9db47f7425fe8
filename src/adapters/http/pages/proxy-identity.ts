import type { IncomingMessage } from 'node:http'
import { BlockList, isIPv6 } from 'node:net'
import { visibleLine } from '../../../core/kernel/visible-text.ts'
import type { ProxySettings } from './page-settings.ts'

/** Longer names are cut. */
const SHOWN_CHARACTERS = 100

/**
 * Who a trusted proxy says is calling; undefined where it says nothing, and where the header comes from anybody else. What counts is
 * the address at the other end of the connection: X-Forwarded-For may be written by anyone.
 */
export function proxyIdentity(
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  proxy: ProxySettings | null,
): string | undefined {
  if (proxy === null) return undefined
  const value = headers[proxy.header.toLowerCase()]
  const name = visibleLine(typeof value === 'string' ? value : '').slice(0, SHOWN_CHARACTERS)
  return name !== '' && isTrusted(socket.remoteAddress, proxy) ? name : undefined
}

/** By the settings that they are made of, which are replaced as a whole. */
const networks = new WeakMap<ProxySettings, BlockList>()

function isTrusted(address: string | undefined, proxy: ProxySettings): boolean {
  if (address === undefined) return false
  const list = networks.get(proxy) ?? networksOf(proxy)
  networks.set(proxy, list)
  return list.check(address, familyOf(address))
}

function networksOf({ trusted }: ProxySettings): BlockList {
  const list = new BlockList()
  for (const network of trusted) {
    const [address = '', prefix] = network.split('/')
    if (prefix === undefined) list.addAddress(address, familyOf(address))
    else list.addSubnet(address, Number(prefix), familyOf(address))
  }
  return list
}

const familyOf = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4')
