import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { addressScope } from '../../core/kernel/internet-address.ts'

/**
 * Where a call may go. `public`: what anybody on the internet may reach. `private`: the operator's own networks and this machine as
 * well. The services of a cloud that give out credentials are reached by neither.
 */
export type Reach = 'public' | 'private'

/** An address that a call may not go to. `words` go on behind a name: `leads to …`. */
export class AddressRefused extends Error {
  readonly words: string

  constructor(address: string) {
    const isMetadata = addressScope(address) === 'metadata'
    const words = isMetadata
      ? `leads to ${address}, where clouds keep credentials`
      : `leads to ${address}, an address of a private network; allow_private: true lets it`
    super(`it ${words}`)
    this.name = 'AddressRefused'
    this.words = words
  }
}

/** The host of an address that was written as an IP address, where a call may not go there. Names are looked up at the call. */
export function refusedHost(url: string, reach: Reach): AddressRefused | undefined {
  const host = URL.parse(url)?.hostname.replaceAll(/^\[|\]$/g, '') ?? ''
  return isIP(host) === 0 || mayReach(host, reach) ? undefined : new AddressRefused(host)
}

/**
 * Looks a name up for the connection that follows: it goes to an address that was looked at here, whatever the name leads to a
 * moment later.
 */
export const guardedLookup =
  (reach: Reach, resolve: typeof lookup = lookup): LookupFunction =>
  (hostname, options, answer) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) {
        answer(error, [])
        return
      }
      const allowed = found.filter(({ address }) => mayReach(address, reach))
      const [first] = allowed
      if (first === undefined) answer(new AddressRefused(found[0]?.address ?? hostname), [])
      else if (options.all === true) answer(null, allowed)
      else answer(null, first.address, first.family)
    })
  }

function mayReach(address: string, reach: Reach): boolean {
  const scope = addressScope(address)
  return scope === 'public' || (scope === 'private' && reach === 'private')
}
