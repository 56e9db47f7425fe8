import { existsSync, readFileSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { findChromium } from '../../../src/adapters/chromium/find-chromium.ts'
import { dated } from '../../../src/adapters/chromium/pdf-dates.ts'
import { printPdf } from '../../../src/adapters/chromium/print-pdf.ts'
import { OperatorError } from '../../../src/core/kernel/operator-error.ts'
import { hasChromium } from '../../support/browser.ts'
import { requiredProgram } from '../../support/required-program.ts'

const AT = Date.parse('2026-03-01T08:00:00Z')
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>March</title></head><body><h1>March</h1></body></html>`

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'budgeteer-chromium-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function program(name: string, script: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
  return path
}

/** Whatever started it may be gone, so that nobody takes note of its end. */
function isOver(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return true
  }
}

describe.skipIf(!hasChromium())('printing with a real Chromium', () => {
  test('gives a PDF that is the same each time, and says that it was made when the report was', async () => {
    const chromium = { program: requiredProgram('chromium') ?? '' }
    const first = await printPdf(PAGE, AT, chromium)
    const second = await printPdf(PAGE, AT, chromium)
    expect(first.toString('latin1', 0, 5)).toBe('%PDF-')
    expect(first.equals(second)).toBe(true)
    expect(first.toString('latin1')).toContain("/CreationDate (D:20260301080000+00'00')")
    expect(first.toString('latin1')).toContain("/ModDate (D:20260301080000+00'00')")
  })
})

describe('a browser that does not print', () => {
  test('says why in its last words, and leaves no files behind', async () => {
    const log = join(folder, 'arguments')
    const broken = await program(
      'broken',
      `echo "$@" > ${log}; echo "no display" >&2\necho "No usable sandbox!" >&2\nexit 1`,
    )
    await expect(printPdf(PAGE, AT, { program: broken })).rejects.toThrow(
      `${broken} printed no PDF: No usable sandbox!`,
    )
    const [, profile = ''] = /--user-data-dir=(\S+)/.exec(await readFile(log, 'utf8')) ?? []
    expect(profile).toMatch(/budgeteer-print-/)
    expect(existsSync(dirname(profile))).toBe(false)
  })

  test('is ended with all that it started when it takes too long', async () => {
    const started = join(folder, 'started')
    const slow = await program('slow', `sleep 600 & echo $! > ${started}\nwait`)
    await expect(printPdf(PAGE, AT, { program: slow, withinMs: 500 })).rejects.toThrow(
      `${slow} did not finish printing within`,
    )
    const child = (await readFile(started, 'utf8').catch(() => 'none')).trim()
    await vi.waitFor(() => expect(isOver(child)).toBe(true))
  })

  test('is told apart from one that is not there', async () => {
    await expect(printPdf(PAGE, AT, { program: join(folder, 'none') })).rejects.toThrow('ENOENT')
  })

  test('is not believed when what it wrote is no PDF', async () => {
    const liar = await program(
      'liar',
      'for a; do case "$a" in --print-to-pdf=*) echo hello > "${a#*=}";; esac; done',
    )
    await expect(printPdf(PAGE, AT, { program: liar })).rejects.toThrow('printed no PDF')
  })

  test('sees nothing of the secrets in the environment', async () => {
    process.env['BUDGETEER_TEST_SECRET'] = 'xoxb-secret'
    const curious = await program(
      'curious',
      'env | grep -q xoxb && echo "saw it" >&2 || echo "saw nothing" >&2',
    )
    await expect(printPdf(PAGE, AT, { program: curious })).rejects.toThrow('saw nothing')
    delete process.env['BUDGETEER_TEST_SECRET']
  })
})

describe('the browser that prints', () => {
  test('is the first on the path that can be run', async () => {
    const chrome = await program('google-chrome', 'exit 0')
    await writeFile(join(folder, 'chromium'), 'not a program')
    expect(await findChromium(undefined, { PATH: `/nowhere:${folder}` })).toBe(chrome)
  })

  test('is the one that is named, by a flag before the environment', async () => {
    const own = await program('own', 'exit 0')
    const other = await program('other', 'exit 0')
    expect(await findChromium(own, { BUDGETEER_CHROMIUM: other })).toBe(own)
    expect(await findChromium(undefined, { BUDGETEER_CHROMIUM: other })).toBe(other)
  })

  test.each([
    ['is on no path', undefined, {}, /none of chromium, .* is on the path.*write HTML/],
    ['is named wrongly', '/nowhere/chrome', {}, /\/nowhere\/chrome is no program that can be run; name/],
  ])('that %s is asked for by a sentence', async (_, named, environment, words) => {
    const found: unknown = await findChromium(named, environment).catch((error: unknown) => error)
    expect(found).toBeInstanceOf(OperatorError)
    expect((found as OperatorError).told).toMatch(words)
  })
})

test('dates that somebody wrote into a title stay as they are', () => {
  const info =
    String.raw`/Title (\(/CreationDate \(D:20200101000000+00'00'\)\))` +
    "\n/CreationDate (D:20261129211746+00'00')"
  expect(dated(Buffer.from(info, 'latin1'), AT).toString('latin1')).toBe(
    info.replace('20261129211746', '20260301080000'),
  )
})
