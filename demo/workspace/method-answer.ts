import type { JsonObject } from './json-values.ts'

/** What a Web API method answers: `ok: true` with its result, or `ok: false` with Slack's error code. */
export type MethodAnswer = JsonObject & { readonly ok: boolean }

export interface Refusal extends JsonObject {
  readonly ok: false
  readonly error: string
}

export function refusal(error: string, details: JsonObject = {}): Refusal {
  return { ok: false, error, ...details }
}

/** A refusal that names each problem, in the form that Slack gives to block and argument errors. */
export function refusalWith(error: string, problems: readonly string[]): Refusal {
  return refusal(error, { response_metadata: { messages: problems } })
}

export function accepted(result: JsonObject = {}): MethodAnswer {
  return { ...result, ok: true }
}
