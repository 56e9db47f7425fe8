import type { AppTransport, Delivery } from './app-transport.ts'
import { inputErrors, stateValues } from './element-values.ts'
import type { ActionTarget } from './interaction-payload.ts'
import { actionAt, sender } from './interaction-payload.ts'
import { Interaction } from './interaction.ts'
import type { Shown } from './interaction.ts'
import type { JsonObject } from './json-values.ts'
import { isObject, objectAt, objectsAt, textAt } from './json-values.ts'
import { isRefusal } from './message-content.ts'
import type { ViewValues } from './page-protocol.ts'
import type { ResponseUrls } from './response-urls.ts'
import { messageJson, viewJson } from './slack-json.ts'
import type { Message, OpenView, WorkspaceState } from './state.ts'
import type { Triggers } from './triggers.ts'
import { typedText } from './typed-text.ts'
import type { Views } from './views.ts'
import type { AppSeed, PersonSeed } from './workspace-options.ts'

const NO_COMMAND =
  'In Slack, all messages that start with the "/" character are interpreted as a slash command. ' +
  'If you are trying to send a message and not run a command, try preceding the "/" with an empty space.'
const CLOSED = 'This window is closed already.'
const TROUBLE = 'We had some trouble connecting. Try again?'
const ANSWER_TIMEOUT_MS = 5_000

/** What a person gets to see from what they did, as far as Slack knows when the app has acknowledged it. */
export interface Outcome {
  /** What Slack itself says because the app did not take it; null when it did. */
  readonly failure: string | null
  /** What stands under the inputs of the modal, by block id. */
  readonly errors: Readonly<Record<string, string>>
  /** The modal in front of the person now. */
  readonly view: OpenView | null
  /** The first message or modal that the app showed in answer; undefined when none came in `timeoutMs` of real time. */
  answer(timeoutMs?: number): Promise<Shown | undefined>
}

interface Parts {
  readonly state: WorkspaceState
  readonly views: Views
  readonly triggers: Triggers
  readonly responseUrls: ResponseUrls
  readonly transport: AppTransport
  readonly app: AppSeed
}

