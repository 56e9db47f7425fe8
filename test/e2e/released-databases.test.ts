import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import SqliteDatabase from 'better-sqlite3'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Audience } from '../../demo/audience.ts'
import { DEVELOPER, SRE_1 } from '../../demo/cast.ts'
import { DemoClock } from '../../demo/demo-clock.ts'
import { openStage } from '../../demo/stage.ts'
import { migrations } from '../../src/adapters/store/migrations.ts'
import { SQLITE_SPELLING } from '../../src/adapters/store/sqlite/sqlite-dialect.ts'
import { PROJECT_ROOT } from '../../src/cli/configuration/project-root.ts'
import { verifyChain } from '../../src/core/kernel/audit/verify-chain.ts'
import { MINUTE_MS } from '../../src/core/kernel/time/duration.ts'

/** What `node scripts/record-database.ts` wrote at each release, by version. The one of 0.1.0 is of before the first release. */
const FOLDER = join(PROJECT_ROOT, 'test', 'fixtures', 'databases')
const VERSIONS = readdirSync(FOLDER).map((file) => basename(file, '.db.gz'))
const textOf = (path: string): string => readFileSync(join(PROJECT_ROOT, path), 'utf8')

/** The database of that version on a disk of its own, and the time of its last entry. */
async function database(
  version: string,
): Promise<{ folder: string; path: string; endsAt: number; steps: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'budgeteer-released-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'budgeteer.db')
  await writeFile(path, gunzipSync(readFileSync(join(FOLDER, `${version}.db.gz`))), { mode: 0o600 })
  const sqlite = new SqliteDatabase(path, { readonly: true })
  const endsAt = sqlite.prepare('select max(at) from audit').pluck().get() as number
  const steps = sqlite.prepare('select name from kysely_migration order by name').pluck().all() as string[]
  sqlite.close()
  return { folder, path, endsAt, steps }
}

describe.each(VERSIONS)('the database of %s', (version) => {
  test('is gone on with: nothing of it is lost, and the bot polls, answers and decides on it', async () => {
    const { folder, path, endsAt, steps } = await database(version)
    const clock = new DemoClock(endsAt + MINUTE_MS)
    const stage = await openStage({
      clock,
      logger: pino({ level: 'silent' }),
      port: 0,
      root: PROJECT_ROOT,
      database: path,
    })
    try {
      const { bot, store } = stage
      const before = await verifyChain(store.auditChain.rows())
      expect(before).toMatchObject({ intact: true })
      expect(await bot.pollNow()).toBeDefined()
      const audience = new Audience(stage, clock)
      expect(await audience.command(DEVELOPER.id, '/budget status')).toContain('Inference Gateway')
      expect(await audience.command(SRE_1.id, '/budget incidents')).toContain('Inference Gateway')
      expect(await audience.command(SRE_1.id, '/deploy list')).toContain('v1.')
      const question = { service: 'inference-gateway', change: 'feature', revision: 'v9.9.9' }
      expect(await audience.asksGate(question)).toHaveProperty('allowed')
      await store.thin(clock.now())
      const after = await verifyChain(store.auditChain.rows())
      expect(after).toMatchObject({ intact: true })
      expect(entriesOf(after)).toBeGreaterThan(entriesOf(before))
    } finally {
      await stage.close()
    }
    const copies = (await readdir(folder)).filter((file) => file.includes('.before-'))
    const newer = Object.keys(migrations(SQLITE_SPELLING)).filter((step) => !steps.includes(step))
    expect(copies).toEqual(newer.slice(0, 1).map((step) => `budgeteer.db.before-${step}`))
  })
})

const entriesOf = (verified: Awaited<ReturnType<typeof verifyChain>>): number =>
  'entries' in verified ? verified.entries : 0

test('each version before this one, from 0.2.0 on, has its database', () => {
  const { version: current } = JSON.parse(textOf('package.json')) as { version: string }
  const released = [...textOf('CHANGELOG.md').matchAll(/^## \[?(\d+\.\d+\.\d+)/gm)].map(
    ([, version]) => version,
  )
  const missing = released.filter(
    (version) => version !== undefined && version !== current && !VERSIONS.includes(version),
  )
  expect(
    missing,
    'check out the tag of that version, run `node scripts/record-database.ts`, and add the file that it writes',
  ).toEqual([])
  expect(VERSIONS.length).toBeGreaterThan(0)
})
