import type { FromPage, ToPage } from '../workspace/page-protocol.ts'
import { announce } from './announcer.ts'
import { Composer } from './composer.ts'
import { connect, type ConnectionState } from './connection.ts'
import { byId } from './element.ts'
import { keepingFocus } from './focus.ts'
import { appTabs, HomePane } from './home-pane.ts'
import { icon } from './icon.ts'
import { Layout } from './layout.ts'
import { MessageList } from './message-list.ts'
import { ModalStack } from './modal.ts'
import type { Page } from './page.ts'
import { Panel } from './panel.ts'
import { settlePending } from './pending.ts'
import { meButton, Sidebar } from './sidebar.ts'
import {
  channelMessages,
  personMeant,
  unreadCount,
  withChannel,
  withEvent,
  withHome,
  withThread,
  type PageState,
} from './state.ts'
import { ThreadPane } from './thread-pane.ts'
import { Toasts } from './toasts.ts'
import { Tour } from './tour.ts'

/** In the address, for the Home tab of the app. */
const HOME_HASH = '#app-home'

let state: PageState | null = null
let wantedPerson = new URLSearchParams(location.search).get('as')
let wantedChannel: string | null = decodeURIComponent(location.hash.slice(1))
let threadOpener: string | null = null

const page: Page = {
  state: () => state,
  change: (change) => {
    if (state !== null) show(change(state))
  },
  send,
  toast: (text) => toasts.show(text),
  openThread: (channel, head) => {
    threadOpener = head
    page.change((now) => withThread(withChannel(now, channel), head))
  },
  closeThread,
  openChannel: (channel) => {
    layout.close()
    page.change((now) => withChannel(now, channel))
    if (state?.channels.find(({ id }) => id === channel)?.kind === 'dm') openApp('messages')
  },
  openHome: () => {
    layout.close()
    page.change(withHome)
    openApp('home')
  },
  actAs: (user) => {
    layout.close()
    if (user !== state?.me) send({ type: 'act-as', user })
  },
}

const toasts = new Toasts(byId('toasts'))
const layout = new Layout(() => tour.update())
const sidebar = new Sidebar(byId('sidebar-body'), page)
const panel = new Panel(byId('panel-body'), page)
const home = new HomePane(byId('home'), page)
const thread = new ThreadPane(byId('thread'), page)
const modals = new ModalStack(page)
const messages = new MessageList(page, { label: 'Messages', threads: true })
const composer = new Composer(page, () => channelDestination())
const tour = new Tour({
  state: () => state,
  fill: (line) => composer.fill(line),
  submit: () => composer.submit(),
})
const connection = connect(socketUrl, {
  onEvent: receive,
  onState: showConnection,
})

byId('messages').append(messages.root)
byId('composer').append(composer.element)
button('open-sidebar', 'menu', () => layout.toggle('sidebar'))
button('open-panel', 'bolt', () => layout.toggle('panel'))
button('start-tour', 'compass', () => {
  layout.close()
  tour.start()
})
button('close-sidebar', 'close', () => layout.close())
button('close-panel', 'close', () => layout.close())
byId('retry').addEventListener('click', () => connection.retry())
document.addEventListener('keydown', shortcut)
window.addEventListener('hashchange', () => openNamed(decodeURIComponent(location.hash.slice(1))))

/** Names the person, so that a new connection speaks for the same one. */
function socketUrl(): string {
  const url = new URL('/page', location.href)
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
  const person = state?.me ?? wantedPerson
  if (person !== null) url.searchParams.set('as', person)
  return url.href
}

function receive(event: ToPage): void {
  const first = state === null
  const next = withEvent(state, event)
  if (event.type !== 'panel' && event.type !== 'hello') settlePending()
  if (event.type === 'slackbot') {
    toasts.show(event.text, 'Slackbot')
    modals.settle(event.text)
    panel.settle()
  }
  if (event.type === 'link') toasts.link(event.url)
  if (next === null || next === state) return
  show(next)
  if (event.type === 'message') announce(byId('announcer'), event.message, next, page)
  if (event.type === 'hello') arrive(next, first)
}

/** After a hello: becomes the person whom the address names, and on the first one opens its channel and the tour. */
function arrive(now: PageState, first: boolean): void {
  const wanted = wantedPerson === null ? null : personMeant(now.people, wantedPerson)
  wantedPerson = null
  if (wanted !== null && wanted.id !== now.me) send({ type: 'act-as', user: wanted.id })
  else {
    rememberPerson(now.me)
    if (now.tab === 'home') openApp('home')
  }
  if (!first) return
  openNamed(wantedChannel)
  wantedChannel = null
  tour.startUnlessSeen()
}

