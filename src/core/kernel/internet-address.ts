/**
 * Whom an IP address belongs to: anybody on the internet; a machine, a private network or nobody; or the services that
 * tell programs in a cloud their credentials.
 */
export type AddressScope = 'public' | 'private' | 'metadata'

/** Prefixes as numbers in the order of the address, and how many bits of them count. */
type Network = readonly [prefix: readonly number[], bits: number]

/** IANA's special-purpose addresses (RFC 6890), multicast and what is reserved. */
const NOT_PUBLIC_V4: readonly Network[] = [
  [[0], 8],
  [[10], 8],
  [[100, 64], 10],
  [[127], 8],
  [[169, 254], 16],
  [[172, 16], 12],
  [[192, 0, 0], 24],
  [[192, 0, 2], 24],
  [[192, 88, 99], 24],
  [[192, 168], 16],
  [[198, 18], 15],
  [[198, 51, 100], 24],
  [[203, 0, 113], 24],
  [[224], 3],
]

/** AWS, Azure, Google and most others; tasks and pods of AWS; Azure's wire server; Alibaba; Oracle. */
const METADATA_V4: readonly Network[] = [
  [[169, 254, 169], 24],
  [[169, 254, 170], 24],
  [[168, 63, 129, 16], 32],
  [[100, 100, 100, 200], 32],
  [[192, 0, 0, 192], 32],
]

/** All that is given out as global unicast; within it, what carries another address or is for documentation. */
const GLOBAL_V6: Network = [[0x2000], 3]
const NOT_PUBLIC_V6: readonly Network[] = [
  [[0x2001, 0], 23],
  [[0x2001, 0x0db8], 32],
  [[0x2002], 16],
  [[0x3fff], 20],
]
/** AWS; Google. */
const METADATA_V6: readonly Network[] = [
  [[0xfd00, 0x0ec2], 32],
  [[0xfd20, 0x00ce], 32],
]
/** Prefixes of 96 bits whose rest is an address of IPv4: mapped, and translated by a gateway (RFC 6052). */
const CARRIES_V4: readonly Network[] = [
  [[0, 0, 0, 0, 0, 0xffff], 96],
  [[0x64, 0xff9b, 0, 0, 0, 0], 96],
]

/** Undefined when the text is no IP address as `URL`, resolvers and sockets write it: `10.0.0.1`, `fe80::1%eth0`, `::ffff:7f00:1`. */
export function addressScope(address: string): AddressScope | undefined {
  const four = bytesOf(address)
  if (four !== undefined) return scopeOfV4(four)
  const groups = groupsOf(address.replace(/%.*$/, ''))
  if (groups === undefined) return undefined
  if (CARRIES_V4.some((network) => isWithin(groups, network, 16)))
    return scopeOfV4(groups.slice(6).flatMap((group) => [group >> 8, group & 0xff]))
  if (METADATA_V6.some((network) => isWithin(groups, network, 16))) return 'metadata'
  const isPublic =
    isWithin(groups, GLOBAL_V6, 16) && !NOT_PUBLIC_V6.some((network) => isWithin(groups, network, 16))
  return isPublic ? 'public' : 'private'
}

function scopeOfV4(bytes: readonly number[]): AddressScope {
  if (METADATA_V4.some((network) => isWithin(bytes, network, 8))) return 'metadata'
  return NOT_PUBLIC_V4.some((network) => isWithin(bytes, network, 8)) ? 'private' : 'public'
}

/** Whether an address, in parts of so many bits, begins like the network. */
const isWithin = (parts: readonly number[], [prefix, bits]: Network, width: 8 | 16): boolean =>
  prefix.every((part, index) => {
    const counted = Math.min(width, bits - index * width)
    return counted <= 0 || (part ^ (parts[index] ?? -1)) >> (width - counted) === 0
  })

function bytesOf(address: string): readonly number[] | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) return undefined
  const bytes = address.split('.').map(Number)
  return bytes.every((byte) => byte <= 255) ? bytes : undefined
}

/** The eight groups of an address of IPv6. */
function groupsOf(address: string): readonly number[] | undefined {
  const [head = '', tail, ...more] = address.split('::')
  const [before, after] = [groupsIn(head), tail === undefined ? [] : groupsIn(tail)]
  if (more.length > 0 || before === undefined || after === undefined) return undefined
  const missing = 8 - before.length - after.length
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  return [...before, ...Array.from({ length: missing }, () => 0), ...after]
}

function groupsIn(text: string): readonly number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    const four = index === parts.length - 1 ? bytesOf(part) : undefined
    if (four !== undefined) {
      const [a = 0, b = 0, c = 0, d = 0] = four
      groups.push(a * 256 + b, c * 256 + d)
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}
