import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DEVELOPER } from '../../demo/cast.ts'
import { openScene, OUTAGE_MINUTES, type Scene } from './a-stage.ts'

let scene: Scene
let url: string
beforeEach(async () => {
  scene = await openScene()
  url = scene.stage.bot.http.url
})
afterEach(() => scene.stage.close())

const mainOf = async (page: Response): Promise<string> =>
  (await page.text()).replaceAll(/\s+/g, ' ').replace(/.*<main/, '')

/** Reads a stream until it says this. */
async function hears(stream: ReadableStreamDefaultReader<string>, words: string): Promise<void> {
  for (let text = ''; !text.includes(words);) {
    const { value, done } = await stream.read()
    if (done) throw new Error(`the stream ended before it said ${words}`)
    text += value
  }
}

test('an outage freezes a service, and the page that somebody has open is told', async () => {
  expect(await mainOf(await fetch(`${url}/`))).toMatch(/None of \d+ services is frozen/)
  const hangUp = new AbortController()
  const live = await fetch(`${url}/live`, { signal: hangUp.signal })
  const stream = live.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (stream === undefined) throw new Error('there is no stream')
  await hears(stream, ': open')

  await scene.fails(OUTAGE_MINUTES.CRITICAL)
  await hears(stream, 'event: change')
  expect(await mainOf(await fetch(`${url}/`))).toMatch(/1 of \d+ services is frozen/)
  hangUp.abort()
})

test('an edit shuts the pages at once, and /budget page lets a member of the workspace in', async () => {
  const file = join(scene.stage.configurationFolder, 'budgeteer.yaml')
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.replace(/^pages: .*$/m, `pages: { url: '${url}' }`))
  expect(await scene.stage.bot.reload()).toMatchObject({ kind: 'taken-up', restart: [] })
  expect((await fetch(`${url}/`)).status).toBe(401)

  const answer = await scene.audience.command(DEVELOPER.id, '/budget page')
  const link = /<(http[^|>]+)/.exec(answer)?.[1] ?? answer
  expect(await mainOf(await fetch(link))).toContain('<button>Sign in</button>')
  const pressed = await fetch(`${url}/sign-in`, {
    method: 'POST',
    body: new URLSearchParams({ token: new URL(link).searchParams.get('token') ?? '' }),
    redirect: 'manual',
  })
  expect(pressed.status).toBe(303)
  const cookie = pressed.headers.get('set-cookie')?.split(';', 1)[0] ?? ''
  const page = await fetch(`${url}/`, { headers: { cookie } })
  expect(page.status).toBe(200)
  expect(await mainOf(page)).toContain('services is frozen')
})

test('the message about a freeze leads to its page, and the pages lead on from there', async () => {
  await scene.fails(OUTAGE_MINUTES.CRITICAL)
  const announced = scene.stage.workspace.messages('engineering')
  const [, freeze = ''] =
    /<(http[^|>]+\/freezes\/[^|>]+)\|The freeze in the browser>/.exec(JSON.stringify(announced)) ?? []
  expect(freeze).toContain(`${url}/freezes/`)
  const page = await mainOf(await fetch(freeze))
  expect(page).toContain('Freeze of a level')
  expect(page).toContain('moved the level from')
  const [, service = ''] = /href="(\/services\/[^"]+)"/.exec(page) ?? []
  expect(await mainOf(await fetch(`${url}${service}`))).toContain('What may ship')
  expect(await mainOf(await fetch(`${url}/audit/verification`))).toContain('Whole')
})
