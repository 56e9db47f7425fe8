import type {
  PageChannel,
  PageCommand,
  PageGroup,
  PageMessage,
  PagePanel,
  PagePerson,
  PageView,
  ToPage,
} from '../workspace/page-protocol.ts'

/** Everything that the page shows. Replaced, never changed, so that a part redraws only what is new to it. */
export interface PageState {
  readonly team: string
  readonly people: readonly PagePerson[]
  readonly groups: readonly PageGroup[]
  readonly me: string
  readonly channels: readonly PageChannel[]
  readonly messages: readonly PageMessage[]
  readonly commands: readonly PageCommand[]
  readonly panel: PagePanel | null
  /** Open modals, the topmost last. */
  readonly views: readonly PageView[]
  /** The newest message when the page opened: nothing up to it counts as unread. */
  readonly openedAtTs: string
  /** The newest message that a person has seen, by `readKey`. */
  readonly readTs: Readonly<Record<string, string>>
  readonly channel: string
  /** The head of the open thread. */
  readonly thread: string | null
  readonly hasHome: boolean
  /** What the app published for this person. */
  readonly home: PageView | null
  /** What is shown of the conversation with the app: its Home tab, or its messages. */
  readonly tab: 'messages' | 'home'
}

/** The state after something that the workspace said. Null until the first hello. */
export function withEvent(state: PageState | null, event: ToPage): PageState | null {
  if (event.type === 'hello') return withHello(state, event)
  if (state === null) return null
  switch (event.type) {
    case 'message':
    case 'message-changed':
      return withMessage(state, event.message)
    case 'message-deleted':
      return withoutMessage(state, event.channel, event.ts)
    case 'view':
      return { ...state, views: withView(state.views, event.view) }
    case 'home':
      return { ...state, home: event.home }
    case 'view-closed':
      return withoutView(state, event.viewId)
    case 'panel':
      return { ...state, panel: event.panel }
    case 'slackbot':
    case 'link':
      return state
  }
}

function withHello(state: PageState | null, hello: Extract<ToPage, { type: 'hello' }>): PageState {
  const { type: _, ...facts } = hello
  const newest = hello.messages.reduce((latest, { ts }) => (ts > latest ? ts : latest), '')
  const samePerson = state?.me === hello.me
  const channel = channelAfterHello(state, hello.channels)
  const kept = (state?.messages ?? []).filter((old) => old.ephemeralFor !== null)
  const known = new Set(hello.messages.map(messageKey))
  const next: PageState = {
    ...facts,
    messages: inOrder([...hello.messages, ...kept.filter((old) => !known.has(messageKey(old)))]),
    views: samePerson ? state.views : [],
    openedAtTs: state?.openedAtTs ?? newest,
    readTs: state?.readTs ?? {},
    channel,
    thread: state && state.channel === channel ? state.thread : null,
    // The home of another person is another one, and so is its direct message.
    tab: state?.tab === 'home' && hello.hasHome ? 'home' : 'messages',
  }
  return withRead(next)
}

/** The same channel; for a direct message, which each person has their own of, that of the new person. */
function channelAfterHello(state: PageState | null, channels: readonly PageChannel[]): string {
  const before = state?.channels.find(({ id }) => id === state.channel)
  const same = channels.find(({ id }) => id === state?.channel)
  const alike = channels.find(({ kind }) => kind === before?.kind)
  const usual = channels.find(({ name }) => name === 'engineering')
  return (same ?? alike ?? usual ?? channels[0])?.id ?? ''
}

function withMessage(state: PageState, message: PageMessage): PageState {
  const key = messageKey(message)
  const known = state.messages.some((old) => messageKey(old) === key)
  const messages = known
    ? state.messages.map((old) => (messageKey(old) === key ? message : old))
    : inOrder([...state.messages, message])
  return withRead({ ...state, messages })
}

export function withoutMessage(state: PageState, channel: string, ts: string): PageState {
  return {
    ...state,
    messages: state.messages.filter((message) => message.channel !== channel || message.ts !== ts),
    thread: state.channel === channel && state.thread === ts ? null : state.thread,
  }
}

