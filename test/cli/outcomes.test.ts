import { expect, test } from 'vitest'
import { aHome } from './a-home.ts'
import { runCli } from './run-cli.ts'

test('budgeteer outcomes prints a quarter, also where nothing was asked', async () => {
  const home = await aHome()
  const { code, out } = await runCli(['outcomes', '--quarter', '2025-Q3', ...home.config])
  expect(code).toBe(0)
  expect(out).toContain('What became of the requests of 2025-Q3')
  expect(out).toMatch(/Overrides +0 +0 +0 +0 +–/)
  expect(out).toContain('Nobody was asked.')
})

test.each(['2025-10', '2025-Q5', 'autumn'])('budgeteer outcomes --quarter %s is refused', async (quarter) => {
  const home = await aHome()
  const { code, err } = await runCli(['outcomes', '--quarter', quarter, ...home.config])
  expect(code).toBe(2)
  expect(err).toContain('allowed: a quarter such as 2026-Q3')
})
