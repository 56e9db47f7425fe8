import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GATE_CALL, plainCall } from '../../../src/adapters/http/gate-call.ts'

const field = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom(
    'api',
    'a'.repeat(200),
    'a'.repeat(201),
    '',
    'ü',
    '\n',
    null,
    undefined,
    0,
    1,
    1.5,
    10_000,
    10_001,
  ),
  fc.constantFrom(
    true,
    false,
    [],
    ['tests-passing'],
    [''],
    [1],
    Array.from({ length: 51 }, () => 'x'),
    {},
  ),
)
const sentCalls = fc.record(
  Object.fromEntries([...Object.keys(GATE_CALL.shape), 'unknown'].map((name) => [name, field])),
  { requiredKeys: [] },
)

test('what is taken as plainly right is what the shape gives', () => {
  fc.assert(
    fc.property(fc.oneof(sentCalls, field), (sent) => {
      const plain = plainCall(sent)
      if (plain !== undefined) expect(GATE_CALL.safeParse(sent)).toEqual({ success: true, data: plain })
    }),
    { numRuns: 2_000 },
  )
})

test.each([
  [{ service: 'api', change: 'feature' }],
  [
    {
      service: 'api',
      change: 'feature',
      revision: '4f2a9c1',
      environment: 'staging',
      risk: 'high',
      run: '12',
      attempt: 2,
    },
  ],
  [{ service: 'api', change: 'feature', revision: null, run: null, confirm: ['tests-passing'] }],
])('%j is plainly right', (sent) => {
  expect(plainCall(sent)).toEqual(GATE_CALL.parse(sent))
})

test.each([
  [{ service: 'api' }],
  [{ service: 'api', change: 'feature', request: 'req-1' }],
  [{ service: 'api', change: 'feature', version: '1' }],
  [{ service: 'api', change: 'feature', attempt: 0 }],
  [['api', 'feature']],
  ['api'],
  [null],
])('the shape looks at %j', (sent) => {
  expect(plainCall(sent)).toBeUndefined()
})
