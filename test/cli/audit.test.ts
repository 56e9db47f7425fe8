import SqliteDatabase from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import type { AuditEntry } from '../../src/core/kernel/audit/audit-entry.ts'
import { aHome, type Home } from './a-home.ts'
import { runCli } from './run-cli.ts'

const ENTRIES = 700

async function aRecord(): Promise<Home> {
  const home = await aHome()
  await home.store(({ audit }) =>
    audit.append(
      Array.from({ length: ENTRIES }, (_, index) => ({
        at: Date.parse('2026-03-02T10:00:00Z') + index,
        kind: 'gate',
        actor: 'token:ci',
        service: 'checkout',
        data: { decision: index % 2 === 0 ? 'approved' : 'blocked' },
      })),
    ),
  )
  return home
}

/** What somebody with the file and a SQL prompt could do. */
function tamper({ database }: Home, statement: string): void {
  const db = new SqliteDatabase(database)
  db.exec(statement)
  db.close()
}

describe('the record as it was written', () => {
  test('verifies', async () => {
    const home = await aRecord()
    const told = await runCli(['audit', 'verify', ...home.config])
    expect(told).toMatchObject({ code: 0, err: '' })
    expect(told.out).toMatch(/^Good: 700 entries, the last hash is [0-9a-f]{64}\.\n$/)

    const json = await runCli(['audit', 'verify', '--json', ...home.config])
    expect(json.code).toBe(0)
    expect(JSON.parse(json.out)).toMatchObject({ intact: true, entries: ENTRIES })
  })

  test('is exported as lines of JSON, oldest first, each continuing the one before', async () => {
    const home = await aRecord()
    const { code, out, err } = await runCli(['audit', 'export', ...home.config])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const entries = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditEntry)
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: ENTRIES }, (_, index) => index + 1))
    expect(entries.slice(1).map(({ previousHash }) => previousHash)).toEqual(
      entries.slice(0, -1).map(({ hash }) => hash),
    )
    expect(entries[0]).toMatchObject({ kind: 'gate', actor: 'token:ci', data: { decision: 'approved' } })
  })
})

describe('a record that was changed', () => {
  test.each([
    {
      what: 'an answer turned round',
      statement: `update audit set data = '{"decision":"approved"}' where seq = 2`,
      says: 'entry 2 was changed after it was written',
    },
    {
      what: 'an entry taken out',
      statement: 'delete from audit where seq = 600',
      says: 'entry 600 is missing',
    },
    {
      what: 'a recalculated hash',
      statement: `update audit set hash = '${'f'.repeat(64)}' where seq = 5`,
      says: 'entry 5 was changed after it was written',
    },
  ])('$what is found', async ({ statement, says }) => {
    const home = await aRecord()
    tamper(home, statement)
    expect(await runCli(['audit', 'verify', ...home.config])).toEqual({
      code: 1,
      out: '',
      err: `error: the record is broken: ${says}\n`,
    })
    const json = await runCli(['audit', 'verify', '--json', ...home.config])
    expect({ code: json.code, err: json.err }).toEqual({ code: 1, err: '' })
    expect(JSON.parse(json.out)).toMatchObject({ intact: false, problem: says })
  })

  test('an entry that cannot be read any more is reported in a sentence', async () => {
    const home = await aRecord()
    tamper(home, `update audit set data = '{"decision' where seq = 3`)
    expect((await runCli(['audit', 'verify', ...home.config])).err).toBe(
      'error: the record is broken: entry 3 was changed after it was written\n',
    )
    const { code, err } = await runCli(['audit', 'export', ...home.config])
    expect(code).toBe(1)
    expect(err).toBe(
      'error: entry 3 holds no JSON; It was changed after it was written: `budgeteer audit verify` says what else is.\n',
    )
  })
})

describe('what was kept outside of the store', () => {
  const headOf = (home: Home, seq: number) =>
    home.store(async ({ auditChain }) => `${seq}:${(await auditChain.at(seq))?.hash ?? ''}`)

  test('agrees with a log that nobody cut', async () => {
    const home = await aRecord()
    const expects = [await headOf(home, 12), await headOf(home, ENTRIES)].flatMap((head) => [
      '--expect',
      head,
    ])
    const { code, out } = await runCli(['audit', 'verify', ...expects, ...home.config])
    expect(code).toBe(0)
    expect(out).toMatch(/^Good: 700 entries.*\nIt agrees with 2 heads kept outside of the store\.\n$/)
  })

  test('shows that the end was cut off, and where the log is another, each', async () => {
    const home = await aRecord()
    const last = await headOf(home, ENTRIES)
    tamper(home, 'delete from audit where seq > 650')
    const expects = ['--expect', last, '--expect', `12:${'f'.repeat(64)}`]
    const { code, err } = await runCli(['audit', 'verify', ...expects, ...home.config])
    expect(code).toBe(1)
    expect(err).toBe(
      'error: the record is broken: entry 12 is not the one that --expect 12 saw: the log was written anew, or --expect 12 is forged\n' +
        'error: the record is broken: the log ends at entry 650, and --expect 700 saw entry 700: its end was cut off, or --expect 700 is forged\n',
    )
  })

  const SPELT_WRONG = [
    '12',
    '',
    `12 ${'f'.repeat(64)}`,
    `12:${'F'.repeat(64)}`,
    `012:${'f'.repeat(64)}`,
    `-1:${'f'.repeat(64)}`,
    `12:${'f'.repeat(63)}`,
    `12:${'f'.repeat(65)}`,
    `12:${'f'.repeat(64)},13:${'f'.repeat(64)}`,
    `1e3:${'f'.repeat(64)}`,
  ]
  test.each(SPELT_WRONG)('must be a number and a hash, not %j', async (given) => {
    const home = await aRecord()
    const { code, err } = await runCli(['audit', 'verify', `--expect=${given}`, ...home.config])
    expect(code).toBe(2)
    expect(err).toContain('It must be a number and a hash, such as 812:9f2c… with 64 digits.')
  })
})

test('a key that cannot be the one is told so, without showing it', async () => {
  const home = await aRecord()
  const { code, err } = await runCli(['audit', 'verify', ...home.config], {
    BUDGETEER_AUDIT_KEY: 'a-short-one',
  })
  expect(code).toBe(1)
  expect(err).toBe(
    'error: BUDGETEER_AUDIT_KEY is shorter than 32 characters; make one with `openssl rand -base64 32`\n',
  )
})

test('a missing record is reported, and not created by the check', async () => {
  const home = await aHome()
  for (let time = 0; time < 2; time += 1) {
    const { code, out, err } = await runCli(['audit', 'verify', ...home.config])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/^error: cannot open the store .*budgeteer\.db: there is no such file/)
  }
})
