export type PrometheusAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'header'; readonly name: string; readonly value: string }

/** One server that speaks the Prometheus query API: Prometheus, Thanos, Mimir, VictoriaMetrics, … */
export interface PrometheusOptions {
  /** What `slo.sli.source` calls it. */
  readonly name: string
  /** Where `/api/v1/query` hangs below; may hold a path prefix. */
  readonly url: string
  /** For one attempt at one query. */
  readonly timeoutMs: number
  /** For everything that one poll asks; three times `timeoutMs` unless given. */
  readonly pollTimeoutMs?: number
  /** At most this many queries at once. */
  readonly concurrency: number
  /** Further attempts after the first, on 429, 5xx and network errors. */
  readonly retries: number
  readonly auth: PrometheusAuth
  /** PEM of certificates to trust beside the usual ones. */
  readonly ca?: string
  /** Sent with every query, for example `X-Scope-OrgID`. */
  readonly headers?: Readonly<Record<string, string>>
  /** The same, with secret values. */
  readonly secretHeaders?: Readonly<Record<string, string>>
  /** Whether series that rules record under Sloth's names are read in place of an SLO's own expressions. */
  readonly recorded?: boolean
}

/** The headers that go with every query. Credentials in the URL count as basic authentication. */
export function requestHeaders({ headers, ...secrets }: PrometheusOptions): Record<string, string> {
  return { ...headers, ...secretHeadersOf(secrets) }
}

const secretHeadersOf = ({
  auth,
  secretHeaders,
  url,
}: Pick<PrometheusOptions, 'auth' | 'secretHeaders' | 'url'>): Record<string, string> => ({
  ...secretHeaders,
  ...authHeaders(auth, new URL(url)),
})

function authHeaders(auth: PrometheusAuth, url: URL): Record<string, string> {
  switch (auth.kind) {
    case 'none':
      return url.username === '' ? {} : basic(decoded(url.username), decoded(url.password))
    case 'basic':
      return basic(auth.username, auth.password)
    case 'bearer':
      return { authorization: `Bearer ${auth.token}` }
    case 'header':
      return { [auth.name]: auth.value }
  }
}

/** A percent sign that begins no code stands for itself. */
const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const basic = (username: string, password: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
})

/** The address without credentials or query, fit for messages and logs. */
export function publicUrl(url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname.replace(/\/+$/, '')
}

/** Removes every secret of a source from a text of the server's, such as an error page that echoes headers. */
export function redacted(options: PrometheusOptions, text: string): string {
  const url = new URL(options.url)
  const values = Object.values(secretHeadersOf(options))
  const { auth } = options
  const secrets = [
    ...values,
    ...values.map((value) => value.replace(/^(Basic|Bearer) /, '')),
    auth.kind === 'basic' ? auth.password : '',
    url.password,
    decoded(url.password),
  ].filter((secret) => secret.length >= 3)
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text)
}
