import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { openLog } from '../../../src/adapters/system/logger.ts'

test.each([
  ['a plain one', 'xoxb-1234'],
  ['one with a quote', 'pass"word'],
  ['one with a backslash', 'pass\\word'],
])('no secret stands in a line of the log: %s', async (_case, secret) => {
  const lines = new PassThrough()
  openLog('info', [secret], lines).warn({ url: `https://${secret}@example.com` }, `refused: ${secret}`)
  lines.end()
  const written = await text(lines)
  expect(written.match(/\[redacted\]/g)).toHaveLength(2)
  expect(written).not.toContain(JSON.stringify(secret).slice(1, -1))
})