/** Turns what people do into Slack's payloads, and the app's acknowledgements into what people see. */
export class Interactivity {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** `line` as typed: `/budget status checkout`. */
  async runCommand(personId: string, channelId: string, line: string): Promise<Outcome> {
    const { state, app, triggers, responseUrls, transport } = this.#parts
    const person = this.#person(personId)
    const [, command = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(line.trim()) ?? []
    const interaction = this.#interaction(personId, channelId, null)
    if (!app.commands.some((known) => known.command === command)) {
      return this.#failed(interaction, `${command} is not a valid command. ${NO_COMMAND}`)
    }
    const channel = state.channels.get(channelId)
    const delivery = await transport.deliver('slash_commands', {
      token: 'verification-token',
      team_id: state.team.id,
      team_domain: state.team.domain,
      channel_id: channelId,
      channel_name: channel?.kind === 'dm' ? 'directmessage' : (channel?.name ?? ''),
      user_id: personId,
      user_name: person.name,
      command,
      text: typedText(rest.trim(), state, true),
      api_app_id: state.appId,
      is_enterprise_install: 'false',
      response_url: responseUrls.issue(interaction, 'commands'),
      trigger_id: triggers.issue(interaction),
    })
    const failed = (error: string): Outcome =>
      this.#failed(interaction, `${command} failed with the error "${error}"`)
    if (!delivery.isAcknowledged) return failed(delivery.error)
    const { body } = delivery
    const answer = typeof body === 'string' ? { text: body } : body
    if (isObject(answer)) {
      const refused = responseUrls.respond(interaction, answer)
      if (refused !== undefined) return failed('invalid_command_response')
    }
    return this.#taken(interaction)
  }

  /** A button, or a choice in a select, overflow, checkbox or date picker of a message. */
  async press(personId: string, message: Message, target: ActionTarget): Promise<Outcome> {
    const { state, triggers, responseUrls, transport } = this.#parts
    const interaction = this.#interaction(personId, message.channel, message)
    const action = actionAt(message.blocks, target, state.nextTs())
    if (action === undefined) return this.#failed(interaction, 'There is no such button on this message.')
    this.#followLink(personId, action)
    const channel = state.channels.get(message.channel)
    const isEphemeral = message.ephemeralFor !== null
    const given = target.value === undefined ? {} : { [target.blockId]: { [target.actionId]: target.value } }
    const delivery = await transport.deliver('interactive', {
      type: 'block_actions',
      ...sender(this.#person(personId), state),
      container: {
        type: 'message',
        message_ts: message.ts,
        channel_id: message.channel,
        is_ephemeral: isEphemeral,
        ...(message.threadTs !== null && { thread_ts: message.threadTs }),
      },
      trigger_id: triggers.issue(interaction),
      channel: { id: message.channel, name: channel?.kind === 'dm' ? 'directmessage' : channel?.name },
      // An ephemeral message is not kept, so its payload carries none.
      ...(!isEphemeral && { message: messageJson(message, state) }),
      state: { values: stateValues(message.blocks, given) },
      response_url: responseUrls.issue(interaction, 'actions'),
      actions: [action],
    })
    return delivery.isAcknowledged ? this.#taken(interaction) : this.#failed(interaction, TROUBLE)
  }

  /** A button or choice inside a modal, or an input with `dispatch_action`. */
  async viewAction(given: OpenView, target: ActionTarget, values: ViewValues): Promise<Outcome> {
    const { state, views, triggers, transport } = this.#parts
    const interaction = this.#interaction(given.person, null, null)
    const view = views.find(given.id)
    if (view === undefined) return this.#failed(interaction, CLOSED)
    const blocks = objectsAt(view.view['blocks'])
    const action = actionAt(blocks, target, state.nextTs())
    if (action === undefined) return this.#failed(interaction, 'There is no such element in this view.')
    this.#followLink(view.person, action)
    const delivery = await transport.deliver('interactive', {
      type: 'block_actions',
      ...sender(this.#person(view.person), state),
      container: { type: 'view', view_id: view.id },
      trigger_id: triggers.issue(interaction),
      view: viewJson(view, state, stateValues(blocks, values)),
      actions: [action],
    })
    return delivery.isAcknowledged ? this.#taken(interaction) : this.#failed(interaction, TROUBLE)
  }

  /** Sends a modal off, unless an input is missing or too long: then the app is not asked. */
  async submitView(given: OpenView, filled: ViewValues): Promise<Outcome> {
    const { state, views, triggers, transport } = this.#parts
    const interaction = this.#interaction(given.person, null, null)
    const view = views.find(given.id)
    if (view === undefined) return this.#failed(interaction, CLOSED)
    const blocks = objectsAt(view.view['blocks'])
    const values = stateValues(blocks, filled)
    const errors = inputErrors(blocks, values)
    if (Object.keys(errors).length > 0) {
      views.showErrors(view, errors)
      return { ...this.#taken(interaction), errors }
    }
    const delivery = await transport.deliver('interactive', {
      type: 'view_submission',
      ...sender(this.#person(view.person), state),
      trigger_id: triggers.issue(interaction),
      view: viewJson(view, state, values),
      response_urls: [],
    })
    // The person may have closed it while the app was thinking.
    return this.#afterSubmission(interaction, views.find(view.id), delivery)
  }

  /** The person closes a modal, or with `isAll` the whole stack. The app learns of it where it asked to. */
  async closeView(view: OpenView, isAll = false): Promise<Outcome> {
    const { state, views, transport } = this.#parts
    const interaction = this.#interaction(view.person, null, null)
    const closed = isAll ? views.stack(view.person).toReversed() : [view]
    if (isAll) views.closeAll(view.person)
    else views.close(view)
    for (const { id, ...rest } of closed) {
      if (rest.view['notify_on_close'] !== true) continue
      await transport.deliver('interactive', {
        type: 'view_closed',
        ...sender(this.#person(view.person), state),
        view: viewJson({ id, ...rest }, state),
        is_cleared: isAll,
      })
    }
    return this.#taken(interaction)
  }

  #afterSubmission(interaction: Interaction, view: OpenView | undefined, delivery: Delivery): Outcome {
    const { views } = this.#parts
    if (!delivery.isAcknowledged) return this.#failed(interaction, TROUBLE)
    if (view === undefined) return this.#taken(interaction)
    const answer = objectAt(delivery.body)
    switch (textAt(answer['response_action'])) {
      case undefined:
        views.close(view)
        return this.#taken(interaction)
      case 'clear':
        views.closeAll(view.person)
        return this.#taken(interaction)
      case 'errors':
        return this.#withErrors(interaction, view, objectAt(answer['errors']))
      case 'update':
        return this.#afterView(interaction, views.update(view, answer['view']))
      case 'push':
        return this.#afterView(interaction, views.push(view.person, answer['view']))
      default:
        return this.#failed(interaction, TROUBLE)
    }
  }

  #afterView(interaction: Interaction, view: ReturnType<Views['push']>): Outcome {
    if (isRefusal(view)) return this.#failed(interaction, TROUBLE)
    interaction.show({ kind: 'view', view })
    return this.#taken(interaction)
  }

  /** Slack shows errors under input blocks only, and takes none that name another block. */
  #withErrors(interaction: Interaction, view: OpenView, given: JsonObject): Outcome {
    const inputs = objectsAt(view.view['blocks']).filter(({ type }) => type === 'input')
    const ids = new Set(inputs.map((block) => block['block_id']))
    const entries = Object.entries(given)
    const isGood =
      entries.length > 0 && entries.every(([id, text]) => ids.has(id) && typeof text === 'string')
    if (!isGood) return this.#failed(interaction, TROUBLE)
    const errors = Object.fromEntries(entries.map(([id, text]) => [id, String(text)]))
    this.#parts.views.showErrors(view, errors)
    return { ...this.#taken(interaction), errors }
  }

  #followLink(person: string, action: JsonObject): void {
    const url = textAt(action['url'])
    if (url !== undefined) this.#parts.state.announce({ type: 'link', person, url })
  }

  #person(id: string): PersonSeed {
    const person = this.#parts.state.people.get(id)
    if (person === undefined) throw new Error(`The workspace has no person ${id}`)
    return person
  }

  #interaction(person: string, channel: string | null, source: Message | null): Interaction {
    return new Interaction({ person, channel, source, at: this.#parts.state.now() })
  }

  #taken(interaction: Interaction): Outcome {
    return {
      failure: null,
      errors: {},
      view: this.#parts.views.top(interaction.person),
      answer: (timeoutMs = ANSWER_TIMEOUT_MS) => interaction.firstShown(timeoutMs),
    }
  }

  #failed(interaction: Interaction, failure: string): Outcome {
    const { state } = this.#parts
    const channel = interaction.channel ?? state.directMessage(interaction.person).id
    state.announce({ type: 'slackbot', person: interaction.person, channel, text: failure })
    return { ...this.#taken(interaction), failure }
  }
}