function show(next: PageState): void {
  state = next
  const channel = next.channels.find(({ id }) => id === next.channel)
  const isHome = next.tab === 'home'
  const title = channel?.kind === 'channel' ? `# ${channel.name}` : (channel?.name ?? '')
  byId('channel-name').textContent = title
  // A phone has room for its beginning.
  byId('channel-topic').textContent = byId('channel-topic').title = channel?.topic ?? ''
  byId('team').textContent = next.team
  const unread = next.channels.reduce((sum, { id }) => sum + unreadCount(next, id), 0)
  document.title = `${unread > 0 ? `(${unread}) ` : ''}${title} · Budgeteer demo workspace`
  byId('me').replaceChildren(meButton(next, () => layout.toggle('sidebar')))
  sidebar.update(next)
  panel.update(next)
  layout.setThread(next.thread !== null)
  const tabs = appTabs(next, page)
  byId('app-tabs').hidden = tabs.length === 0
  keepingFocus(byId('app-tabs'), () => byId('app-tabs').replaceChildren(...tabs))
  byId('messages').hidden = isHome
  byId('composer').hidden = isHome
  home.update(next)
  const listed = channelMessages(next)
  messages.update(listed, next, `${next.me} ${next.channel}`)
  thread.update(next)
  composer.update()
  modals.update(next)
  tour.update()
  const hash = isHome ? HOME_HASH : `#${channel?.name ?? ''}`
  if (wantedChannel === null && (isHome || channel?.kind === 'channel') && location.hash !== hash)
    history.replaceState(null, '', hash)
}

function send(message: FromPage): boolean {
  const sent = connection.send(message)
  if (!sent) toasts.show('Not connected. It was not sent; please try again in a moment.')
  return sent
}

function closeThread(): void {
  const opener = threadOpener
  page.change((now) => withThread(now, null))
  if (opener === null) return
  byId('messages')
    .querySelector<HTMLElement>(`[data-thread="${CSS.escape(opener)}"]`)
    ?.focus()
}

function channelDestination() {
  const channel = state?.channels.find(({ id }) => id === state?.channel)
  if (!channel) return null
  const label = `Message ${channel.kind === 'channel' ? '#' : ''}${channel.name}`
  return { channel: channel.id, thread: null, label, placeholder: 'Message, or / for commands' }
}

function showConnection(now: ConnectionState): void {
  document.body.dataset['connection'] = now
  byId('connection').hidden = now !== 'lost'
  if (now === 'lost') {
    settlePending()
    panel.settle()
    modals.settle('The connection was lost. Please submit again when it is back.')
  }
}

/** What the app hears when somebody looks at it. */
function openApp(tab: PageState['tab']): void {
  if (state?.hasHome === true) send({ type: 'open-app', tab })
}

function openNamed(name: string | null): void {
  if (`#${name ?? ''}` === HOME_HASH) page.openHome()
  const channel = state?.channels.find((each) => each.kind === 'channel' && each.name === name)
  if (channel) page.change((now) => withChannel(now, channel.id))
}

function rememberPerson(id: string): void {
  const address = new URL(location.href)
  address.searchParams.set('as', id)
  history.replaceState(null, '', address)
}

/** Esc closes what lies on top; Alt and a number switch the person. Dialogs and menus take their own Esc. */
function shortcut(event: KeyboardEvent): void {
  if (event.defaultPrevented || document.querySelector('dialog[open]')) return
  if (event.key === 'Escape') {
    if (layout.open !== null) layout.close()
    else if (tour.running && !isTyping(event.target)) tour.end()
    else if (state !== null && state.thread !== null) closeThread()
    return
  }
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1]
  if (!event.altKey || event.ctrlKey || event.metaKey || digit === undefined) return
  const person = state?.people.filter(({ isBot }) => !isBot)[Number(digit) - 1]
  if (!person) return
  event.preventDefault()
  page.actAs(person.id)
}

/** Esc means something else to who writes. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('textarea, input:not([type=radio], [type=checkbox])')
}

function button(id: string, drawing: Parameters<typeof icon>[0], pressed: () => void): void {
  const element = byId(id)
  element.prepend(icon(drawing))
  element.addEventListener('click', pressed)
}
