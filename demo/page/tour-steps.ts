import type { PageMessage } from '../workspace/page-protocol.ts'
import { personMeant, type PageState } from './state.ts'
import {
  deployRequest,
  freezeAnnouncement,
  frozenService,
  hasButton,
  hasRefusedForm,
  isGranted,
  nextApprover,
  refusal,
} from './tour-facts.ts'

/** The next thing to do in a step: a control that is pressed, or a line that is typed. */
export interface Move {
  /** Selectors of the control, the first that is on the screen: on a phone a side must be opened first. */
  readonly targets: readonly string[]
  /** `look`: there is nothing to do here but to read. */
  readonly how: 'press' | 'type' | 'fill-form' | 'look'
  /** What is typed. */
  readonly line?: string
  /** Tells apart moves that press the same control, one after another. */
  readonly key?: string
}

export interface TourStep {
  readonly id: string
  readonly title: string
  readonly text: (state: PageState) => string
  readonly move: (state: PageState, since: string) => Move
  /** Whether the deed of the step was done since it began, by whomever; null for a step that is read. */
  readonly isDone: ((state: PageState, since: string) => boolean) | null
  /** Whether the step makes sense now; always when left out. */
  readonly applies?: (state: PageState) => boolean
  /** A page to open in another tab. */
  readonly link?: (state: PageState) => { readonly url: string; readonly text: string } | null
}

/** The service that the tour breaks. */
const BROKEN = 'inference-gateway'

const press = (...targets: readonly string[]): Move => ({ targets, how: 'press' })
const look = (...targets: readonly string[]): Move => ({ targets, how: 'look' })
const isFrozen = (state: PageState): boolean => frozenService(state) !== null

const asPerson = (id: string): Move => ({ ...press(`[data-person="${id}"]`, '#me button'), key: id })
const inChannel = (name: string): Move => ({
  ...press(`[data-channel="${name}"]`, '#open-sidebar'),
  key: name,
})
const messageSelector = ({ ts }: PageMessage): string => `#messages [data-ts="${ts}"]`
const channelName = (state: PageState, message: PageMessage): string =>
  state.channels.find(({ id }) => id === message.channel)?.name ?? ''
const isShown = (state: PageState, message: PageMessage): boolean =>
  state.tab === 'messages' && state.channel === message.channel

function lookAt(state: PageState, message: PageMessage): Move {
  return isShown(state, message) ? look(messageSelector(message)) : inChannel(channelName(state, message))
}

/** As the developer, in a channel, types a command about the frozen service. */
function typeAsDeveloper(state: PageState, commandOf: (service: string) => string): Move {
  const developer = personMeant(state.people, 'developer')
  if (developer !== null && developer.id !== state.me) return asPerson(developer.id)
  if (state.tab === 'home') return inChannel('engineering')
  return {
    targets: ['#composer .composer-box'],
    how: 'type',
    line: commandOf(frozenService(state)?.name ?? ''),
  }
}

const isFilledIn = (state: PageState): boolean => !hasButton(deployRequest(state), 'request_fill_in')
const isSettled = (state: PageState): boolean => !hasButton(deployRequest(state), 'request_approve')

/** A button of the request that waits, in the channel where it does. */
function pressRequest(state: PageState, actionId: string): Move {
  const request = deployRequest(state)
  if (request === null) return look()
  if (!isShown(state, request)) return inChannel(channelName(state, request))
  // A request may need several people, each of whom changes it.
  return { ...press(`${messageSelector(request)} [data-focus$=" ${actionId}"]`), key: request.text }
}

