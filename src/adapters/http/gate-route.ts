import { z } from 'zod'
import { spelledAnswer } from '../spelling/command-text.ts'
import { percentText } from '../../core/budgets/percent.ts'
import { youngMark } from '../../core/budgets/young.ts'
import type { AuditHead } from '../../core/kernel/audit/audit-entry.ts'
import { type Catalog, governed } from '../../core/policy/catalog.ts'
import { roleIn } from '../../core/policy/approval-words.ts'
import { REASON_CODES } from '../../core/policy/decision.ts'
import type { EnforcedAnswer, GateAnswer, Invalid } from '../../core/requests/outcome.ts'
import { checkCall, GATE_CALL, type SentCall } from './gate-call.ts'
import type { HttpApp, HttpWorld } from './http-app.ts'
import { idempotent } from './idempotency-key.ts'
import { type FieldError, invalidFields, sendProblem } from './problem.ts'
import { boolean, decision, list, number, policy, seats, string, time, young } from './shapes.ts'
import { unknownName, unknownService } from './unknown-name.ts'

const ENFORCED = z
  .object({
    allowed: boolean,
    decision,
    level: string,
    service: string,
    change: string,
    risk: string,
    reasons: list(z.enum(REASON_CODES)),
    seats,
    requires: list(string),
    titles: z
      .record(string, string)
      .optional()
      .describe('What people call the roles of the seats and the requirements, by name'),
    rule: string,
    policy,
    opensAt: time('When what blocks it ends by itself').optional(),
    advice: list(string).optional().describe('What the policy recommends'),
    explanation: string,
    requestId: string.nullable(),
    grantId: string.nullable(),
    expiresAt: time('When the grant ends').nullable(),
    budget: z.object({
      remainingRatio: number.nullable(),
      remainingText: string.nullable().describe('The same as messages show it: `18%`, `18% (stale)`'),
      at: time('When it was measured').nullable(),
      stale: boolean,
      young: young.optional(),
    }),
    checklist: list(
      z.object({
        item: string,
        title: string,
        done: boolean,
        by: string.nullable().describe('Who vouches for it; budgeteer for what it knows'),
      }),
    )
      .optional()
      .describe('What the policy looks at before a deployment; with a request only'),
  })
  .describe('The decision, whether it allows the change or not')

const ANSWER = ENFORCED.extend({
  dryRun: z.literal(true).optional().describe('Says that this was a dry run'),
  enforcement: z.literal('shadow').optional().describe('Says that the service is in shadow: all is allowed'),
  wouldHave: ENFORCED.optional().describe('In shadow: the whole answer that enforcement would give'),
  audit: z
    .object({ seq: number, hash: string })
    .describe(
      'The entry of this answer in the audit log. Keep it: `audit verify --expect seq:hash` compares',
    ),
}).describe('The decision, whether it allows the change or not')

/** Calls that wait for an answer at once; past it, waiting longer would only make every answer late. */
const MAX_IN_FLIGHT = 2_000

const FIELD_OF_INPUT: Readonly<Record<string, string>> = { requestId: '/request', answers: '/confirm' }

/** POST /v1/gate: "may I deploy this?" Every decision is a 200; only bad calls get problem documents. */
export function gateRoute(app: HttpApp, { useCases, within }: HttpWorld): void {
  let inFlight = 0
  const textOf = answerTexts(() => useCases.catalog())
  app.post(
    '/v1/gate',
    {
      schema: {
        summary: 'May this change be deployed?',
        headers: idempotent,
        body: GATE_CALL,
        response: { 200: ANSWER },
      },
      validatorCompiler: ({ httpPart }) => checkCall(httpPart),
      config: { scope: 'gate' },
    },
    async ({ body, headers, caller: { name: token, automatic, mayClaim } }, reply) => {
      const errors = unknownNames(useCases.catalog(), body)
      if (errors.length > 0) return sendProblem(reply, invalidFields(errors))
      if (inFlight >= MAX_IN_FLIGHT) {
        const detail = 'Too many calls are waiting for an answer. Retry.'
        return sendProblem(reply, { status: 503, detail, headers: { 'retry-after': '1' } })
      }
      inFlight += 1
      try {
        const { request: requestId, confirm: confirmed, ...change } = body
        const idempotencyKey = headers['idempotency-key'] ?? null
        const caller = { token, automatic, mayClaim }
        const outcome = await within(
          useCases.gate.ask({ ...change, requestId, confirmed, idempotencyKey, caller }),
        )
        if (outcome.kind === 'invalid') return await sendProblem(reply, invalidFields(errorsOf(outcome)))
        reply.header('content-type', 'application/json; charset=utf-8')
        return withAudit(textOf(outcome.answer), outcome.audit)
      } finally {
        inFlight -= 1
      }
    },
  )
}

/**
 * The texts of answers, up to their places in the audit log: calls that the gate gave one answer share its text. A place stands
 * last, so that the text goes on with it.
 */
function answerTexts(catalog: () => Catalog): (answer: GateAnswer) => string {
  const texts = new WeakMap<GateAnswer, string>()
  return (answer) => {
    const known = texts.get(answer)
    if (known !== undefined) return known
    const { wouldHave, ...given } = spelledAnswer(answer)
    const asTold = (one: typeof given) => told(one, catalog())
    const whole: Omit<z.input<typeof ANSWER>, 'audit'> = {
      ...asTold(given),
      ...(wouldHave && { wouldHave: asTold(wouldHave) }),
    }
    const text = JSON.stringify(whole).slice(0, -1)
    texts.set(answer, text)
    return text
  }
}

/** The whole answer, as JSON already: Fastify sends a text as it is. To return the reply would wait until it is sent. */
const withAudit = (text: string, audit: AuditHead) =>
  `${text},"audit":${JSON.stringify(audit)}}` as unknown as z.input<typeof ANSWER>

/** As callers are told: with the budget left in words, and with what people call what the answer asks for. */
function told<One extends EnforcedAnswer>(
  { allowed, decision: given, budget: measured, ...why }: One,
  catalog: Catalog,
) {
  const policy = governed(catalog, why.service)?.policy
  const { seats: asked, requires } = why
  const budget = { ...measured, remainingText: remainingText(measured) }
  if (policy === undefined || asked.length + requires.length === 0)
    return { allowed, decision: given, ...why, budget }
  const titles = Object.fromEntries([
    ...asked.map(({ role }) => [role, roleIn(policy, role)] as const),
    ...requires.map((name) => [name, policy.requirements.get(name)?.title ?? name] as const),
  ])
  return { allowed, decision: given, ...why, budget, titles }
}

/** A percentage that stands on the right side of each boundary, which a pipeline's shell could not work out. */
const remainingText = ({ remainingRatio, stale, young: data }: EnforcedAnswer['budget']): string | null =>
  remainingRatio === null
    ? null
    : `${percentText(remainingRatio)}${youngMark(data)}${stale ? ' (stale)' : ''}`

function unknownNames(catalog: Catalog, body: SentCall): readonly FieldError[] {
  const found = governed(catalog, body.service)
  if (found === undefined) return unknownService(body.service, catalog)
  const { changes, risks, requirements } = found.policy
  const errors: FieldError[] = []
  if (!changes.has(body.change)) {
    errors.push({ pointer: '/change', detail: unknownName('change type', body.change, changes.keys()) })
  }
  if (body.risk !== null && !risks.has(body.risk)) {
    errors.push({ pointer: '/risk', detail: unknownName('risk', body.risk, risks.keys()) })
  }
  for (const [index, name] of body.confirm.entries()) {
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
