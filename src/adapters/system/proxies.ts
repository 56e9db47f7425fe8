import { EnvHttpProxyAgent, setGlobalDispatcher } from 'undici'
import { OperatorError } from '../../core/kernel/operator-error.ts'

/**
 * Sends whatever is asked of other servers through HTTP_PROXY and HTTPS_PROXY, except for what NO_PROXY names: hosts, domains
 * with all below them, each with or without a port.
 */
export function useProxies(env: NodeJS.ProcessEnv = process.env): void {
  const named = proxyAddresses(env)
  const bad = named.find(({ url }) => url === null)
  if (bad !== undefined)
    throw new OperatorError(`${bad.variable} names no proxy`, 'write it as http://<host>:<port>')
  // Every client reads the environment itself, and takes neither blanks nor an address without a scheme.
  for (const variable of PROXY_VARIABLES) Reflect.deleteProperty(env, variable)
  for (const { variable, url } of named) env[variable] = url?.href
  setGlobalDispatcher(new EnvHttpProxyAgent())
}

const PROXY_VARIABLES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY']

/** Each variable that names a proxy, with its address without user and password. */
export function proxiesIn(
  env: NodeJS.ProcessEnv,
): readonly { readonly variable: string; readonly address: string }[] {
  return proxyAddresses(env).map(({ variable, url }) => ({
    variable,
    address: url === null ? 'an address that cannot be read' : `${url.protocol}//${url.host}`,
  }))
}

/** As curl reads them: a proxy without a scheme is spoken to by HTTP. */
function proxyAddresses(
  env: NodeJS.ProcessEnv,
): readonly { readonly variable: string; readonly url: URL | null }[] {
  return ['http_proxy', 'https_proxy'].flatMap((name) => {
    const variable = [name, name.toUpperCase()].find((each) => (env[each] ?? '').trim() !== '')
    if (variable === undefined) return []
    const text = env[variable]?.trim() ?? ''
    return [{ variable, url: URL.parse(/^[a-z0-9]+:\/\//i.test(text) ? text : `http://${text}`) }]
  })
}
