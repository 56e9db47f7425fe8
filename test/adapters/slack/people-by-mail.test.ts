import { WebClient } from '@slack/web-api'
import { expect, test } from 'vitest'
import { PEOPLE } from '../../../demo/cast.ts'
import type { AppSeed } from '../../../demo/workspace/workspace-options.ts'
import { idByMail } from '../../../src/adapters/slack/people-by-mail.ts'
import { SCOPES } from '../../../src/adapters/slack/scopes.ts'
import { anInhabitedWorkspace } from '../../cli/a-home.ts'

async function client(scopes: AppSeed['scopes']): Promise<WebClient> {
  const { env } = await anInhabitedWorkspace({ scopes })
  return new WebClient(env['SLACK_BOT_TOKEN'], {
    slackApiUrl: env['SLACK_API_URL'] ?? '',
    retryConfig: { retries: 0 },
  })
}

test('a person is known by mail address, and a stranger is nobody', async () => {
  const slack = await client([...SCOPES, 'users:read.email'])
  const [person] = PEOPLE
  expect(await idByMail(slack, person?.email ?? '')).toBe(person?.id)
  expect(await idByMail(slack, 'stranger@example.com')).toBeNull()
})

test('without the scope it is said that nobody can be looked up', async () => {
  await expect(idByMail(await client(SCOPES), 'ines@example.com')).rejects.toThrow(
    'Slack does not look up mail addresses: missing_scope',
  )
})
