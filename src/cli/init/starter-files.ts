import { join } from 'node:path'
import type { PrometheusYaml } from '../../config/settings/source-shape.ts'
import { policyCopy } from './policy-copy.ts'
import { serviceFile } from './service-file.ts'
import { settingsFile } from './settings-file.ts'
import type { Starter } from './starter.ts'

export interface StarterFile {
  /** Below the configuration's folder. */
  readonly path: string
  readonly text: string
}

export const SETTINGS = 'budgeteer.yaml'
export const ENVIRONMENT = 'env.example'

/** The first configuration, file by file. */
export function starterFiles(starter: Starter): readonly StarterFile[] {
  const { services, policy, isShadow, owner, connection } = starter
  return [
    { path: SETTINGS, text: settingsFile(starter) },
    ...services.map((service) => ({
      path: join('slos', `${service.name}.yaml`),
      text: serviceFile(service, owner),
    })),
    { path: join('policies', `${policy.name}.yaml`), text: policyCopy(policy.text, isShadow) },
    ...(policy.tests === undefined
      ? []
      : [{ path: join('policies', `${policy.name}.test.yaml`), text: policy.tests }]),
    { path: ENVIRONMENT, text: environmentFile(connection) },
  ]
}

function environmentFile(connection: Connection): string {
  const ofSource = variablesOf(connection)
  return [
    '# Secrets of Budgeteer, for the environment or for a file .env, which belongs in no repository.',
    '',
    '# "OAuth & Permissions" of the Slack app. Begins with xoxb-',
    'SLACK_BOT_TOKEN=',
    '# "Basic Information", "App-Level Tokens", scope connections:write. Begins with xapp-',
    'SLACK_APP_TOKEN=',
    '# What pipelines send to the gate: any random text of 16 characters or more, such as `openssl rand -hex 24` prints.',
    'BUDGETEER_TOKEN_CI=',
    ...(ofSource.length === 0 ? [] : ['# How Prometheus knows us.', ...ofSource.map((name) => `${name}=`)]),
    '',
  ].join('\n')
}

type Connection = Pick<PrometheusYaml, 'auth' | 'headers'>

/** The environment variables that a connection needs. */
export function variablesOf({ auth, headers = {} }: Connection): readonly string[] {
  const named = [auth?.bearer_env, auth?.basic?.password_env, auth?.header?.value_env]
  const ofHeaders = Object.values(headers).map((value) =>
    typeof value === 'string' ? undefined : value.value_env,
  )
  return [...new Set([...named, ...ofHeaders].filter((name) => name !== undefined))]
}
