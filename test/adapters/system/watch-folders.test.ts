import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type FolderWatch, watchFolders } from '../../../src/adapters/system/watch-folders.ts'

const QUIET_MS = 300

let folder: string
let watch: FolderWatch
let calls: number

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'budgeteer-watch-'))
  calls = 0
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  watch = watchFolders([folder, join(folder, 'not-there')], () => (calls += 1), QUIET_MS)
})
afterEach(async () => {
  watch.close()
  vi.useRealTimers()
  await rm(folder, { recursive: true, force: true })
})

/** The system queues what happened to a file before the write returns; the loop hands it over when it turns. */
async function writes(file: string, text: string): Promise<void> {
  await writeFile(file, text)
  await heard()
}

async function heard(): Promise<void> {
  for (let turns = 0; turns < 3; turns += 1) await setImmediate()
}

/** How often a change was told when it has been quiet for so long. */
const callsAfter = (ms: number): number => {
  vi.advanceTimersByTime(ms)
  return calls
}

test('several writes in a row are one change', async () => {
  for (const text of ['a', 'b', 'c']) {
    await writes(join(folder, 'policy.yaml'), text)
    expect(callsAfter(QUIET_MS - 1)).toBe(0)
  }
  expect(callsAfter(1)).toBe(1)
  expect(callsAfter(10 * QUIET_MS)).toBe(1)
})

test('a change that is reported from outside waits for the writing to end', async () => {
  watch.changed()
  expect(callsAfter(QUIET_MS - 1)).toBe(0)
  await writes(join(folder, 'policy.yaml'), 'a')
  expect(callsAfter(QUIET_MS - 1)).toBe(0)
  expect(callsAfter(1)).toBe(1)
})

test('a change that is reported from outside needs none in the folder', () => {
  watch.changed()
  expect(callsAfter(QUIET_MS)).toBe(1)
})

test('a file that is put in the place of another, as editors do, is a change', async () => {
  await writes(join(folder, '.policy.yaml.new'), 'a')
  expect(callsAfter(QUIET_MS)).toBe(1)
  await rename(join(folder, '.policy.yaml.new'), join(folder, 'policy.yaml'))
  await heard()
  expect(callsAfter(QUIET_MS)).toBe(2)
})

test('nothing is reported after the end', async () => {
  await writes(join(folder, 'policy.yaml'), 'a')
  watch.close()
  await writes(join(folder, 'policy.yaml'), 'b')
  expect(callsAfter(10 * QUIET_MS)).toBe(0)
})

test('a folder that is followed later is watched too, once', async () => {
  const later = join(folder, 'later')
  await mkdir(later)
  await heard()
  expect(callsAfter(QUIET_MS)).toBe(1)
  watch.follow([later, later])
  await writes(join(later, 'spec.yaml'), 'a')
  expect(callsAfter(QUIET_MS)).toBe(2)
  expect(callsAfter(QUIET_MS)).toBe(2)
})
