/** Reads of blocks and views, which arrive as JSON of any shape: a wrong or missing field is an empty value. */

export type Json = Readonly<Record<string, unknown>>

export function asJson(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

export function jsonAt(value: unknown, key: string): Json | null {
  const found = asJson(value)[key]
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Json) : null
}

export function stringAt(value: unknown, key: string): string {
  const found = asJson(value)[key]
  return typeof found === 'string' ? found : ''
}

export function numberAt(value: unknown, key: string): number | null {
  const found = asJson(value)[key]
  return typeof found === 'number' ? found : null
}

export function flagAt(value: unknown, key: string): boolean {
  return asJson(value)[key] === true
}

export function listAt(value: unknown, key: string): readonly Json[] {
  const found = asJson(value)[key]
  return Array.isArray(found) ? found.map(asJson) : []
}

export function stringsAt(value: unknown, key: string): readonly string[] {
  const found = asJson(value)[key]
  return Array.isArray(found) ? found.filter((entry) => typeof entry === 'string') : []
}

/** The text of a Block Kit text object, whatever its kind. */
export function plainTextAt(value: unknown, key: string): string {
  return stringAt(jsonAt(value, key), 'text')
}
