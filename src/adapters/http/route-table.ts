import type { RouteOptions } from 'fastify'

/** Which methods each address takes. */
export type RouteTable = readonly { readonly pattern: RegExp; readonly methods: readonly string[] }[]

export function routeTable(routes: readonly RouteOptions[]): RouteTable {
  const methods = Map.groupBy(routes, ({ url }) => url)
  return [...methods].map(([url, sameUrl]) => ({
    pattern: new RegExp(`^${url.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`),
    methods: sameUrl.flatMap(({ method }) => method).sort(),
  }))
}
