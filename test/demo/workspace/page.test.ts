import { once } from 'node:events'
import { request } from 'node:http'

import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'

import type { FromPage, ToPage } from '../../../demo/workspace/page-protocol.ts'
import type { Workspace } from '../../../demo/workspace/workspace.ts'
import { aBoltApp, afterwards, aWorkspace, DEV, SRE } from './a-workspace.ts'

/** A browser tab: what it was told, and a way to speak. */
async function aTab(workspace: Workspace, as: string) {
  const socket = new WebSocket(`${workspace.pageUrl.replace('http', 'ws')}page?as=${as}`)
  afterwards(() => {
    socket.close()
    return Promise.resolve()
  })
  const told: ToPage[] = []
  socket.on('message', (data: Buffer) => told.push(JSON.parse(data.toString()) as ToPage))
  await once(socket, 'message')
  return {
    told,
    send: (message: FromPage) => socket.send(JSON.stringify(message)),
    hears: async <Type extends ToPage['type']>(type: Type): Promise<Extract<ToPage, { type: Type }>> => {
      for (;;) {
        const found = told.findIndex((message) => message.type === type)
        if (found >= 0) return told.splice(found, 1)[0] as Extract<ToPage, { type: Type }>
        await once(socket, 'message')
      }
    },
  }
}

function statusOf(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(url, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    call.on('upgrade', (_response, socket) => {
      socket.destroy()
      resolve(101)
    })
    call.on('error', reject)
    call.end()
  })
}

