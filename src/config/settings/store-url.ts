import type { Environment } from '../reading/env-file.ts'
import type { EnvironmentFault } from './environment-fault.ts'
import type { StoreSettings } from './store-shape.ts'

/** `url` is null where the store is a file, and empty where `fault` says what is wrong with it. The fault never quotes it. */
export interface StoreUrlRead {
  readonly url: string | null
  readonly fault: EnvironmentFault | null
}

const FORM = /^postgres(ql)?:\/\/\S+$/

export function readStoreUrl(store: StoreSettings, env: Environment): StoreUrlRead {
  if ('path' in store) return { url: null, fault: null }
  const variable = store.urlEnv
  const url = env[variable]?.trim() ?? ''
  if (FORM.test(url)) return { url, fault: null }
  const message =
    url === ''
      ? `the environment variable ${variable} is not set; the store is in the database that it names`
      : `${variable} is no URL of the form postgres://USER:PASSWORD@HOST:5432/DATABASE`
  return { url: '', fault: { variable, path: ['store', 'postgres', 'url_env'], message } }
}

/** What is secret in a URL of a database, as it might turn up in a text. */
export function storeSecrets(url: string | null): readonly string[] {
  if (url === null) return []
  const [, written] = /^\w+:\/\/[^:/?#]*:([^@/?#]*)@/.exec(url) ?? []
  const asked = /[?&]password=([^&#]*)/.exec(url)?.[1]
  const passwords = [written, asked].flatMap((text) => (text === undefined ? [] : [text, decoded(text)]))
  return [url, ...passwords].filter((text) => text !== '')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
