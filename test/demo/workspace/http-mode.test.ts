import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { App } from '@slack/bolt'
import { describe, expect, it } from 'vitest'

import { requestSignature } from '../../../demo/workspace/request-url.ts'
import { systemClock } from '../../../src/adapters/system/system-clock.ts'
import { freePort } from '../../support/free-port.ts'
import { afterwards, aWorkspace, BOT_TOKEN, DEV, SIGNING_SECRET, silent } from './a-workspace.ts'

/** A workspace and a Bolt app behind a request URL. */
async function overHttp(listen: (app: App) => void, signingSecret = SIGNING_SECRET) {
  const port = await freePort()
  // Bolt compares the signature's time with the machine's.
  const clock = systemClock
  const { workspace } = await aWorkspace({
    clock,
    app: { requestUrl: `http://127.0.0.1:${port}/slack/events` },
  })
  const clientOptions = { slackApiUrl: workspace.apiUrl }
  const app = new App({ token: BOT_TOKEN, signingSecret, logger: silent, clientOptions, port })
  listen(app)
  await app.start(port)
  afterwards(() => app.stop())
  return workspace
}

/** A server that answers every request alike. */
async function answering(
  status: number,
  body: string,
  headers: Record<string, string> = {},
): Promise<string> {
  const server = createServer((_request, response) => {
    if (status > 0) response.writeHead(status, headers).end(body)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  afterwards(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

describe('a Bolt app in HTTP mode', () => {
  it('answers commands, opens modals, takes submissions and presses', async () => {
    const heard: string[] = []
    const plain = (text: string) => ({ type: 'plain_text' as const, text })
    const workspace = await overHttp((app) => {
      app.command('/budget', async ({ ack, command, client }) => {
        if (command.text !== 'form') {
          await ack({
            text: 'Pick',
            blocks: [
              {
                type: 'actions',
                block_id: 'row',
                elements: [{ type: 'button', action_id: 'go', text: plain('Go'), value: 'x' }],
              },
            ],
          })
          return
        }
        await ack()
        const element = { type: 'plain_text_input' as const, action_id: 'it' }
        await client.views.open({
          trigger_id: command.trigger_id,
          view: {
            type: 'modal',
            callback_id: 'form',
            title: plain('Form'),
            submit: plain('Send'),
            blocks: [{ type: 'input', block_id: 'b', label: plain('B'), element }],
          },
        })
      })
      app.view('form', async ({ ack, view }) => {
        const value = view.state.values['b']?.['it']?.value ?? ''
        heard.push(value)
        await (value === 'good' ? ack() : ack({ response_action: 'errors', errors: { b: 'No' } }))
      })
      app.action('go', async ({ ack, respond }) => {
        await ack()
        await respond('Pressed')
      })
    })
    const picked = await (await workspace.runCommand(DEV, 'engineering', '/budget')).answer()
    if (picked?.kind !== 'message') throw new Error('no message came')
    const pressed = await workspace.press(DEV, picked.message, { blockId: 'row', actionId: 'go' })
    expect(await pressed.answer()).toMatchObject({ message: { text: 'Pressed' } })
    const opened = await (await workspace.runCommand(DEV, 'engineering', '/budget form')).answer()
    if (opened?.kind !== 'view') throw new Error('no modal came')
    expect((await workspace.submitView(opened.view, { b: { it: 'bad' } })).errors).toEqual({ b: 'No' })
    expect((await workspace.submitView(opened.view, { b: { it: 'good' } })).view).toBeNull()
    expect(heard).toEqual(['bad', 'good'])
  })

  it('refuses a workspace with another signing secret', async () => {
    const workspace = await overHttp((app) => {
      app.command('/budget', ({ ack }) => ack())
    }, 'another-secret')
    const { failure } = await workspace.runCommand(DEV, 'engineering', '/budget')
    expect(failure).toBe('/budget failed with the error "http_client_error"')
  })

  it('takes events', async () => {
    const people: string[] = []
    const workspace = await overHttp((app) => {
      app.event('app_home_opened', ({ event }) => {
        people.push(event.user)
        return Promise.resolve()
      })
    })
    expect(await workspace.openHome(DEV)).toBe(true)
    expect(people).toEqual([DEV])
  })
})

describe('what a person is told when the request URL', () => {
  it.each([
    ['answers 500', 500, '', 'http_service_error'],
    ['answers 404', 404, '', 'http_client_error'],
    ['sends elsewhere', 302, '', 'http_client_error'],
    ['answers nonsense', 200, '{"blocks":"x"}', 'invalid_command_response'],
    ['never answers', 0, '', 'operation_timeout'],
  ])('%s', async (_case, status, body, error) => {
    const requestUrl = await answering(status, body, { location: 'http://127.0.0.1:1/' })
    const { workspace } = await aWorkspace({ app: { requestUrl } })
    const { failure } = await workspace.runCommand(DEV, 'engineering', '/budget')
    expect(failure).toBe(`/budget failed with the error "${error}"`)
  })

  it('is not there', async () => {
    const requestUrl = `http://127.0.0.1:${await freePort()}/`
    const { workspace } = await aWorkspace({ app: { requestUrl } })
    const { failure } = await workspace.runCommand(DEV, 'engineering', '/budget')
    expect(failure).toBe('/budget failed with the error "dispatch_failed"')
  })
})

describe('events that are not acknowledged', () => {
  it('come again at once, after a minute and after five, counted', async () => {
    const tries: unknown[] = []
    const server = createServer((request, response) => {
      tries.push(request.headers['x-slack-retry-num'])
      request.resume()
      response.writeHead(500).end()
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    afterwards(() => new Promise((resolve) => server.close(resolve)))
    const { port } = server.address() as AddressInfo
    const { workspace, clock } = await aWorkspace({ app: { requestUrl: `http://127.0.0.1:${port}/` } })
    const startedAt = clock.now()
    expect(await workspace.openHome(DEV)).toBe(false)
    expect(tries).toEqual([undefined, '1', '2', '3'])
    expect(clock.now() - startedAt).toBe(6 * 60_000)
  })
})

describe('the signature', () => {
  it('is the one of Slack’s documentation', () => {
    const body =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar' +
      '&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com' +
      '%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c'
    expect(requestSignature('8f742231b10e8888abcd99yyyzzz85a5', 1_531_420_618, body)).toBe(
      'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    )
  })
})
