import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { anchorFileMessenger, anchorLine, readAnchorFile } from '../../../src/adapters/anchors/anchor-file.ts'
import { post } from '../../../src/core/kernel/outbox/owed-message.ts'
import { temporaryFolder } from '../store/each-store.ts'

const AT = '2026-03-02T10:00:00.000Z'
const anchor = (seq: number) =>
  ({ kind: 'audit-anchor', seq, hash: `${seq % 10}`.repeat(64), at: AT }) as const

function aFile() {
  const folder = temporaryFolder()
  onTestFinished(() => folder.remove())
  const path = join(folder.path, 'kept', 'anchors.jsonl')
  const send = (seq: number) => {
    const content = anchor(seq)
    const message = post({ subject: `audit-anchor/${seq}`, to: { kind: 'anchor-file' }, content, at: 0 })
    return anchorFileMessenger(path).post(message, { text: anchorLine(content), blocks: [] }, null)
  }
  return { folder: folder.path, path, send }
}

test('anchors are appended, a line each, in a file of its owner alone, and read back', async () => {
  const { path, send } = aFile()
  expect(await send(1)).toEqual({ kind: 'sent', reference: path })
  await send(812)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(await readAnchorFile(path)).toEqual({
    place: 'file',
    name: 'anchors.jsonl',
    witnesses: [
      { seq: 1, hash: '1'.repeat(64), where: 'anchors.jsonl line 1', anchoredAt: Date.parse(AT) },
      { seq: 812, hash: '2'.repeat(64), where: 'anchors.jsonl line 2', anchoredAt: Date.parse(AT) },
    ],
    unreadable: [],
  })
})

test('a file that cannot be written is tried again later', async () => {
  const { path, send } = aFile()
  mkdirSync(path, { recursive: true })
  expect(await send(1)).toMatchObject({ kind: 'passing', error: expect.stringContaining('EISDIR') as string })
})

test.each([
  '{"seq":1',
  '{"seq":"1","hash":"x"}',
  'hello',
  '[]',
  'null',
  `{"seq":1.5,"hash":"${'f'.repeat(64)}"}`,
])('a line that is no anchor is named: %s', async (line) => {
  const { folder } = aFile()
  const path = join(folder, 'anchors.jsonl')
  writeFileSync(path, `${anchorLine(anchor(1))}\n${line}\n`)
  chmodSync(path, 0o600)
  expect(await readAnchorFile(path)).toMatchObject({ unreadable: ['anchors.jsonl line 2'] })
  expect(readFileSync(path, 'utf8')).toContain(line)
})
