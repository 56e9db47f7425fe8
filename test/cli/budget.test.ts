import { describe, expect, test } from 'vitest'
import { runCli } from './run-cli.ts'

describe('budgeteer budget', () => {
  test('an objective with an SLA: minutes, headroom and burn alerts', async () => {
    const { code, out, err } = await runCli(['budget', '99.95', '--sla', '99.9'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^99.95% over 30d leaves an error budget of 0.05%\.\n/)
    expect(out).toMatch(/30d +21.6 min +43.2 min\n/)
    expect(out).toContain('Headroom between SLA and objective: 21.6 min in the window.')
    expect(out).toMatch(/1h-5m +page +1h and 5m +14.4 +2% +2.08 days\n/)
  })

  test('--json holds the same in seconds', async () => {
    const { code, out } = await runCli(['budget', '99.5%', '--window', '28d', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      objective: 99.5,
      errorBudgetRatio: 0.005,
      window: '28d',
      allowedSeconds: { day: 432, window: 12_096, year: 157_680 },
      burnAlerts: [
        { rule: '1h-5m', severity: 'page', over: '1h', and: '5m', factor: 13.44, spentRatio: 0.02 },
        { factor: 5.6 },
        { factor: 2.8 },
        { rule: '3d-6h' },
      ],
    })
  })

  test.each<readonly [string, readonly string[], string]>([
    [
      'an objective of 100 %',
      ['100'],
      'error: objective: found 100, which leaves no error budget to spend; allowed: a percentage above 0 and below 100, such as 99.5\n',
    ],
    [
      'a ratio',
      ['0.995'],
      'error: objective: found 0.995, which reads as 0.995 %; write 99.5 for that ratio\n',
    ],
    [
      'an SLA above the objective',
      ['99', '--sla', '99.5'],
      'error: --sla: found 99.5, which is above the objective 99: the promise would break without a warning\n',
    ],
    [
      'a window that is none',
      ['99', '--window', 'soon'],
      'error: --window: found soon; allowed: a rolling window such as 30d, or week, month, quarter or year\n',
    ],
  ])('%s is wrong usage', async (_, args, err) => {
    expect(await runCli(['budget', ...args])).toEqual({ code: 2, out: '', err })
  })
})
