import { once } from 'node:events'

import { App, SocketModeReceiver } from '@slack/bolt'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'

import {
  aBoltApp,
  aClient,
  afterwards,
  APP_TOKEN,
  aWorkspace,
  BOT_TOKEN,
  DEV,
  silent,
} from './a-workspace.ts'

describe('a Bolt app in Socket Mode', () => {
  it('answers a command, opens a modal, takes its submission and hears a button', async () => {
    const { workspace } = await aWorkspace()
    const heard: string[] = []
    await aBoltApp(workspace, (app) => {
      app.command('/budget', async ({ ack, command, client, respond }) => {
        await ack()
        if (command.text === 'form') {
          await client.views.open({
            trigger_id: command.trigger_id,
            view: {
              type: 'modal',
              callback_id: 'form',
              title: { type: 'plain_text', text: 'Request' },
              submit: { type: 'plain_text', text: 'Send' },
              blocks: [
                {
                  type: 'input',
                  block_id: 'why',
                  label: { type: 'plain_text', text: 'Why' },
                  element: { type: 'plain_text_input', action_id: 'text' },
                },
              ],
            },
          })
          return
        }
        await respond({
          text: 'All well',
          blocks: [
            {
              type: 'actions',
              block_id: 'row',
              elements: [
                { type: 'button', action_id: 'go', value: 'x1', text: { type: 'plain_text', text: 'Go' } },
              ],
            },
          ],
        })
      })
      app.view('form', async ({ ack, view, client, body }) => {
        await ack()
        const why = view.state.values['why']?.['text']?.value ?? ''
        await client.chat.postMessage({ channel: 'C0ENG', text: `<@${body.user.id}>: ${why}` })
      })
      app.action('go', async ({ ack, action, respond }) => {
        await ack()
        if (action.type === 'button') heard.push(action.value ?? '')
        await respond({ text: 'Gone', replace_original: true })
      })
    })

    const status = await workspace.runCommand(DEV, 'engineering', '/budget status')
    const answer = await status.answer()
    expect(answer).toMatchObject({ kind: 'message', message: { text: 'All well', ephemeralFor: DEV } })
    if (answer?.kind !== 'message') return
    const pressed = await workspace.press(DEV, answer.message, { blockId: 'row', actionId: 'go' })
    expect(pressed.failure).toBeNull()
    await pressed.answer()
    expect(heard).toEqual(['x1'])
    expect(workspace.ephemerals(DEV).map(({ text }) => text)).toEqual(['Gone'])

    const form = await workspace.runCommand(DEV, 'engineering', '/budget form')
    const opened = await form.answer()
    if (opened?.kind !== 'view') throw new Error('no modal came')
    const empty = await workspace.submitView(opened.view, {})
    expect(empty.errors).toEqual({ why: 'Please complete this required field.' })
    await workspace.submitView(opened.view, { why: { text: 'because' } })
    expect(workspace.openViews(DEV)).toEqual([])
    await workspace.waitFor(() =>
      workspace.messages('engineering').find(({ text }) => text === `<@${DEV}>: because`),
    )
  })
})

describe('Socket Mode itself', () => {
  it('says so when no app is there', async () => {
    const { workspace } = await aWorkspace()
    const { failure } = await workspace.runCommand(DEV, 'engineering', '/budget')
    expect(failure).toBe('/budget failed with the error "dispatch_failed"')
  })

  it('gives up on an app that does not acknowledge within three seconds', async () => {
    const { workspace } = await aWorkspace()
    const told: string[] = []
    workspace.onChange((change) => {
      if (change.type === 'slackbot') told.push(change.text)
    })
    await aBoltApp(workspace, (app) => {
      app.command('/budget', () => Promise.resolve())
    })
    const startedAt = performance.now()
    await workspace.runCommand(DEV, 'engineering', '/budget')
    expect(performance.now() - startedAt).toBeGreaterThan(2_900)
    expect(told).toEqual(['/budget failed with the error "operation_timeout"'])
  })

  it('gives each payload to one of several connections, in turn', async () => {
    const { workspace } = await aWorkspace()
    const heard: number[] = []
    for (const index of [0, 1]) {
      await aBoltApp(workspace, (app) => {
        app.command('/budget', async ({ ack }) => {
          heard.push(index)
          await ack()
        })
      })
    }
    for (let sent = 0; sent < 4; sent += 1) await workspace.runCommand(DEV, 'engineering', '/budget')
    expect(heard.toSorted()).toEqual([0, 0, 1, 1])
  })

  it('takes ten connections, each ticket once', async () => {
    const { workspace, clock } = await aWorkspace()
    const open = async (): Promise<string> => {
      const client = aClient(workspace, APP_TOKEN)
      return (await client.apps.connections.open()).url ?? ''
    }
    const greeted = async (url: string): Promise<unknown> => {
      const socket = new WebSocket(url)
      afterwards(() => {
        socket.terminate()
        return Promise.resolve()
      })
      const [data] = (await once(socket, 'message')) as [Buffer]
      return JSON.parse(data.toString()) as unknown
    }
    const first = await open()
    expect(await greeted(first)).toMatchObject({ type: 'hello', num_connections: 1 })
    await expect(greeted(first)).rejects.toThrow('401')
    for (let index = 2; index <= 9; index += 1) await greeted(await open())
    const tenth = await open()
    expect(await greeted(tenth)).toMatchObject({ num_connections: 10 })
    clock.advance(60_000)
    expect(await greeted(await open())).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' })
    workspace.disconnectSockets('network')
    await expect.poll(() => workspace.connectionCount()).toBe(0)
  })

  it('ends in good order, so that an app that stops with it has nothing to complain about', async () => {
    const { workspace } = await aWorkspace()
    const complaints: unknown[][] = []
    const complain = (...words: unknown[]): void => {
      complaints.push(words)
    }
    const app = new App({
      token: BOT_TOKEN,
      appToken: APP_TOKEN,
      socketMode: true,
      logger: { ...silent, error: complain, warn: complain },
      clientOptions: { slackApiUrl: workspace.apiUrl },
    })
    await app.start()
    await app.stop()
    await workspace.close()
    expect(complaints).toEqual([])
  })

  it('lets the app come back after a refresh', async () => {
    const { workspace } = await aWorkspace()
    const app = new App({
      token: BOT_TOKEN,
      receiver: new SocketModeReceiver({
        appToken: APP_TOKEN,
        logger: silent,
        clientPingTimeout: 500,
        installerOptions: { clientOptions: { slackApiUrl: workspace.apiUrl } },
      }),
      logger: silent,
      clientOptions: { slackApiUrl: workspace.apiUrl },
    })
    app.command('/budget', ({ ack }) => ack())
    await app.start()
    afterwards(() => app.stop())
    for (const reason of ['warning', 'refresh_requested', 'network'] as const) {
      workspace.disconnectSockets(reason)
      await expect.poll(() => workspace.connectionCount(), { interval: 10 }).toBe(0)
      await expect.poll(() => workspace.connectionCount(), { timeout: 5_000 }).toBe(1)
      expect((await workspace.runCommand(DEV, 'engineering', '/budget')).failure).toBeNull()
    }
  })
})
