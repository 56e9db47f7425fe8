import type { FastifyInstance } from 'fastify'
import type { GateCall, Invalid } from '../../core/requests/outcome.ts'
import { type Catalog, governed } from '../../core/policy/catalog.ts'
import { answerWithin } from './answer-within.ts'
import { idempotencyKey } from './idempotency-key.ts'
import { unknownName } from './unknown-name.ts'
import { type FieldError, invalidFields, sendProblem } from './problem.ts'
import { GATE_ANSWER, GATE_CALL } from './schemas.ts'
import type { Caller } from './tokens.ts'
import type { HttpUseCases } from './use-cases.ts'

interface GateBody {
  readonly service: string
  readonly change: string
  readonly revision?: string | null
  readonly environment: string
  readonly risk?: string | null
  readonly request?: string | null
  readonly confirm?: readonly string[]
}

/** Calls that wait for an answer at once; past it, waiting longer would only make every answer late. */
const MAX_IN_FLIGHT = 2_000

const FIELD_OF_INPUT: Readonly<Record<string, string>> = { requestId: '/request', answers: '/confirm' }

/** POST /v1/gate: "may I deploy this?" Every decision is a 200; problem documents are for bad calls only. */
export function gateRoute(
  app: FastifyInstance,
  { useCases, answerWithinMs }: { useCases: HttpUseCases; answerWithinMs: number },
): void {
  let inFlight = 0
  app.post<{ Body: GateBody }>(
    '/v1/gate',
    {
      schema: { body: GATE_CALL, response: { 200: GATE_ANSWER } },
      config: {
        scope: 'gate',
        knownFields: Object.keys(GATE_CALL['properties'] as object),
        doc: {
          summary: 'May this change be deployed?',
          answer: 'The decision, whether it allows the change or not',
          idempotent: true,
        },
      },
    },
    async (request, reply) => {
      const { body, caller } = request
      const keyed = idempotencyKey(request.headers)
      if (keyed.kind === 'unusable') return sendProblem(reply, keyed.problem)
      const errors = unknownNames(useCases.catalog(), body)
      if (errors.length > 0) return sendProblem(reply, invalidFields(errors))
      if (caller === null) throw new Error('POST /v1/gate was reached without a token')
      if (inFlight >= MAX_IN_FLIGHT) {
        const detail = 'Too many calls are waiting for an answer. Ask again.'
        return sendProblem(reply, { status: 503, detail, headers: { 'retry-after': '1' } })
      }
      inFlight += 1
      try {
        const asked = useCases.askGate(gateCall(body, caller, keyed.key))
        const outcome = await answerWithin(asked, 'the gate', answerWithinMs)
        if (outcome.kind === 'invalid') return await sendProblem(reply, invalidFields(errorsOf(outcome)))
        return outcome.answer
      } finally {
        inFlight -= 1
      }
    },
  )
}

function gateCall(body: GateBody, caller: Caller, key: string | null): GateCall {
  return {
    service: body.service,
    change: body.change,
    revision: body.revision ?? null,
    environment: body.environment,
    risk: body.risk ?? null,
    requestId: body.request ?? null,
    confirmed: body.confirm ?? [],
    idempotencyKey: key,
    caller: { token: caller.name, automatic: caller.automatic, mayClaim: caller.mayClaim },
  }
}

function unknownNames(catalog: Catalog, body: GateBody): readonly FieldError[] {
  const found = governed(catalog, body.service)
  if (found === undefined) {
    return [{ pointer: '/service', detail: unknownName('service', body.service, catalog.services.keys()) }]
  }
  const { changes, risks, requirements } = found.policy
  const errors: FieldError[] = []
  if (!changes.has(body.change)) {
    errors.push({ pointer: '/change', detail: unknownName('change type', body.change, changes.keys()) })
  }
  const risk = body.risk ?? null
  if (risk !== null && !risks.has(risk)) {
    errors.push({ pointer: '/risk', detail: unknownName('risk', risk, risks.keys()) })
  }
  for (const [index, name] of (body.confirm ?? []).entries()) {
    if (requirements.get(name)?.kind === 'confirm') continue
    const confirmable = [...requirements.values()].filter(({ kind }) => kind === 'confirm')
    const how =
      requirements.get(name)?.kind === 'postmortem'
        ? 'filed with /budget postmortem'
        : 'written in a deploy request'
    const detail = requirements.has(name)
      ? `"${name}" must be ${how} in Slack; a pipeline cannot confirm it`
      : unknownName(
          'requirement',
          name,
          confirmable.map((requirement) => requirement.name),
        )
    errors.push({ pointer: `/confirm/${index}`, detail })
  }
  return errors
}

const errorsOf = (outcome: Invalid): readonly FieldError[] =>
  outcome.problems.map(({ field, message }) => ({
    pointer: FIELD_OF_INPUT[field] ?? `/${field}`,
    detail: message,
  }))
