import type { Secrets } from '../../config/settings/secrets.ts'
import { storeSecrets } from '../../config/settings/store-url.ts'

/** Every secret in each way that it might be written in a text, for the log to strike out. */
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
  storeUrl,
}: Secrets): string[] {
  const { botToken, appToken, signingSecret } = slack
  const credentials = [...sources.values()].flatMap((source) => {
    switch (source.kind) {
      case 'bearer':
        return source.token
      case 'basic':
        return [source.password, base64(`${source.username}:${source.password}`)]
      case 'header':
        return source.value
    }
  })
  const texts = [
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
    ...storeSecrets(storeUrl),
    ...credentials,
    ...[...sourceHeaders.values()].flatMap((headers) => [...headers.values()]),
  ].filter((text) => text !== null)
  return [...new Set(texts.flatMap(spellings))]
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** As it is, and as JSON and addresses write it: servers echo what they were sent. */
const spellings = (secret: string): readonly string[] =>
  secret === '' ? [] : [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]
