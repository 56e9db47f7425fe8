import type { ApiSuccess } from './api-answer.ts'

/**
 * What a server said of one expression of a query. Warnings, such as that a store of Thanos did not answer, are about all
 * of a query; a remark that names a metric is about the expressions that name it too.
 */
export function warningsAbout(
  expression: string,
  { warnings, infos }: Pick<ApiSuccess, 'warnings' | 'infos'>,
): readonly string[] {
  const about = infos.filter((info) => {
    const named = /"([^"]+)"/.exec(info)?.[1]
    return named === undefined || expression.includes(named)
  })
  return [...warnings, ...about]
}

/** Longer texts tell no more. */
const MOST_LENGTH = 300

/** Several warnings as one line; undefined for none. */
export function oneWarning(warnings: Iterable<string>): string | undefined {
  const text = [...new Set(warnings)].join('; ')
  if (text === '') return undefined
  return text.length > MOST_LENGTH ? `${text.slice(0, MOST_LENGTH - 1)}…` : text
}
