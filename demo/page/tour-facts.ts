import type { PageMessage, PagePerson } from '../workspace/page-protocol.ts'
import { listAt, asJson, stringAt } from './json.ts'
import type { PageState } from './state.ts'

/** A service whose level is a freeze by the demo's policy. */
export function frozenService(state: PageState) {
  return state.panel?.services.find(({ level }) => /^(?:CRITICAL|EMERGENCY)$/.test(level)) ?? null
}

/** The newest announcement of a freeze. */
export function freezeAnnouncement(state: PageState): PageMessage | null {
  return newest(
    state,
    ({ text, threadTs }) => threadTs === null && /^\S+ ERROR BUDGET FREEZE: [A-Z]+ \(/.test(text),
  )
}

/** The bot's answer that something is blocked, which only its reader sees. */
export function refusal(state: PageState, since: string): PageMessage | null {
  return newest(
    state,
    ({ text, ts, ephemeralFor }) => ephemeralFor === state.me && ts > since && text.startsWith('Blocked'),
  )
}

/** Whether a form that is open says what is wrong with it. */
export function hasRefusedForm(state: PageState): boolean {
  return state.views.some(({ errors }) => Object.keys(errors).length > 0)
}

/** The newest request where it is decided. */
export function deployRequest(state: PageState): PageMessage | null {
  return newest(state, ({ text, ephemeralFor }) => ephemeralFor === null && /^\S+ Deploy request/.test(text))
}

export function hasButton(message: PageMessage | null, actionId: string): boolean {
  return (message?.blocks ?? []).some((block) =>
    listAt(asJson(block), 'elements').some((element) => stringAt(element, 'action_id') === actionId),
  )
}

export function isGranted(request: PageMessage | null): boolean {
  return request !== null && /granted/i.test(request.text.split('\n')[0] ?? '')
}

/** Somebody in the first role that a request still waits for, who has no part in it yet. */
export function nextApprover(state: PageState, request: PageMessage): PagePerson | null {
  const role = /^⬜ ([^:\n]+): \d+ of \d+/mu.exec(request.text)?.[1]
  if (role === undefined) return null
  const free = state.people.filter(({ id, isBot }) => !isBot && !request.text.includes(`<@${id}>`))
  const able = free.filter(({ title }) => title.startsWith(role))
  // Who acts already goes on acting.
  return able.find(({ id }) => id === state.me) ?? able[0] ?? null
}

/** The time of the newest message that this person can see; what happens later is news. */
export function newestTs(state: PageState): string {
  return state.messages.reduce((latest, { ts }) => (ts > latest ? ts : latest), '')
}

function newest(state: PageState, wanted: (message: PageMessage) => boolean): PageMessage | null {
  return state.messages.findLast(wanted) ?? null
}
