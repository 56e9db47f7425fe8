import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { newDatabase } from '../support/postgres-database.ts'
import { hasPostgres } from '../support/postgres-server.ts'
import { aHome, pushOrders } from './a-home.ts'
import { runCli } from './run-cli.ts'

const SECRET = 'hunter2-of-the-database'

describe('migrate', () => {
  test.runIf(hasPostgres())(
    'moves the store where the environment says, and the bot goes on there',
    async () => {
      const home = await aHome()
      await pushOrders(home, 0.18)
      await home.store(({ audit }) =>
        audit.append([{ at: 1, kind: 'notice', actor: 'budgeteer', service: '*', data: {} }]),
      )
      const { url, remove } = await newDatabase()
      onTestFinished(() => remove())
      const env = { TO: url }
      const ran = await runCli(['migrate', '--from', `sqlite:${home.database}`, '--to', 'env:TO'], env)
      expect(ran.err).toBe('')
      expect(ran.out).toMatch(
        /^Good: \d+ rows of \d+ tables moved from .*the audit log is intact, 1 entry\.\n$/,
      )
      await home.edit('budgeteer.yaml', 'sqlite: data/budgeteer.db', 'postgres: { url_env: TO }')
      const { out } = await runCli(['status', '--json', ...home.config], env)
      expect(out).toContain('CRITICAL')
      const again = await runCli(['migrate', '--from', `sqlite:${home.database}`, '--to', 'env:TO'], env)
      expect(again).toMatchObject({ code: 1, out: '' })
      expect(again.err).toContain('is not empty')
    },
  )

  test.each([
    [
      'a place of another form',
      `mysql://me:${SECRET}@host/db`,
      'a place of --from or --to cannot be read; write sqlite:FILE',
    ],
    ['a variable that is not set', 'env:NOT_THERE', 'the environment variable NOT_THERE is not set'],
    ['a variable that holds something else', 'env:OTHER', 'the environment variable OTHER names no store'],
    ['a server that is not there', `postgres://me:${SECRET}@127.0.0.1:1/db`, 'postgres://me@127.0.0.1:1/db'],
    ['a URL that cannot be read', `postgres://me:${SECRET}@[::1/db`, 'its URL cannot be read'],
  ])('says what is wrong with %s, and no password', async (_, to, words) => {
    const home = await aHome()
    await home.store(() => Promise.resolve())
    const ran = await runCli(['migrate', '--from', `sqlite:${home.database}`, '--to', to], { OTHER: SECRET })
    expect(ran).toMatchObject({ code: 1, out: '' })
    expect(ran.err).toContain(words)
    expect(ran.err).not.toContain(SECRET)
  })

  test('--json says how many rows there are of each table', async () => {
    const home = await aHome()
    await home.store(({ audit }) =>
      audit.append([{ at: 1, kind: 'notice', actor: 'budgeteer', service: '*', data: {} }]),
    )
    const to = join(home.dir, 'to.db')
    const { out } = await runCli([
      'migrate',
      '--from',
      `sqlite:${home.database}`,
      '--to',
      `sqlite:${to}`,
      '--json',
    ])
    expect(JSON.parse(out)).toMatchObject({
      rows: { audit: 1, outbox: 0 },
      audit: { intact: true, entries: 1 },
    })
  })
})
