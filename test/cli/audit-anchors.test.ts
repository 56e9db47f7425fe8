import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { expect, test } from 'vitest'
import { dropAnchor } from '../../src/core/kernel/audit/drop-anchor.ts'
import { DAY_MS, HOUR_MS } from '../../src/core/kernel/time/duration.ts'
import { TestClock } from '../support/test-clock.ts'
import { aHome, anInhabitedWorkspace, type Home, pushOrders } from './a-home.ts'
import { runCli } from './run-cli.ts'

const CHANNEL = '#deploy-approvals'

/** A bot that has sent three anchors to a file and to a thread in Slack. */
async function anAnchoredBot() {
  const [home, { workspace, env }] = [await aHome(), await anInhabitedWorkspace()]
  await home.edit(
    'budgeteer.yaml',
    'default_policy:',
    `audit: { anchors: { every: 1h, slack: '${CHANNEL}', file: kept/anchors.jsonl } }\ndefault_policy:`,
  )
  await pushOrders(home, 0.38)
  const file = join(home.dir, 'kept', 'anchors.jsonl')
  const clock = new TestClock(Date.now() - DAY_MS)
  await home.store(async (store) => {
    for (let hour = 0; hour < 3; hour += 1) {
      await store.audit.append([
        { at: clock.now(), kind: 'approval', actor: 'U0SRE1', service: 'checkout', data: { request: 'r-1' } },
      ])
      await dropAnchor({ store, clock }, { everyMs: HOUR_MS, slack: CHANNEL, webhook: null, file })
      clock.advance(HOUR_MS)
    }
  })
  const started = await runCli(['start', '--once', ...home.config], env)
  expect(started.code).toBe(0)
  const verify = (...more: readonly string[]) =>
    runCli(['audit', 'verify', '--anchors', ...more, ...home.config], env)
  return { home, workspace, env, file, verify }
}

function sql({ database }: Home, statement: string): void {
  const db = new SqliteDatabase(database)
  db.exec(statement)
  db.close()
}

test('a log agrees with its anchors in the file and in Slack, whatever others write into the thread', async () => {
  const { workspace, file, verify } = await anAnchoredBot()
  expect(
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { seq: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string, at: expect.any(String) as string },
    { seq: 3, hash: expect.any(String) as string, at: expect.any(String) as string },
    { seq: 5, hash: expect.any(String) as string, at: expect.any(String) as string },
  ])
  const head = workspace.messages(CHANNEL).find(({ text }) => text.includes('Anchors of the audit log'))
  workspace.say('U0SRE1', CHANNEL, `\`3:${'f'.repeat(64)}\``, head?.ts ?? '')
  const { code, out, err } = await verify()
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/\nIt agrees with 6 heads kept outside of the store\.\n$/)
})

