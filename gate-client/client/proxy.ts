import { WrongUsage } from './given-flags.ts'
import type { Surroundings } from './surroundings.ts'

type Env = Surroundings['env']

const named = (env: Env, name: string): string => (env[name] || env[name.toUpperCase()] || '').trim()

/**
 * The proxy through which an address is asked; null for none. As curl reads the variables: `no_proxy` holds hosts, and domains
 * with all below them, each with or without a port; `*` is all. Throws WrongUsage for a proxy that is none.
 */
export function proxyFor(address: URL, env: Env): URL | null {
  const text =
    named(env, address.protocol === 'https:' ? 'https_proxy' : 'http_proxy') || named(env, 'all_proxy')
  if (text === '' || isExempt(address, named(env, 'no_proxy'))) return null
  const written = /^[a-z0-9]+:\/\//i.test(text) ? text : `http://${text}`
  if (/^https?:\/\/[^\s/]/i.test(written) && URL.canParse(written)) return new URL(written)
  throw new WrongUsage(
    'the proxy that the environment names is none that is known: write http://<host>:<port>',
  )
}

function isExempt({ hostname, port, protocol }: URL, exempt: string): boolean {
  const portOf = port || (protocol === 'https:' ? '443' : '80')
  return exempt
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === '*') return true
      const [, name = '', only] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry) ?? []
      if (name === '' || (only !== undefined && only !== portOf)) return false
      return hostname === name || hostname.endsWith(`.${name}`)
    })
}
