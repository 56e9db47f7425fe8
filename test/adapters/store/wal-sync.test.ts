import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WalSync } from '../../../src/adapters/store/sqlite/wal-sync.ts'
import { temporaryFolder } from './each-store.ts'

let folder = temporaryFolder()
let path = ''
let wal = new WalSync(path)

beforeEach(() => {
  folder = temporaryFolder()
  path = join(folder.path, 'budgeteer.db-wal')
  wal = new WalSync(path)
})
afterEach(async () => {
  await wal.close()
  folder.remove()
})

describe('bringing the log to the disk', () => {
  it('answers everybody who asks at once, and those who ask later', async () => {
    writeFileSync(path, 'frames')
    await Promise.all(Array.from({ length: 50 }, () => wal.committed()))
    await wal.committed()
  })

  it('never counts a commit as safe by a sync that began before it', async () => {
    writeFileSync(path, 'frames')
    const order: string[] = []
    const first = wal.committed().then(() => order.push('first'))
    const second = wal.committed().then(() => order.push('second'))
    const third = wal.committed().then(() => order.push('third'))
    await Promise.all([first, second, third])
    expect(order).toEqual(['first', 'second', 'third'])
  })

  it('fails when the disk does, for those who wait, and works again after', async () => {
    const [first, second] = await Promise.allSettled([wal.committed(), wal.committed()])
    expect([first.status, second.status]).toEqual(['rejected', 'rejected'])
    writeFileSync(path, 'frames')
    await wal.committed()
  })

  it('waits for what is under way before it closes', async () => {
    writeFileSync(path, 'frames')
    const waiting = Promise.all([wal.committed(), wal.committed()])
    await wal.close()
    await waiting
  })

  it('may be closed without ever having been used', async () => {
    await expect(new WalSync(path).close()).resolves.toBeUndefined()
  })
})
