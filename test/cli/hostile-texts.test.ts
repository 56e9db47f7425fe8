import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Ran } from '../support/start-program.ts'
import { aHome, anInhabitedWorkspace, type Home } from './a-home.ts'
import { runCli } from './run-cli.ts'

/** Clears the screen, names the window, links to elsewhere, turns the line around, rings, and goes back to its beginning. */
const HOSTILE =
  '\u001B[2J\u001B]0;evil\u0007\u001B]8;;https://evil.example\u001B\\evil\u009B31m\u202Elive\u2066\u0007\rerror: none'

/** What is shown, but for line breaks. */
const unseenIn = ({ out, err }: Ran): readonly string[] =>
  `${out}${err}`.match(/[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069]/gu) ?? []

/** A source that answers everything with the same error. */
async function hostileSource(): Promise<string> {
  const body = JSON.stringify({ status: 'error', errorType: 'bad_data', error: HOSTILE })
  const server = createServer((_request, response) =>
    response.writeHead(400, { 'content-type': 'application/json' }).end(body),
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function withSource(url: string): Promise<Home> {
  const home = await aHome()
  const found = `discover: { owner: { users: [U0OWNER] } }`
  await home.edit(
    'budgeteer.yaml',
    'store:',
    `sources: { main: { prometheus: { url: '${url}', ${found} } } }\nstore:`,
  )
  await writeFile(
    join(home.dir, 'config', 'slos', 'hostile.yaml'),
    `services:
  - name: hostile
    title: ${JSON.stringify(HOSTILE)}
    owner: { users: [U0OWNER] }
    slos:
      - { name: availability, title: T, objective: 99.5, window: 30d, sli: { ratio: { source: main, expr: 'up[$window]' } } }
`,
  )
  return home
}

test.each(['doctor', 'status', 'check'])(
  '%s shows nothing of a hostile server or file that a terminal obeys',
  async (command) => {
    const [home, { env }] = [await withSource(await hostileSource()), await anInhabitedWorkspace()]
    const ran = await runCli([command, ...home.config], env)
    expect(ran.out + ran.err).toContain(command === 'check' ? 'Good' : 'evil')
    expect(unseenIn(ran)).toEqual([])
  },
)

test.each([
  ['check', 'a key', (text: string) => `? ${JSON.stringify(text)}\n: 1\n`],
  ['check', 'what is no YAML', (text: string) => `services: [${text.replaceAll('\r', '')}\n`],
])('%s of %s that is hostile shows nothing of it that a terminal obeys', async (command, _what, yaml) => {
  const home = await aHome()
  await writeFile(join(home.dir, 'config', 'slos', 'hostile.yaml'), yaml(HOSTILE))
  const ran = await runCli([command, ...home.config])
  expect(ran.code).toBe(1)
  expect(unseenIn(ran)).toEqual([])
})

test('import of a hostile spec shows nothing of it that a terminal obeys', async () => {
  const home = await withSource('http://127.0.0.1:1')
  const spec = join(home.dir, 'spec.yaml')
  await writeFile(
    spec,
    `version: prometheus/v1
service: ${JSON.stringify(HOSTILE)}
slos:
  - name: ${JSON.stringify(HOSTILE)}
    objective: 99.9
    ${JSON.stringify(HOSTILE)}: 1
    sli: { raw: { error_ratio_query: ${JSON.stringify(HOSTILE)} } }
    alerting: { name: Seats }
`,
  )
  const ran = await runCli(['import', spec, '--owner-group', 'S0TEAM', '--source', 'main', ...home.config])
  expect(ran.out + ran.err).toContain('evil')
  expect(unseenIn(ran)).toEqual([])
})
