/**
 * Plays the demo's story and keeps its database for the tests of later versions, as test/fixtures/databases/<version>.db.gz:
 * a part of each release.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DemoClock } from '../demo/demo-clock.ts'
import { openStage, WATCHED_MS } from '../demo/stage.ts'
import { playStory } from '../demo/story.ts'
import { openLog } from '../src/adapters/system/logger.ts'
import { keepDatabase } from './database/keep-database.ts'

const ROOT = join(import.meta.dirname, '..')
const SILENT = {
  chapter: () => undefined,
  does: () => undefined,
  gateSays: () => undefined,
  line: () => undefined,
}

const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string }
const file = join(ROOT, 'test', 'fixtures', 'databases', `${version}.db.gz`)
const clock = new DemoClock(Date.now() - WATCHED_MS)
const stage = await openStage({ clock, logger: openLog('error', []), port: 0, root: ROOT })
try {
  await playStory(stage, clock, SILENT)
  const { bytes } = await keepDatabase(stage.database, file)
  console.log(`${file}: ${Math.round(bytes / 1_000)} kB`)
} finally {
  await stage.close()
}
