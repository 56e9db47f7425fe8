import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { expect, test } from 'vitest'
import { PROJECT_ROOT } from '../../src/cli/configuration/project-root.ts'

const textOf = (path: string): string => readFileSync(join(PROJECT_ROOT, path), 'utf8')

test('.env.example names every variable that the shipped configuration names, and holds no value', () => {
  const example = textOf('.env.example')
  const named = [...textOf('config/budgeteer.yaml').matchAll(/(?:env|_env): ([A-Z][A-Z0-9_]+)/g)].map(
    ([, variable = '']) => variable,
  )
  expect(named).toContain('BUDGETEER_TOKEN_CI')
  for (const variable of [
    ...named,
    'SLACK_BOT_TOKEN',
    'SLACK_APP_TOKEN',
    'SLACK_SIGNING_SECRET',
    'SLACK_API_URL',
  ])
    expect(example).toMatch(new RegExp(`^(# )?${variable}=$`, 'm'))
  expect(Object.values(parseEnv(example)).filter((value) => value !== '')).toEqual([])
})