function withView(views: readonly PageView[], view: PageView): readonly PageView[] {
  return views.some(({ id }) => id === view.id)
    ? views.map((old) => (old.id === view.id ? view : old))
    : [...views, view]
}

export function withoutView(state: PageState, viewId: string): PageState {
  return { ...state, views: viewId === 'all' ? [] : state.views.filter(({ id }) => id !== viewId) }
}

export function withChannel(state: PageState, channel: string): PageState {
  if (!state.channels.some(({ id }) => id === channel)) return state
  const thread = channel === state.channel ? state.thread : null
  return withRead({ ...state, channel, thread, tab: 'messages' })
}

/** The Home tab of the app, in the place of the conversation with it. */
export function withHome(state: PageState): PageState {
  const direct = state.channels.find(({ kind }) => kind === 'dm')
  if (direct === undefined || !state.hasHome) return state
  return { ...state, channel: direct.id, thread: null, tab: 'home' }
}

export function withThread(state: PageState, thread: string | null): PageState {
  return withRead({ ...state, thread })
}

/** What is on the screen has been seen. */
function withRead(state: PageState): PageState {
  // Behind the Home tab no message is on the screen.
  if (state.tab === 'home') return state
  const newest = state.messages.filter(({ channel }) => channel === state.channel).at(-1)?.ts
  if (newest === undefined) return state
  const seen = { [readKey(state.me, state.channel)]: newest }
  if (state.thread !== null) seen[readKey(state.me, state.channel, state.thread)] = newest
  return { ...state, readTs: { ...state.readTs, ...seen } }
}

function readKey(person: string, channel: string, thread = ''): string {
  return `${person} ${channel} ${thread}`
}

/** How many messages of others came to a channel since this person last looked at it. */
export function unreadCount(state: PageState, channel: string): number {
  const seen = state.readTs[readKey(state.me, channel)] ?? state.openedAtTs
  return visibleMessages(state, channel).filter(({ ts, user }) => ts > seen && user !== state.me).length
}

export function hasUnreadReplies(state: PageState, head: PageMessage): boolean {
  const seen = state.readTs[readKey(state.me, head.channel, head.ts)] ?? state.openedAtTs
  return threadReplies(state, head.channel, head.ts).some(({ ts, user }) => ts > seen && user !== state.me)
}

export function visibleMessages(state: PageState, channel: string): readonly PageMessage[] {
  return state.messages.filter(
    (message) =>
      message.channel === channel && (message.ephemeralFor === null || message.ephemeralFor === state.me),
  )
}

/** The messages that stand in the channel itself. */
export function channelMessages(state: PageState): readonly PageMessage[] {
  return visibleMessages(state, state.channel).filter(isHead)
}

export function threadReplies(state: PageState, channel: string, head: string): readonly PageMessage[] {
  return visibleMessages(state, channel).filter((message) => message.threadTs === head && message.ts !== head)
}

function isHead({ threadTs, ts }: PageMessage): boolean {
  return threadTs === null || threadTs === ts
}

export function messageKey(message: PageMessage): string {
  return `${message.channel} ${message.ts} ${message.ephemeralFor ?? ''}`
}

function inOrder(messages: readonly PageMessage[]): readonly PageMessage[] {
  return messages.toSorted((a, b) => (a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : 0))
}

/** Who somebody means by an id, a name, or a part of a name or title ("vp"); null when nobody fits. */
export function personMeant(people: readonly PagePerson[], wanted: string): PagePerson | null {
  const word = wanted.trim().toLowerCase()
  if (word === '') return null
  const humans = people.filter(({ isBot }) => !isBot)
  const words = ({ name, title }: PagePerson) => `${name} ${title}`.toLowerCase()
  return (
    humans.find(({ id, name }) => id.toLowerCase() === word || name.toLowerCase() === word) ??
    humans.find((person) =>
      words(person)
        .split(/[^\p{L}\p{N}]+/u)
        .includes(word),
    ) ??
    humans.find((person) => words(person).includes(word)) ??
    null
  )
}
