import type { z } from 'zod'
import { envName, mapping, text } from '../reading/fields.ts'

export const store = mapping({
  sqlite: text.optional().describe('Path of the database file, for a bot on one machine.'),
  postgres: mapping({
    url_env: envName.describe(
      'Environment variable that holds the URL: postgres://USER:PASSWORD@HOST:5432/DATABASE.',
    ),
  })
    .optional()
    .describe('A PostgreSQL database, for several replicas of the bot.'),
}).refine(({ sqlite, postgres }) => (sqlite === undefined) !== (postgres === undefined), {
  error: 'a store is either sqlite or postgres; exactly one of the two',
})

export type StoreYaml = z.infer<typeof store>

/** Where the store is: a file, or the environment variable with the URL of a PostgreSQL database. */
export type StoreSettings = { readonly path: string } | { readonly urlEnv: string }

export const storeSettings = (yaml: StoreYaml | undefined): StoreSettings =>
  yaml?.postgres === undefined
    ? { path: yaml?.sqlite ?? 'data/budgeteer.db' }
    : { urlEnv: yaml.postgres.url_env }