export const tourSteps: readonly TourStep[] = [
  {
    id: 'break',
    title: 'Break a service',
    text: ({ panel }) =>
      (panel?.busy ?? null) === null
        ? 'Choose ML Inference Gateway and give it a 2-hour outage. Its errors reach the bot as they would in production, and its budget falls until the policy freezes it.'
        : 'Time passes, and the bot looks every five minutes. It announces what it finds.',
    move: ({ panel }) =>
      (panel?.busy ?? null) === null
        ? press(
            `#panel [data-service="${BROKEN}"]:not(:has(:checked)) input`,
            '#panel [data-action="outage-2h"]',
            '#open-panel',
          )
        : look('#panel-body .services', '#open-panel'),
    isDone: isFrozen,
  },
  {
    id: 'announcement',
    title: 'Read what everybody reads',
    text: () =>
      'The bot froze the service and said so in #engineering: how much is left, what may still be deployed, who decides, and what must be done now. The words are the policy’s.',
    move: (state) => {
      const announcement = freezeAnnouncement(state)
      return announcement === null ? inChannel('engineering') : lookAt(state, announcement)
    },
    isDone: null,
    applies: isFrozen,
  },
  {
    id: 'ask',
    title: 'Ask to deploy a feature',
    text: () => 'You are the developer, and your feature is ready. Ask for it with /deploy request.',
    move: (state) => typeAsDeveloper(state, (service) => `/deploy request ${service} v2.0.0 feature`),
    isDone: (state, since) => refusal(state, since) !== null || hasRefusedForm(state),
    applies: isFrozen,
  },
  {
    id: 'why',
    title: 'Blocked, and why',
    text: () =>
      'No feature goes out now. The answer names the line of the policy that says so, and what is possible instead. A pipeline that asks the gate hears the same.',
    move: (state) => {
      const answer = refusal(state, '')
      return answer === null ? look('#messages') : lookAt(state, answer)
    },
    isDone: null,
    applies: isFrozen,
  },
  {
    id: 'hotfix',
    title: 'Ask for a hotfix',
    text: () => 'What ends the outage may go out, when the right people agree. Ask for a P0 hotfix.',
    move: (state) => typeAsDeveloper(state, (service) => `/deploy request ${service} v1.2.4 p0-hotfix`),
    isDone: (state) => !isSettled(state),
    applies: isFrozen,
  },
  {
    id: 'fill-in',
    title: 'Bring what the policy asks for',
    text: () =>
      'Some things only the author knows: that tests pass, how to roll back. Press “Fill in…” at the request and answer. “Do it for me” answers with examples.',
    move: (state) =>
      state.views.length > 0
        ? { targets: ['dialog[open] button[type=submit]'], how: 'fill-form' }
        : pressRequest(state, 'request_fill_in'),
    isDone: isFilledIn,
    applies: (state) => !isFilledIn(state),
  },
  {
    id: 'approve',
    title: 'Approve as somebody else',
    text: (state) => {
      const request = deployRequest(state)
      const approver = request && nextApprover(state, request)
      const who = approver ? `${approver.name}, ${approver.title},` : 'somebody whom the policy names'
      return `Nobody approves their own request. Become ${who} and press Approve. Each person fills one seat.`
    },
    move: (state) => {
      const request = deployRequest(state)
      const approver = request && nextApprover(state, request)
      if (approver && approver.id !== state.me) return asPerson(approver.id)
      return pressRequest(state, 'request_approve')
    },
    isDone: isSettled,
    applies: (state) => !isSettled(state),
  },
  {
    id: 'granted',
    title: 'Granted, for one deployment',
    text: (state) =>
      isGranted(deployRequest(state))
        ? 'All that the policy asks for is there. The pipeline that asks the gate now is let through, once.'
        : 'The request is decided. Who asked and who decided is in the record.',
    move: (state) => {
      const request = deployRequest(state)
      return request === null ? look('#messages') : lookAt(state, request)
    },
    isDone: null,
    applies: (state) => deployRequest(state) !== null && isSettled(state),
  },
  {
    id: 'home',
    title: 'Open the App Home',
    text: () => 'Each person has a Home in the bot. Open it in the list of channels.',
    move: () => press('[data-focus="app home"]', '#open-sidebar'),
    isDone: ({ tab, home }) => tab === 'home' && home !== null,
    applies: ({ hasHome }) => hasHome,
  },
  {
    id: 'home-read',
    title: 'What waits for you',
    text: () =>
      'Every service, the worst first; what waits for your approval, with its buttons; your requests and actions. Each person sees their own.',
    move: ({ tab }) => (tab === 'home' ? look('#home') : press('[data-focus="app home"]', '#open-sidebar')),
    isDone: null,
    applies: ({ hasHome }) => hasHome,
  },
  {
    id: 'pages',
    title: 'The same, in a browser',
    text: () =>
      'The bot has pages, for those who do not live in a chat: how the budget burned down, every freeze, request and decision. They open in another tab, from here and from the panel. This is the end of the tour: go on as you like.',
    move: () => look('#panel .panel-pages', '#open-panel'),
    isDone: null,
    link: (state) => {
      const service = frozenService(state) ?? state.panel?.services[0] ?? null
      const url = service?.pageUrl ?? state.panel?.pagesUrl ?? null
      return url === null
        ? null
        : { url, text: service?.pageUrl === url ? `The page of ${service.title}` : 'The pages' }
    },
  },
]
