import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runGate } from '../../gate-client/client/run-gate.ts'
import { machine } from '../../gate-client/client/surroundings.ts'
import { SHELLS, type Variables } from './clients.ts'
import { stranger, type Stranger } from './stranger.ts'

/** What the server answers next. */
let body = ''
let server: Stranger
beforeAll(async () => {
  server = await stranger((_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(body),
  )
})
afterAll(() => server.close())

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('"', '\\', '/', "'", '{', '}', ',', ':', ' ', '\n', '\u0001', '\u202e', 'a'),
    maxLength: 12,
  }),
  fc.constantFrom('', 'sre', 'tests-passing', 'approval_missing', 'a.b', '\\"', '\\u0041', '##[x]', '%s %d'),
)
/** Never empty. */
const word = text.filter((one) => one !== '')
const list = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 3 })
const seat = fc.record({ role: text, count: fc.integer({ min: 0, max: 3 }), filledBy: list(text) })
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null })
/** Fields that no client knows stand between those that it does. */
const unknown = fc.jsonValue({ maxDepth: 3 })

const enforced = {
  allowed: fc.boolean(),
  decision: fc.constantFrom('approved', 'needs-approval', 'blocked'),
  explanation: text,
  level: word,
  reasons: list(text),
  seats: list(seat),
  requires: list(text),
  titles: fc.dictionary(fc.constantFrom('sre', 'tests-passing', 'a.b'), text, { noNullPrototype: true }),
  rule: word,
  policy: fc.record({ name: word, version: text }),
  requestId: maybe(text),
  grantId: maybe(text),
  expiresAt: maybe(text),
  budget: fc.record({ remainingRatio: maybe(fc.double({ noNaN: true })), remainingText: maybe(text) }),
}
const answer = fc.record(
  { other: unknown, ...enforced, wouldHave: fc.record(enforced) },
  { requiredKeys: ['allowed', 'decision', 'explanation', 'level', 'rule', 'policy'], noNullPrototype: true },
)

test.skipIf(SHELLS.length === 0)(
  'whatever the bot answers, a shell says the same as Node, and ends alike',
  async () => {
    const env: Variables = { BUDGETEER_TOKEN: 'token', BUDGETEER_URL: server.url }
    const flags = new Map([
      ['service', 'a'],
      ['change', 'b'],
      ['retries', '0'],
    ])
    await fc.assert(
      fc.asyncProperty(answer, fc.constantFrom(0, 1, '\t'), async (given, indent) => {
        body = JSON.stringify(given, null, indent)
        let out = ''
        const code = await runGate(flags, {
          ...machine,
          env,
          out: (line) => (out += `${line}\n`),
          err: () => undefined,
        })
        for (const shell of SHELLS) {
          const ran = await shell.run(['--service', 'a', '--change', 'b', '--retries', '0'], env)
          expect(ran).toEqual({ code, out, err: '' })
        }
      }),
      { numRuns: 40, endOnFailure: true },
    )
  },
)
