import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { parsePolicy } from '../../../src/config/policies/policy-reader.ts'
import { withYoungWindows } from '../../../src/core/policy/young-window.ts'
import { slo } from '../../support/platform.ts'

const FILE = 'config/policies/error-budget-policy.yaml'
const shipped = await readFile(FILE, 'utf8')
const withWindow = (line: string) => parsePolicy(`${line}\n${shipped}`, FILE)

test.each([
  ['', undefined],
  ['young_window: 10', 0.1],
  ['young_window: 2.5', 0.025],
  ['young_window: 100', 1],
  ['young_window: 0', 0],
])('"%s" is %s', (line, share) => {
  const parsed = withWindow(line)
  expect(parsed.ok && parsed.policy.youngBelow).toBe(share)
})

// A tenth is 10: who writes 0.1 means that, and a thousandth of the window would be nothing.
test.each(['young_window: 0.1', 'young_window: -5', 'young_window: 101', 'young_window: 10%'])(
  '"%s" is refused with what is right',
  (line) => {
    const { ok, problems } = withWindow(line)
    expect(ok).toBe(false)
    expect(problems.map(({ message }) => message).join()).toContain(
      'a percentage of the window from 1 to 100, such as 10; or 0, which turns it off',
    )
  },
)

test('the SLOs of a policy follow it, the parts of composites too', () => {
  const parsed = withWindow('young_window: 25')
  if (!parsed.ok) throw new Error('the policy has problems')
  const { policy } = parsed
  const { youngBelow: _set, ...part } = slo('part', '99.9')
  const journey = {
    ...slo('shop', '99'),
    sli: { kind: 'composite', method: 'worst', parts: [{ slo: part, weight: 1 }] } as const,
  }
  const shop = { name: 'shop', title: 'Shop', policy: policy.name, slos: [journey] }
  const services = withYoungWindows(new Map([['shop', shop]]), new Map([[policy.name, policy]]))
  expect(services.get('shop')?.slos[0]).toMatchObject({
    youngBelow: 0.25,
    sli: { parts: [{ slo: { youngBelow: 0.25 } }] },
  })
})
