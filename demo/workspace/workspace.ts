import type { Fault } from './faults.ts'
import { AppHome, type AppTab } from './app-home.ts'
import { Faults } from './faults.ts'
import { FileExchange } from './file-exchange.ts'
import { listen, portOf } from './http-server.ts'
import type { Outcome } from './interactivity.ts'
import { Events } from './events.ts'
import type { ActionTarget } from './interaction-payload.ts'
import { Interactivity } from './interactivity.ts'
import { PageSocket } from './page-socket.ts'
import type { ViewValues } from './page-protocol.ts'
import { RequestUrl } from './request-url.ts'
import { ResponseUrls } from './response-urls.ts'
import type { DisconnectReason } from './socket-mode.ts'
import { SocketMode } from './socket-mode.ts'
import type { Change, Channel, Message, OpenView } from './state.ts'
import { WorkspaceState } from './state.ts'
import { Triggers } from './triggers.ts'
import { typedText } from './typed-text.ts'
import { Views } from './views.ts'
import { WebApi } from './web-api.ts'
import { userGroupEvents } from './user-group-events.ts'
import { DEFAULT_EVENTS } from './workspace-options.ts'
import type { PersonSeed, UserGroupSeed, WorkspaceOptions } from './workspace-options.ts'
import { DEFAULT_SCOPES } from './workspace-options.ts'

/** A running workspace: what stands in it, and what its people can do. */
export interface Workspace {
  /** For the bot's `slackApiUrl`: `http://127.0.0.1:<port>/api/`. */
  readonly apiUrl: string
  readonly pageUrl: string
  readonly botUserId: string
  readonly appId: string

  /** A channel by id or name, a user id for the direct message with the bot. Throws when there is none. */
  channel(reference: string): Channel
  /** Every message of a channel, oldest first, replies among them. */
  messages(channel: string): readonly Message[]
  thread(channel: string, threadTs: string): readonly Message[]
  /** What only this person was shown, oldest first. */
  ephemerals(person: string): readonly Message[]
  /** The person's modals, the lowest first. */
  openViews(person: string): readonly OpenView[]
  home(person: string): OpenView | null
  /** How many Socket Mode connections the app holds. */
  connectionCount(): number

  onChange(listener: (change: Change) => void): () => void
  /** Resolves with the first value that `query` gives, now or after any change; rejects after `timeoutMs` of real time. */
  waitFor<T>(query: () => T | undefined, timeoutMs?: number): Promise<T>
  panelChanged(): void

  say(person: string, channel: string, text: string, threadTs?: string): Message
  /** `line` as typed: `/budget status checkout`. */
  runCommand(person: string, channel: string, line: string): Promise<Outcome>
  press(person: string, message: Message, target: ActionTarget): Promise<Outcome>
  viewAction(view: OpenView, target: ActionTarget, values: ViewValues): Promise<Outcome>
  submitView(view: OpenView, values: ViewValues): Promise<Outcome>
  closeView(view: OpenView, isAll?: boolean): Promise<Outcome>
  /** Opens a tab of the app; true when the app took the event. What it publishes is found with `home`. */
  openHome(person: string, tab?: AppTab): Promise<boolean>

  /** Somebody leaves, becomes a guest, moves to another group, a channel is archived: what an administrator does. */
  changePerson(id: string, change: Partial<Omit<PersonSeed, 'id'>>): void
  addUserGroup(group: UserGroupSeed): void
  changeUserGroup(id: string, change: Partial<Omit<UserGroupSeed, 'id'>>): void
  changeChannel(id: string, change: { readonly isArchived?: boolean; readonly hasBot?: boolean }): void

  /**
   * The next `times` calls of a method fail so. `*` is any method, `response_url` a post to such an address, `upload` a post
   * of a file's bytes.
   */
  failNext(method: string, fault: Fault, times?: number): void
  /** How many calls of this method are still to fail. */
  faultsLeft(method: string): number
  clearFaults(): void
  /** Sends Socket Mode's `disconnect`; `network` breaks the connections without a word. */
  disconnectSockets(reason: DisconnectReason | 'network'): void
  close(): Promise<void>
}

