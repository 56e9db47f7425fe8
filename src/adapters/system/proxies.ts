import { EnvHttpProxyAgent, setGlobalDispatcher } from 'undici'

/**
 * Sends whatever is asked of other servers through HTTP_PROXY and HTTPS_PROXY, except for what NO_PROXY names: hosts, domains
 * with all below them, each with or without a port.
 */
export const useProxies = (): void => setGlobalDispatcher(new EnvHttpProxyAgent())

/** Each variable that names a proxy, with its address without user and password. */
export function proxiesIn(
  env: NodeJS.ProcessEnv,
): readonly { readonly variable: string; readonly address: string }[] {
  return ['http_proxy', 'https_proxy'].flatMap((name) => {
    const variable = [name, name.toUpperCase()].find((each) => (env[each] ?? '') !== '')
    if (variable === undefined) return []
    const address = URL.parse(env[variable] ?? '')
    return [{ variable, address: address === null ? 'an address that cannot be read' : address.origin }]
  })
}