test('a cut end, a forged line, a lost line and a message that was edited away are named, each', async () => {
  const { home, workspace, env, file, verify } = await anAnchoredBot()
  const lines = readFileSync(file, 'utf8').split('\n')
  writeFileSync(
    file,
    [lines[0]?.replace(/"hash":"[^"]*"/, `"hash":"${'f'.repeat(64)}"`), 'no anchor'].join('\n'),
  )
  const forged = await verify()
  expect(forged.code).toBe(1)
  expect(forged.err.trimEnd().split('\n')).toEqual([
    'error: the record is broken: entry 1 is not the one that anchors.jsonl line 1 saw: the log was written anew, or anchors.jsonl line 1 is forged',
    'error: the record is broken: anchors.jsonl line 2 is no anchor: somebody wrote it, or cut it',
    'error: the record is broken: anchors.jsonl lacks 2 anchors, of entry 3 to entry 5, which the log says it was given: they were deleted there',
  ])
  writeFileSync(file, lines.join('\n'))
  expect((await verify()).code).toBe(0)

  sql(home, 'delete from audit where seq > 4')
  const cut = await verify()
  expect(cut.code).toBe(1)
  expect(cut.err).toContain(
    'the log ends at entry 4, and anchors.jsonl line 3 saw entry 5: its end was cut off',
  )
  expect(cut.err).toMatch(/the log ends at entry 4, and the message [\d.]+ in #deploy-approvals saw entry 5/)
  const json = await verify('--json')
  expect(JSON.parse(json.out)).toMatchObject({
    intact: false,
    problems: [expect.any(String), expect.any(String)],
  })

  await workspace.close()
  const away = await runCli(['audit', 'verify', '--anchors', ...home.config], env)
  expect(away.code).toBe(1)
  expect(away.err).toMatch(/^error: the anchors cannot be read: #deploy-approvals: /)
})

test('another file is compared in place of the configured one; without any, the command says what is missing', async () => {
  const home = await aHome()
  await home.store(({ audit }) =>
    audit.append([{ at: 1, kind: 'approval', actor: 'U1', service: 'checkout', data: {} }]),
  )
  const nothing = await runCli(['audit', 'verify', '--anchors', ...home.config])
  expect(nothing.err).toBe(
    'error: no anchors are kept in a file or in Slack; name the file behind --anchors, or set audit.anchors in budgeteer.yaml\n',
  )
  const file = join(home.dir, 'elsewhere.jsonl')
  const gone = await runCli(['audit', 'verify', '--anchors', file, ...home.config])
  expect(gone.err).toMatch(/^error: the anchors cannot be read: ENOENT/)
  writeFileSync(file, `${JSON.stringify({ seq: 9, hash: 'f'.repeat(64) })}\n`)
  const told = await runCli(['audit', 'verify', '--anchors', file, ...home.config])
  expect(told.err).toContain('the log ends at entry 1, and elsewhere.jsonl line 1 saw entry 9')
})

test('anchors are found on every page of a channel and of a thread that others filled', async () => {
  const { workspace, verify } = await anAnchoredBot()
  const head = workspace.messages(CHANNEL).find(({ text }) => text.includes('Anchors of the audit log'))
  // A page has two hundred messages.
  for (let index = 0; index < 450; index += 1) workspace.say('U0SRE1', CHANNEL, `message ${index}`)
  for (let index = 0; index < 450; index += 1)
    workspace.say('U0SRE1', CHANNEL, `reply ${index}`, head?.ts ?? '')
  const { code, out, err } = await verify()
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/\nIt agrees with 6 heads kept outside of the store\.\n$/)
})

test('a copy of the file that went through another system, or holds a line twice, agrees as well', async () => {
  const { file, home, env } = await anAnchoredBot()
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  const copy = join(home.dir, 'copy.jsonl')
  writeFileSync(copy, `\uFEFF${[...lines, lines[0], ''].join('\r\n')}`)
  const { code, out, err } = await runCli(['audit', 'verify', '--anchors', copy, ...home.config], env)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/\nIt agrees with 7 heads/)
})

const LIE = 'f'.repeat(64)
const TAMPERED: readonly {
  readonly what: string
  readonly text: (lines: string) => string
  readonly says: RegExp
  /** What follows from it beside. */
  readonly also?: RegExp
}[] = [
  { what: 'emptied', text: () => '', says: /^anchors.jsonl lacks 3 anchors, of entry 1 to entry 5/ },
  {
    what: 'an anchor of an entry that is still to come',
    text: (lines) => `${lines}{"seq":900,"hash":"${LIE}","at":"2999-01-01T00:00:00.000Z"}\n`,
    says: /^the log ends at entry \d+, and anchors.jsonl line 4 saw entry 900: its end was cut off, or anchors.jsonl line 4 is forged$/,
  },
  {
    what: 'a second anchor of one entry, which says something else',
    text: (lines) => `${lines}{"seq":3,"hash":"${LIE}"}\n`,
    says: /^entry 3 is not the one that anchors.jsonl line 4 saw/,
  },
  {
    what: 'garbage behind an anchor',
    text: (lines) => lines.replace('}\n', '}\u0000{"seq":9}\n'),
    says: /^anchors.jsonl line 1 is no anchor: somebody wrote it, or cut it$/,
    also: /^anchors.jsonl lacks the anchor of entry 1, which the log says it was given/,
  },
  {
    what: 'an anchor of no entry',
    text: (lines) => `${lines}{"seq":0,"hash":"${LIE}"}\n`,
    says: /^anchors.jsonl line 4 is no anchor/,
  },
]

test('a file that was emptied, or was given what no log ever held, is named', async () => {
  const { file, verify } = await anAnchoredBot()
  const lines = readFileSync(file, 'utf8')
  for (const { what, text, says, also } of TAMPERED) {
    writeFileSync(file, text(lines))
    const { code, err } = await verify()
    const problems = err
      .trimEnd()
      .split('\n')
      .map((line) => line.replace('error: the record is broken: ', ''))
    const expected = [says, ...(also === undefined ? [] : [also])].map(
      (words) => expect.stringMatching(words) as string,
    )
    expect({ what, code, problems }).toEqual({ what, code: 1, problems: expected })
  }
})

test('a log that was written anew without anchors, beside a file that was emptied, is not called good', async () => {
  const home = await aHome()
  await home.store(({ audit }) =>
    audit.append([{ at: 1, kind: 'approval', actor: 'U1', service: 'checkout', data: {} }]),
  )
  const file = join(home.dir, 'emptied.jsonl')
  writeFileSync(file, '')
  const { code, err } = await runCli(['audit', 'verify', '--anchors', file, ...home.config])
  expect(code).toBe(1)
  expect(err).toBe(
    'error: the record is broken: no anchor is kept in emptied.jsonl, and the log names none: none was made yet, or both were emptied\n',
  )
})
