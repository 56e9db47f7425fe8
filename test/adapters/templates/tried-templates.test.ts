import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { triedTemplatesOf } from '../../../scripts/build/tried-templates-of.ts'
import { loadCheckedMessages } from '../../../src/adapters/templates/load-checked-messages.ts'
import { templateHash, TRIED } from '../../../src/adapters/templates/tried-templates.ts'
import { EXAMPLES } from './an-announcement.ts'
import { MESSAGES } from './shipped.ts'

const ENDLESS = '{% for a in (1..100000000) %}x{% endfor %}'

let shipped: string
const own = '/no-such-folder'
beforeEach(() => {
  shipped = mkdtempSync(join(tmpdir(), 'messages-'))
  cpSync(MESSAGES, shipped, { recursive: true })
})
afterEach(() => rmSync(shipped, { recursive: true }))

const say = (tried: object): void => writeFileSync(join(shipped, TRIED), JSON.stringify(tried))

test('the build finds every template good, and each is said as before', async () => {
  writeFileSync(join(shipped, TRIED), triedTemplatesOf(shipped))
  const loaded = await loadCheckedMessages(own, { shipped })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  expect(loaded.renderer.text(EXAMPLES.WARNING)).toContain('WARNING')
})

test('the build refuses a template that is wrong', () => {
  writeFileSync(join(shipped, 'warning.liquid'), '{{ levle }}')
  expect(() => triedTemplatesOf(shipped)).toThrow('warning.liquid: line 1: there is no "levle"')
})

test('what was tried is not tried again', async () => {
  writeFileSync(join(shipped, 'warning.liquid'), ENDLESS)
  const tried = JSON.parse(triedTemplatesOf(MESSAGES)) as Record<string, string>
  say({ ...tried, 'warning.liquid': templateHash(ENDLESS) })
  expect(await loadCheckedMessages(own, { shipped })).toMatchObject({ ok: true })
})

test('what was edited since is tried', async () => {
  writeFileSync(join(shipped, TRIED), triedTemplatesOf(shipped))
  writeFileSync(join(shipped, 'warning.liquid'), ENDLESS)
  expect(await loadCheckedMessages(own, { shipped })).toMatchObject({
    ok: false,
    problems: [{ file: 'warning.liquid' }],
  })
})

test('a record that cannot be read lets every template be tried', async () => {
  writeFileSync(join(shipped, TRIED), 'no JSON')
  writeFileSync(join(shipped, 'warning.liquid'), '{{ levle }}')
  expect(await loadCheckedMessages(own, { shipped })).toMatchObject({ ok: false })
})
