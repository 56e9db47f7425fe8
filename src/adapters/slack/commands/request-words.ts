import type { Word } from './words.ts'

/** What was typed after `/deploy request`. Empty texts were not given. */
export interface RequestWords {
  readonly service: string
  readonly revision: string
  readonly change: string
  readonly environment: string
  readonly risk: string
  readonly summary: string
}

const OPTION = /^(?<name>environment|env|risk)=(?<value>\S+)$/

/** Reads `service revision change-type [env=…] [risk=…] [summary …]`. */
export function requestWords(words: readonly Word[]): RequestWords {
  const texts = words.map(({ text }) => text)
  const options = new Map<string, string>()
  const rest = texts.filter((text) => {
    const groups = OPTION.exec(text)?.groups
    if (groups === undefined) return true
    options.set(groups['name'] === 'risk' ? 'risk' : 'environment', groups['value'] ?? '')
    return false
  })
  const [service = '', revision = '', change = '', ...summary] = rest
  return {
    service,
    revision,
    change,
    environment: options.get('environment') ?? 'production',
    risk: options.get('risk') ?? '',
    summary: summary.join(' '),
  }
}