describe('the page’s server', () => {
  it.each([
    ['its own name', '', {}, 200],
    ['localhost', '', { host: 'localhost:1234' }, 200],
    ['another name that leads here', '', { host: 'evil.example' }, 421],
    ['a file that is none', 'nothing.css', {}, 404],
    ['a source of its code', 'main.ts', {}, 404],
    ['a file outside of the page', '../workspace/workspace.ts', {}, 404],
    ['a path that is no path', '%zz', {}, 404],
    ['the API under another name', 'api/auth.test', { host: 'evil.example' }, 421],
  ])('%s', async (_case, path, headers, status) => {
    const { workspace } = await aWorkspace()
    expect(await statusOf(`${workspace.pageUrl}${path}`, headers)).toBe(status)
  })

  it('serves the code as one script, without its types', async () => {
    const { workspace } = await aWorkspace()
    const response = await fetch(`${workspace.pageUrl}page.js`)
    expect(response.headers.get('content-type')).toContain('text/javascript')
    expect(await response.text()).not.toMatch(/^import /m)
  })

  it.each([
    ['no origin', {}, 101],
    ['its own origin', 'self', 101],
    ['another site', { origin: 'https://evil.example' }, 403],
    ['a sandboxed page', { origin: 'null' }, 403],
  ])('takes a WebSocket from %s or not', async (_case, given, status) => {
    const { workspace } = await aWorkspace()
    const origin =
      given === 'self' ? { origin: workspace.pageUrl.slice(0, -1) } : (given as Record<string, string>)
    const upgrade = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    }
    expect(await statusOf(`${workspace.pageUrl}page`, { ...upgrade, ...origin })).toBe(status)
  })

  it('shows each person what that person may see', async () => {
    const { workspace } = await aWorkspace()
    const tab = await aTab(workspace, DEV)
    const hello = await tab.hears('hello')
    expect(hello.me).toBe(DEV)
    expect(hello.channels.map(({ name }) => name)).toEqual([
      'engineering',
      'open',
      'old',
      'secret',
      'Budgeteer',
    ])
    expect(hello.people.map(({ id }) => id)).not.toContain('U0GONE')
    expect(hello.groups.every(({ handle, members }) => handle !== '' && members.length > 0)).toBe(true)
    expect(hello.groups.length).toBeGreaterThan(0)
    tab.send({ type: 'act-as', user: SRE })
    const other = await tab.hears('hello')
    expect(other.channels.map(({ name }) => name)).toContain('inner')
  })

  it('carries what is said, escaped, to everybody, and what is shown to one person to that one', async () => {
    const { workspace, client } = await aWorkspace()
    const [dana, sam] = [await aTab(workspace, DEV), await aTab(workspace, SRE)]
    dana.send({ type: 'say', channel: 'C0ENG', threadTs: null, text: 'hi @sam <b>' })
    expect((await sam.hears('message')).message).toMatchObject({ user: DEV, text: `hi <@${SRE}> &lt;b&gt;` })
    await client.chat.postEphemeral({ channel: 'C0ENG', user: DEV, text: 'psst' })
    const posted = await client.chat.postMessage({ channel: 'C0ENG', text: 'all' })
    expect((await sam.hears('message')).message).toMatchObject({ text: 'all' })
    await client.chat.delete({ channel: 'C0ENG', ts: posted.ts ?? '' })
    expect((await sam.hears('message-deleted')).ts).toBe(posted.ts)
    expect(dana.told.filter(({ type }) => type === 'message')).toHaveLength(3)
  })

  it('runs commands, opens modals, shows errors and closes them', async () => {
    const { workspace } = await aWorkspace()
    await aBoltApp(workspace, (app) => {
      app.command('/budget', async ({ ack, command, client }) => {
        await ack()
        const input = { type: 'plain_text_input' as const, action_id: 'text' }
        await client.views.open({
          trigger_id: command.trigger_id,
          view: {
            type: 'modal',
            callback_id: 'form',
            title: { type: 'plain_text', text: command.text },
            submit: { type: 'plain_text', text: 'Send' },
            blocks: [
              { type: 'input', block_id: 'why', label: { type: 'plain_text', text: 'Why' }, element: input },
            ],
          },
        })
      })
      app.view('form', async ({ ack, view }) => {
        const isGood = view.state.values['why']?.['text']?.value === 'good'
        await (isGood ? ack() : ack({ response_action: 'errors', errors: { why: 'Not good' } }))
      })
    })
    const tab = await aTab(workspace, DEV)
    tab.send({ type: 'command', channel: 'C0ENG', text: '/budget Form' })
    const { view } = await tab.hears('view')
    expect(view.view).toMatchObject({ title: { text: 'Form' } })
    tab.send({ type: 'view-submit', viewId: view.id, values: { why: { text: 'bad' } } })
    expect((await tab.hears('view')).view.errors).toEqual({ why: 'Not good' })
    tab.send({ type: 'view-submit', viewId: view.id, values: { why: { text: 'good' } } })
    expect((await tab.hears('view-closed')).viewId).toBe(view.id)
    tab.send({ type: 'command', channel: 'C0ENG', text: '/other' })
    expect((await tab.hears('slackbot')).text).toContain('/other is not a valid command')
  })

  it('shows the panel, its changes and what its actions refuse', async () => {
    const panel = {
      now: '',
      services: [],
      pagesUrl: null,
      words: {},
      busy: null,
      actions: [{ id: 'break', label: 'Break', hint: '', perService: true }],
    }
    const acted: unknown[] = []
    const act = (action: string, service: string | null): Promise<void> => {
      acted.push([action, service])
      return service === null ? Promise.reject(new Error('Which service?')) : Promise.resolve()
    }
    const { workspace } = await aWorkspace({ panel: { state: () => panel, act } })
    const tab = await aTab(workspace, DEV)
    expect((await tab.hears('hello')).panel).toEqual(panel)
    tab.send({ type: 'panel', action: 'break', service: 'checkout' })
    await tab.hears('panel')
    tab.send({ type: 'panel', action: 'break', service: null })
    expect((await tab.hears('slackbot')).text).toBe('Which service?')
    expect(acted).toEqual([
      ['break', 'checkout'],
      ['break', null],
    ])
  })
})
