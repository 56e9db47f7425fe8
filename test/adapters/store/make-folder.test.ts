import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeFolder } from '../../../src/adapters/store/make-folder.ts'

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'budgeteer-folder-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('makes all that is missing, and leaves alone what is there', () => {
  const path = join(aFolder(), 'a', 'b', 'c')
  makeFolder(path)
  makeFolder(path)
  expect(statSync(path).isDirectory()).toBe(true)
})

test.skipIf(process.platform !== 'linux').each(['/proc/x', '/proc/x/y', '/proc/x/y/z'])(
  'ends where the system lets nothing be made: %s',
  (path) => {
    expect(() => makeFolder(path)).toThrow(expect.objectContaining({ code: 'ENOENT', path: '/proc/x' }))
  },
)

test('names the file that stands in its way', () => {
  const file = join(aFolder(), 'file')
  writeFileSync(file, '')
  expect(() => makeFolder(file)).toThrow(expect.objectContaining({ code: 'EEXIST', path: file }))
  const below = join(file, 'below')
  expect(() => makeFolder(below)).toThrow(expect.objectContaining({ code: 'ENOTDIR', path: below }))
})