/** Starts a workspace on loopback that speaks Slack's Web API, Socket Mode and interactivity. Rejects when the port is taken. */
export async function startWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { app, clock, panel } = options
  const state = new WorkspaceState(options)
  const views = new Views(state)
  const triggers = new Triggers()
  const faults = new Faults()
  let port = 0
  const origin = (): string => `http://127.0.0.1:${port}`
  const responseUrls = new ResponseUrls(state, origin, faults)
  const socketMode = new SocketMode(state.appId)
  const transport =
    app.requestUrl === undefined ? socketMode : new RequestUrl(app.requestUrl, app.signingSecret, clock)
  const interactivity = new Interactivity({ state, views, triggers, responseUrls, transport, app })
  const events = new Events(state, transport, clock)
  const appHome = new AppHome({ state, views, events, app })
  const pageSocket = new PageSocket({ state, views, interactivity, appHome, commands: app.commands, panel })
  const context = {
    state,
    views,
    triggers,
    scopes: new Set(app.scopes ?? DEFAULT_SCOPES),
    isFreePlan: options.isFreePlan ?? false,
    origin,
    hasHome: app.hasHome ?? true,
    socketAddress: () => `ws://127.0.0.1:${port}${socketMode.ticketPath()}`,
  }
  const webApi = new WebApi(context, { bot: app.botToken, app: app.appToken }, faults)
  const files = new FileExchange(state, faults, app.botToken, context.scopes)
  const server = await listen(options.port ?? 0, { webApi, files, responseUrls, socketMode, pageSocket })
  port = portOf(server)

  const channel = (reference: string): Channel => {
    const found = state.channel(reference)
    if (found === undefined) throw new Error(`The workspace has no channel ${reference}`)
    return found
  }
  const tellOfUserGroup = (before: UserGroupSeed | undefined, after: UserGroupSeed): void => {
    if (context.isFreePlan || !context.scopes.has('usergroups:read')) return
    for (const event of userGroupEvents(before, after, state))
      if ((app.events ?? DEFAULT_EVENTS).includes(event.type)) void events.send(event).catch(() => false)
  }
  return {
    apiUrl: `${origin()}/api/`,
    pageUrl: `${origin()}/`,
    botUserId: state.bot.id,
    appId: state.appId,
    channel,
    messages: (reference) => state.messages(channel(reference).id),
    thread: (reference, threadTs) => state.thread(channel(reference).id, threadTs),
    ephemerals: (person) => state.ephemerals(person),
    openViews: (person) => views.stack(person),
    home: (person) => views.home(person),
    connectionCount: () => socketMode.connectionCount,
    onChange: (listener) => state.onChange(listener),
    waitFor: (query, timeoutMs = 60_000) => firstValue(state, query, timeoutMs),
    panelChanged: () => pageSocket.panelChanged(),
    say: (person, reference, text, threadTs) =>
      state.post({
        channel: channel(reference).id,
        user: person,
        text: typedText(text, state, false),
        threadTs: threadTs ?? null,
      }),
    runCommand: (person, reference, line) => interactivity.runCommand(person, channel(reference).id, line),
    press: (person, message, target) => {
      const { channel: id, ts } = message
      return interactivity.press(
        person,
        state.ephemeral(person, ts) ?? state.message(id, ts) ?? message,
        target,
      )
    },
    viewAction: (view, target, values) => interactivity.viewAction(view, target, values),
    submitView: (view, values) => interactivity.submitView(view, values),
    closeView: (view, isAll) => interactivity.closeView(view, isAll),
    openHome: (person, tab = 'home') => appHome.opened(person, tab),
    changePerson: (id, change) => {
      const person = state.people.get(id)
      if (person !== undefined) state.people.set(id, { ...person, ...change })
    },
    addUserGroup: (group) => {
      state.userGroups = [...state.userGroups, group]
      tellOfUserGroup(undefined, group)
    },
    changeUserGroup: (id, change) => {
      const before = state.userGroups.find((group) => group.id === id)
      if (before === undefined) return
      const after = { ...before, ...change }
      state.userGroups = state.userGroups.map((group) => (group === before ? after : group))
      tellOfUserGroup(before, after)
    },
    changeChannel: (id, { isArchived, hasBot }) => {
      const known = channel(id)
      state.channels.set(known.id, { ...known, isArchived: isArchived ?? known.isArchived })
      if (hasBot === true) known.members.add(state.bot.id)
      if (hasBot === false) known.members.delete(state.bot.id)
    },
    clearFaults: () => faults.clear(),
    failNext: (method, fault, times) => faults.failNext(method, fault, times),
    faultsLeft: (method) => faults.left(method),
    disconnectSockets: (reason) => (reason === 'network' ? socketMode.drop() : socketMode.disconnect(reason)),
    close: async () => {
      events.close()
      pageSocket.close()
      await socketMode.close()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

async function firstValue<T>(
  state: WorkspaceState,
  query: () => T | undefined,
  timeoutMs: number,
): Promise<T> {
  const now = query()
  if (now !== undefined) return now
  return await new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      stop()
      reject(new Error(`Nothing of the kind appeared in the workspace within ${timeoutMs} ms`))
    }, timeoutMs)
    const stop = state.onChange(() => {
      const value = query()
      if (value === undefined) return
      clearTimeout(timer)
      stop()
      resolve(value)
    })
  })
}
