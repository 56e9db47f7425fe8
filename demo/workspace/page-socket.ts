import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'

import { blocksFor } from './file-exchange.ts'
import type { AppHome } from './app-home.ts'
import { queryOf } from './http-exchange.ts'
import type { JsonObject } from './json-values.ts'
import { isObject, parsedJson, textAt } from './json-values.ts'
import type { Interactivity } from './interactivity.ts'
import {
  canSee,
  givenValue,
  givenValues,
  pageChannel,
  pageCommand,
  pageGroup,
  pageMessage,
  pagePerson,
  pageView,
} from './page-shapes.ts'
import type { ToPage } from './page-protocol.ts'
import type { Change, Channel, Message, OpenView, WorkspaceState } from './state.ts'
import { typedText } from './typed-text.ts'
import type { Views } from './views.ts'
import type { CommandSeed, PanelSource } from './workspace-options.ts'

interface Tab {
  readonly socket: WebSocket
  me: string
}

interface Parts {
  readonly state: WorkspaceState
  readonly views: Views
  readonly interactivity: Interactivity
  readonly appHome: AppHome
  readonly commands: readonly CommandSeed[]
  readonly panel: PanelSource | undefined
}

/** The tabs of the workspace page: tells each what its person can see, and does what its person does. */
export class PageSocket {
  readonly #parts: Parts
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 1_000_000 })
  readonly #tabs = new Set<Tab>()
  readonly #stopListening: () => void

  constructor(parts: Parts) {
    this.#parts = parts
    this.#stopListening = parts.state.onChange((change) => this.#tell(change))
  }

  /** Takes over a WebSocket upgrade on `/page`; `?as=` chooses the person. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const wanted = queryOf(request).get('as') ?? ''
    this.#server.handleUpgrade(request, socket, head, (connection) => {
      const tab: Tab = { socket: connection, me: this.#personOr(wanted) }
      this.#tabs.add(tab)
      connection.on('message', (data: Buffer) => {
        void this.#take(tab, data.toString('utf8'))
      })
      connection.on('error', () => connection.terminate())
      connection.on('close', () => this.#tabs.delete(tab))
      this.#greet(tab)
    })
  }

  panelChanged(): void {
    const panel = this.#parts.panel?.state()
    if (panel === undefined) return
    for (const tab of this.#tabs) send(tab, { type: 'panel', panel })
  }

  close(): void {
    this.#stopListening()
    for (const { socket } of this.#tabs) socket.terminate()
    this.#server.close()
  }

  #personOr(wanted: string): string {
    const { people } = this.#parts.state
    const able = [...people.values()].filter(
      ({ isBot, isDeactivated }) => isBot !== true && isDeactivated !== true,
    )
    return (able.find(({ id }) => id === wanted) ?? able[0])?.id ?? ''
  }

  #greet(tab: Tab): void {
    const { state, views, appHome, commands, panel } = this.#parts
    const home = views.home(tab.me)
    // Opening the page is enough to have a direct message with the bot.
    state.directMessage(tab.me)
    const channels = [...state.channels.values()].filter((channel) => canSee(tab.me, channel))
    send(tab, {
      type: 'hello',
      team: state.team.name,
      people: [...state.people.values()]
        .filter(({ isDeactivated }) => isDeactivated !== true)
        .map(pagePerson),
      groups: [...state.userGroups.values()].map(pageGroup),
      me: tab.me,
      channels: channels.map((channel) => pageChannel(channel, state)),
      messages: channels
        .flatMap((channel) => state.messages(channel.id))
        .map((message) => pageMessage(message, blocksFor(tab.me, message, state))),
      commands: commands.map(pageCommand),
      panel: panel?.state() ?? null,
      hasHome: appHome.isThere,
      home: home === null ? null : pageView(home),
    })
    const top = views.top(tab.me)
    if (top !== null) send(tab, { type: 'view', view: pageView(top) })
  }

  #tell(change: Change): void {
    for (const tab of this.#tabs) {
      const news = this.#newsFor(tab.me, change)
      if (news !== undefined) send(tab, news)
    }
  }

  #newsFor(me: string, change: Change): ToPage | undefined {
    switch (change.type) {
      case 'channel':
        // Everybody has one: channels exist from the start, and greeting a tab opens its direct message.
        return undefined
      case 'message':
      case 'message-changed':
        if (!this.#isFor(me, change.message)) return undefined
        return {
          type: change.type,
          message: pageMessage(change.message, blocksFor(me, change.message, this.#parts.state)),
        }
      case 'message-deleted': {
        const { channel, ts } = change.message
        return this.#isFor(me, change.message) ? { type: 'message-deleted', channel, ts } : undefined
      }
      case 'view':
        if (change.view.person !== me) return undefined
        return change.view.view['type'] === 'home'
          ? { type: 'home', home: pageView(change.view) }
          : { type: 'view', view: pageView(change.view) }
      case 'view-closed':
        return change.person === me ? { type: 'view-closed', viewId: change.viewId } : undefined
      case 'slackbot':
        return change.person === me
          ? { type: 'slackbot', channel: change.channel, text: change.text }
          : undefined
      case 'link':
        return change.person === me ? { type: 'link', url: change.url } : undefined
    }
  }

  #isFor(me: string, message: Message): boolean {
    if (message.ephemeralFor !== null) return message.ephemeralFor === me
    const channel = this.#parts.state.channels.get(message.channel)
    return channel !== undefined && canSee(me, channel)
  }

  async #take(tab: Tab, text: string): Promise<void> {
    const message = parsedJson(text)
    if (!isObject(message)) return
    try {
      await this.#act(tab, message)
    } catch (error) {
      const channel = textAt(message['channel']) ?? this.#parts.state.directMessage(tab.me).id
      send(tab, { type: 'slackbot', channel, text: error instanceof Error ? error.message : String(error) })
    }
  }

  async #act(tab: Tab, message: JsonObject): Promise<void> {
    const { state, interactivity, appHome, panel } = this.#parts
    const field = (name: string): string => textAt(message[name]) ?? ''
    const target = { blockId: field('blockId'), actionId: field('actionId') }
    switch (message['type']) {
      case 'act-as':
        tab.me = this.#personOr(field('user'))
        this.#greet(tab)
        return
      case 'say':
        this.#say(tab, field('channel'), field('text'), textAt(message['threadTs']) ?? null)
        return
      case 'command':
        this.#visible(tab, field('channel'))
        await interactivity.runCommand(tab.me, field('channel'), field('text'))
        return
      case 'press': {
        const found =
          state.ephemeral(tab.me, field('ts')) ??
          state.message(this.#visible(tab, field('channel')).id, field('ts'))
        if (found === undefined) throw new Error('This message is gone.')
        const value = givenValue(message['value'])
        await interactivity.press(tab.me, found, { ...target, ...(value !== null && { value }) })
        return
      }
      case 'view-action': {
        const view = this.#view(tab, field('viewId'))
        const value = givenValue(message['value'])
        await interactivity.viewAction(view, { ...target, value }, givenValues(message['values']))
        return
      }
      case 'view-submit':
        await interactivity.submitView(this.#view(tab, field('viewId')), givenValues(message['values']))
        return
      case 'view-close':
        await interactivity.closeView(this.#view(tab, field('viewId')))
        return
      case 'open-app':
        await appHome.opened(tab.me, field('tab') === 'home' ? 'home' : 'messages')
        return
      case 'panel':
        await panel?.act(field('action'), textAt(message['service']) ?? null)
        this.panelChanged()
    }
  }

  #say(tab: Tab, channelId: string, text: string, threadTs: string | null): void {
    const { state } = this.#parts
    const channel = this.#visible(tab, channelId)
    if (channel.isArchived) throw new Error('This channel is archived.')
    if (text.trim() !== '')
      state.post({ channel: channel.id, user: tab.me, text: typedText(text, state, false), threadTs })
  }

  #visible(tab: Tab, id: string): Channel {
    const channel = this.#parts.state.channels.get(id)
    if (channel === undefined || !canSee(tab.me, channel)) throw new Error('There is no such channel.')
    return channel
  }

  #view(tab: Tab, id: string): OpenView {
    const view = this.#parts.views.find(id)
    if (view?.person !== tab.me) throw new Error('This window is closed already.')
    return view
  }
}

function send(tab: Tab, message: ToPage): void {
  if (tab.socket.readyState === tab.socket.OPEN) tab.socket.send(JSON.stringify(message))
}
