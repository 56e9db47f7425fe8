import { expect, test } from 'vitest'
import { loadEdited, problemLines } from '../configuration-folder.ts'

const written = (outcomes: string) =>
  loadEdited([['budgeteer.yaml', 'default_policy: team', `outcomes: ${outcomes}\ndefault_policy: team`]])

test.each(['30m', '8d', 'a day'])('outcomes are not told after %s', async (after) => {
  const [problem = ''] = problemLines(await written(`{ after: ${after} }`))
  expect(problem).toContain('outcomes.after: ')
  expect(problem).toContain('allowed: a duration')
})

test.each([
  ['{ after: 48h }', 48],
  ['{}', 24],
])('outcomes as %s are told after %d hours', async (text, hours) => {
  const loaded = await written(text)
  expect(problemLines(loaded)).toEqual([])
  expect(loaded.ok && loaded.settings.outcomes.afterMs).toBe(hours * 3_600_000)
})
