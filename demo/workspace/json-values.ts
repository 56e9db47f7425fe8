/** A JSON object whose fields are unchecked. */
export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value as an object, or an empty one when it is none. */
export function objectAt(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

/** The value as a list, or an empty one when it is none. */
export function listAt(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : []
}

export function objectsAt(value: unknown): readonly JsonObject[] {
  return listAt(value).filter(isObject)
}

/** The value as text: numbers are spelled out, anything else is undefined. */
export function textAt(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : undefined
}

/** The parsed JSON, or undefined when the text is not JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
