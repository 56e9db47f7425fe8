import type { IncomingMessage, ServerResponse } from 'node:http'

import { blockMethods } from './block-methods.ts'
import { chatMethods } from './chat-methods.ts'
import { conversationMethods, missingScope } from './conversation-methods.ts'
import { isAnsweredByFault } from './fault-answer.ts'
import type { Faults } from './faults.ts'
import { fileMethods } from './file-methods.ts'
import { answerJson, bodyOf, queryOf } from './http-exchange.ts'
import type { JsonObject } from './json-values.ts'
import { isObject, parsedJson, textAt } from './json-values.ts'
import type { MethodAnswer, Refusal } from './method-answer.ts'
import { refusal } from './method-answer.ts'
import type { Method, MethodContext } from './method.ts'
import { MethodArguments } from './method.ts'
import { peopleMethods } from './people-methods.ts'
import { POST_PER_CHANNEL, POST_PER_WORKSPACE, RateLimits } from './rate-limits.ts'
import { viewMethods } from './view-methods.ts'

const METHODS: Readonly<Record<string, Method>> = {
  ...blockMethods,
  ...chatMethods,
  ...conversationMethods,
  ...fileMethods,
  ...peopleMethods,
  ...viewMethods,
}

export interface Tokens {
  readonly bot: string
  readonly app: string
}

/** `POST /api/<method>`: token, scopes, rates, then the method itself, in the order in which Slack looks. */
export class WebApi {
  readonly #context: MethodContext
  readonly #tokens: Tokens
  readonly #faults: Faults
  readonly #limits = new RateLimits()

  constructor(context: MethodContext, tokens: Tokens, faults: Faults) {
    this.#context = context
    this.#tokens = tokens
    this.#faults = faults
  }

  async handle(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const values = await valuesOf(request)
    const fault = this.#faults.next(name, 'refusal' in values ? {} : values.fields)
    if (fault?.takesEffectAfterMs !== undefined && !('refusal' in values))
      setTimeout(() => this.#answer(METHODS[name], name, values), fault.takesEffectAfterMs).unref()
    if (fault !== undefined && (await isAnsweredByFault(fault, request, response))) return
    if ('refusal' in values) {
      answerJson(response, values.refusal)
      return
    }
    const method = METHODS[name]
    const waitSeconds = method === undefined ? 0 : this.#waitSeconds(name, method, values.fields)
    if (waitSeconds > 0) {
      answerJson(response, refusal('ratelimited'), 429, { 'retry-after': String(waitSeconds) })
      return
    }
    const answer = this.#answer(method, name, values)
    if (fault?.dropConnection === 'after') {
      request.socket.destroy()
      return
    }
    answerJson(response, answer, 200, {
      'x-oauth-scopes': [...this.#context.scopes].join(','),
      ...(method !== undefined &&
        method.scopes.length > 0 && { 'x-accepted-oauth-scopes': method.scopes.join(',') }),
    })
  }

  #answer(method: Method | undefined, name: string, { fields, token }: CallValues): MethodAnswer {
    if (method === undefined) return refusal('unknown_method', { req_method: name })
    const refused = this.#tokenProblem(method, token)
    if (refused !== undefined) return refused
    const { scopes } = this.#context
    if (method.scopes.length > 0 && !method.scopes.some((scope) => scopes.has(scope))) {
      return missingScope(method.scopes.join(','), this.#context)
    }
    return method.run(new MethodArguments(fields), this.#context)
  }

  #tokenProblem(method: Method, token: string | undefined): Refusal | undefined {
    if (method.token === 'none') return undefined
    if (token === undefined || token === '') return refusal('not_authed')
    const { bot, app } = this.#tokens
    if (token !== bot && token !== app) return refusal('invalid_auth')
    return token === (method.token === 'app' ? app : bot) ? undefined : refusal('not_allowed_token_type')
  }

  #waitSeconds(name: string, method: Method, fields: JsonObject): number {
    const wanted = [{ key: name, rate: method.rate }]
    if (name === 'chat.postMessage') {
      const channel = this.#context.state.channel(textAt(fields['channel']) ?? '')?.id ?? 'unknown'
      wanted.push(
        { key: `${name} ${channel}`, rate: POST_PER_CHANNEL },
        { key: 'posts', rate: POST_PER_WORKSPACE },
      )
    }
    return this.#limits.take(wanted, this.#context.state.now())
  }
}

interface CallValues {
  readonly fields: JsonObject
  readonly token: string | undefined
}

/** Form, JSON or query; the token in the header, or in a form's field. */
async function valuesOf(request: IncomingMessage): Promise<CallValues | { readonly refusal: Refusal }> {
  const body = await bodyOf(request)
  if (body === undefined) return { refusal: refusal('request_too_large') }
  const [, bearer] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? []
  const query = Object.fromEntries(queryOf(request))
  const [type] = (request.headers['content-type'] ?? '').split(';')
  if (type === 'application/json') {
    const parsed = parsedJson(body)
    if (parsed === undefined) return { refusal: refusal('invalid_json') }
    // Slack does not look for a token inside JSON.
    return isObject(parsed) ? { fields: parsed, token: bearer } : { refusal: refusal('json_not_object') }
  }
  if (type === 'application/x-www-form-urlencoded') {
    const fields = { ...query, ...Object.fromEntries(new URLSearchParams(body)) }
    return { fields, token: bearer ?? textAt(fields['token']) }
  }
  if (body !== '') return { refusal: refusal(type === '' ? 'missing_post_type' : 'invalid_post_type') }
  return { fields: query, token: bearer ?? query['token'] }
}
