import { describe, expect, test } from 'vitest'

import {
  channelMessages,
  hasUnreadReplies,
  personMeant,
  threadReplies,
  unreadCount,
  withChannel,
  withEvent,
  withHome,
  withThread,
  type PageState,
} from '../../../demo/page/state.ts'
import type { PageMessage, PageView, ToPage } from '../../../demo/workspace/page-protocol.ts'

const message = (ts: string, over: Partial<PageMessage> = {}): PageMessage => ({
  channel: 'C1',
  ts,
  threadTs: null,
  user: 'B1',
  text: ts,
  blocks: [],
  edited: false,
  ephemeralFor: null,
  ...over,
})

const hello = (me: string, messages: readonly PageMessage[] = []): ToPage => ({
  type: 'hello',
  team: 'Team',
  people: [
    { id: 'U1', name: 'Dana Reyes', title: 'Developer', colour: 'teal', isBot: false },
    { id: 'U2', name: 'Vera Petrova', title: 'VP Engineering', colour: 'teal', isBot: false },
    { id: 'B1', name: 'Budgeteer', title: '', colour: 'teal', isBot: true },
  ],
  groups: [],
  me,
  channels: [
    { id: 'C0', name: 'approvals', kind: 'channel', topic: '' },
    { id: 'C1', name: 'engineering', kind: 'channel', topic: '' },
    { id: `D${me}`, name: 'Budgeteer', kind: 'dm', topic: '' },
  ],
  messages,
  commands: [],
  panel: null,
  hasHome: true,
  home: null,
})

const view = (id: string): PageView => ({ id, view: {}, errors: {} })

function after(...events: readonly ToPage[]): PageState {
  const state = events.reduce<PageState | null>(withEvent, null)
  if (state === null) throw new Error('no hello')
  return state
}

describe('the messages of the page', () => {
  test('begin in #engineering', () => {
    expect(after(hello('U1')).channel).toBe('C1')
  })

  test('are kept in order however they come', () => {
    const state = after(hello('U1', [message('3')]), { type: 'message', message: message('2') })
    expect(channelMessages(state).map(({ ts }) => ts)).toEqual(['2', '3'])
  })

  test('are changed and deleted in place', () => {
    const changed = message('1', { text: 'new', edited: true })
    const state = after(
      hello('U1', [message('1'), message('2')]),
      { type: 'message-changed', message: changed },
      { type: 'message-deleted', channel: 'C1', ts: '2' },
    )
    expect(channelMessages(state)).toEqual([changed])
  })

  test('hold replies apart from their head', () => {
    const state = after(hello('U1', [message('1', { threadTs: '1' }), message('2', { threadTs: '1' })]))
    expect(channelMessages(state).map(({ ts }) => ts)).toEqual(['1'])
    expect(threadReplies(state, 'C1', '1').map(({ ts }) => ts)).toEqual(['2'])
  })

  test('that only one person sees are there again when the tab acts as that person again', () => {
    const secret: ToPage = { type: 'message', message: message('5', { ephemeralFor: 'U1' }) }
    expect(channelMessages(after(hello('U1'), secret, hello('U2')))).toEqual([])
    expect(channelMessages(after(hello('U1'), secret, hello('U2'), hello('U1')))).toHaveLength(1)
  })
})

describe('unread marks', () => {
  const elsewhere: ToPage = { type: 'message', message: message('5', { channel: 'C0' }) }

  test('leave out what was there when the page opened', () => {
    expect(unreadCount(after(hello('U1', [message('1', { channel: 'C0' })])), 'C0')).toBe(0)
  })

  test('count what others wrote elsewhere since', () => {
    expect(unreadCount(after(hello('U1'), elsewhere), 'C0')).toBe(1)
    const own: ToPage = { type: 'message', message: message('6', { channel: 'C0', user: 'U1' }) }
    expect(unreadCount(after(hello('U1'), elsewhere, own), 'C0')).toBe(1)
  })

  test('go when the channel is opened, for this person alone', () => {
    const read = withChannel(after(hello('U1'), elsewhere), 'C0')
    expect(unreadCount(read, 'C0')).toBe(0)
    const other = withEvent(withChannel(read, 'C1'), hello('U2', [message('5', { channel: 'C0' })]))
    expect(other && unreadCount(other, 'C0')).toBe(1)
  })

  test('stay on a thread until it is opened', () => {
    const head = message('1')
    const reply: ToPage = { type: 'message', message: message('2', { threadTs: '1' }) }
    const state = after(hello('U1', [head]), reply)
    expect(hasUnreadReplies(state, head)).toBe(true)
    expect(hasUnreadReplies(withThread(state, '1'), head)).toBe(false)
  })
})

describe('another hello', () => {
  test('stays in the channel, and in the direct message of whoever one becomes', () => {
    expect(withEvent(withChannel(after(hello('U1')), 'C0'), hello('U2'))?.channel).toBe('C0')
    expect(withEvent(withChannel(after(hello('U1')), 'DU1'), hello('U2'))?.channel).toBe('DU2')
  })

  test('keeps the modals of the same person and closes those of another', () => {
    const state = after(hello('U1'), { type: 'view', view: view('V1') })
    expect(withEvent(state, hello('U1'))?.views).toHaveLength(1)
    expect(withEvent(state, hello('U2'))?.views).toEqual([])
  })
})

test('modals stack, are updated in place and close from the top or all at once', () => {
  const two = after(hello('U1'), { type: 'view', view: view('V1') }, { type: 'view', view: view('V2') })
  expect(two.views.map(({ id }) => id)).toEqual(['V1', 'V2'])
  const updated = { ...view('V1'), errors: { b: 'no' } }
  expect(withEvent(two, { type: 'view', view: updated })?.views[0]).toBe(updated)
  expect(withEvent(two, { type: 'view-closed', viewId: 'V2' })?.views.map(({ id }) => id)).toEqual(['V1'])
  expect(withEvent(two, { type: 'view-closed', viewId: 'all' })?.views).toEqual([])
})

test.each([
  ['U2', 'U2'],
  ['dana reyes', 'U1'],
  ['vp', 'U2'],
  ['Developer', 'U1'],
  ['budgeteer', undefined],
  ['', undefined],
])('"%s" means %s', (wanted, id) => {
  expect(personMeant(after(hello('U1')).people, wanted)?.id).toBe(id)
})

describe('the Home tab', () => {
  const published: ToPage = { type: 'home', home: view('V1') }

  test('stands in the place of the conversation with the app, until a channel is opened', () => {
    const home = withHome(after(hello('U1'), published))
    expect([home.tab, home.channel, home.home?.id]).toEqual(['home', 'DU1', 'V1'])
    expect(withChannel(home, 'DU1').tab).toBe('messages')
  })

  test('is that of the other person when the tab acts as another', () => {
    const home = withEvent(withHome(after(hello('U1'), published)), hello('U2'))
    expect([home?.tab, home?.channel, home?.home]).toEqual(['home', 'DU2', null])
  })

  test('is not there where the app has none', () => {
    expect(withHome(after({ ...hello('U1'), hasHome: false } as ToPage)).tab).toBe('messages')
  })

  test('leaves the messages behind it unread', () => {
    const told: ToPage = { type: 'message', message: message('5', { channel: 'DU1' }) }
    const home = withEvent(withHome(after(hello('U1'))), told)
    expect(home && unreadCount(home, 'DU1')).toBe(1)
  })
})
