import type { Secrets } from '../../config/settings/secrets.ts'

/** Every secret as it might turn up in a text, for the log to strike out. */
export function secretTexts({
  slack,
  gateTokens,
  sources,
  sourceHeaders,
  webhooks,
  flagProviders,
  pagers,
  rotas,
  mailPassword,
  audit,
}: Secrets): string[] {
  const { botToken, appToken, signingSecret } = slack
  const credentials = [...sources.values()].map((source) => {
    switch (source.kind) {
      case 'bearer':
        return source.token
      case 'basic':
        return source.password
      case 'header':
        return source.value
    }
  })
  return [
    botToken,
    appToken,
    signingSecret,
    ...gateTokens.values(),
    ...webhooks.values(),
    ...flagProviders.values(),
    ...pagers.values(),
    ...rotas.values(),
    mailPassword,
    audit.key,
    audit.old,
    ...credentials,
    ...[...sourceHeaders.values()].flatMap((headers) => [...headers.values()]),
  ].filter((text) => text !== null)
}
