import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FolderWatch, watchFolders } from '../../../src/adapters/system/watch-folders.ts'

const QUIET_MS = 60
const PATIENCE_MS = 600

let folder: string
let watch: FolderWatch
let calls: number

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'budgeteer-watch-'))
  calls = 0
  watch = watchFolders([folder, join(folder, 'not-there')], () => (calls += 1), QUIET_MS)
})
afterEach(async () => {
  watch.close()
  await rm(folder, { recursive: true, force: true })
})

test('several writes in a row are one change', async () => {
  for (const text of ['a', 'b', 'c']) await writeFile(join(folder, 'policy.yaml'), text)
  await sleep(PATIENCE_MS)
  expect(calls).toBe(1)
})

test('a change that somebody tells of waits for the writing to end', async () => {
  watch.changed()
  expect(calls).toBe(0)
  for (const text of ['', 'a']) await writeFile(join(folder, 'policy.yaml'), text)
  await sleep(PATIENCE_MS)
  expect(calls).toBe(1)
})

test('a change that somebody tells of needs none in the folder', async () => {
  watch.changed()
  await expect.poll(() => calls).toBe(1)
})

test('a file that is put in the place of another, as editors do, is a change', async () => {
  await writeFile(join(folder, '.policy.yaml.new'), 'a')
  await sleep(PATIENCE_MS)
  const before = calls
  await rename(join(folder, '.policy.yaml.new'), join(folder, 'policy.yaml'))
  await sleep(PATIENCE_MS)
  expect(calls).toBe(before + 1)
})

test('nothing is told after the end', async () => {
  await writeFile(join(folder, 'policy.yaml'), 'a')
  watch.close()
  await sleep(PATIENCE_MS)
  expect(calls).toBe(0)
})

test('a folder that is followed later is watched too, once', async () => {
  const later = join(folder, 'later')
  await mkdir(later)
  await sleep(PATIENCE_MS)
  const before = calls
  watch.follow([later, later])
  await writeFile(join(later, 'spec.yaml'), 'a')
  await sleep(PATIENCE_MS)
  expect(calls).toBe(before + 1)
})
