import { describe, expect, it } from 'vitest'

import { buttonNamed, valuesByLabel } from '../../../demo/workspace/find-element.ts'
import type { OpenView } from '../../../demo/workspace/state.ts'
import type { Workspace } from '../../../demo/workspace/workspace.ts'
import { aBoltApp, aWorkspace, DEV, refusalOf, SRE } from './a-workspace.ts'

const plain = (text: string) => ({ type: 'plain_text' as const, text })
const option = (value: string) => ({ text: plain(`The ${value}`), value })
const input = (block_id: string, element: object, more: object = {}) => ({
  type: 'input',
  block_id,
  label: plain(block_id),
  element: { action_id: 'it', ...element },
  ...more,
})
const modal = (blocks: object[] = [], more: object = {}) => ({
  type: 'modal',
  callback_id: 'form',
  title: plain('Form'),
  submit: plain('Send'),
  blocks,
  ...more,
})

/** An app that opens this modal at every command. */
async function aModal(view: object, more: Parameters<typeof aBoltApp>[1] = () => undefined) {
  const { workspace, client, clock } = await aWorkspace()
  const app = await aBoltApp(workspace, (bolt) => {
    bolt.command('/budget', async ({ ack, command }) => {
      await ack()
      await client.apiCall('views.open', { trigger_id: command.trigger_id, view })
    })
    more(bolt)
  })
  return { workspace, client, clock, app, opened: await openModal(workspace) }
}

async function openModal(workspace: Workspace): Promise<OpenView> {
  const shown = await (await workspace.runCommand(DEV, 'engineering', '/budget')).answer()
  if (shown?.kind !== 'view') throw new Error('no modal came')
  return shown.view
}

describe('a command', () => {
  it('hands people, groups, channels and links on by id, and what is typed escaped', async () => {
    const { workspace } = await aWorkspace()
    const texts: string[] = []
    await aBoltApp(workspace, (app) => {
      app.command('/budget', async ({ ack, command }) => {
        texts.push(command.text, command.channel_name, command.user_name, command.team_id)
        await ack()
      })
    })
    await workspace.runCommand(
      DEV,
      'engineering',
      '/budget ic @sam @sre #open https://x.example/a?b&c a<b @nobody <@U0SRE>',
    )
    expect(texts).toEqual([
      `ic <@${SRE}|sam> <!subteam^S0SRE|@sre> <#C0OPEN|open> <https://x.example/a?b&amp;c> a&lt;b @nobody <@${SRE}|sam>`,
      'engineering',
      'dana',
      'T0TEAM',
    ])
  })

  it.each<[string, string | object, object]>([
    ['text', 'All well', { text: 'All well', ephemeralFor: DEV }],
    [
      'an answer for the channel',
      { text: 'All', response_type: 'in_channel' },
      { text: 'All', ephemeralFor: null },
    ],
  ])('may be acknowledged with %s', async (_case, answer, message) => {
    const { workspace } = await aWorkspace()
    await aBoltApp(workspace, (app) => {
      app.command('/budget', ({ ack }) => ack(answer as string))
    })
    const outcome = await workspace.runCommand(DEV, 'engineering', '/budget')
    expect(await outcome.answer()).toMatchObject({ kind: 'message', message })
  })

  it('acknowledged with blocks that Slack would refuse fails', async () => {
    const { workspace } = await aWorkspace()
    await aBoltApp(workspace, (app) => {
      app.command('/budget', ({ ack }) => ack({ text: 'x', blocks: [{ type: 'header', text: plain('') }] }))
    })
    const { failure } = await workspace.runCommand(DEV, 'engineering', '/budget')
    expect(failure).toBe('/budget failed with the error "invalid_command_response"')
  })
})

describe('a modal', () => {
  it('hands over what was filled in, in the shape that each element has', async () => {
    const options = [option('a'), option('b')]
    const heard: unknown[] = []
    const { workspace, opened } = await aModal(
      modal([
        input('text', { type: 'plain_text_input' }),
        input('url', { type: 'url_text_input' }),
        input('number', { type: 'number_input', is_decimal_allowed: false }),
        input('one', { type: 'static_select', options }),
        input('many', { type: 'multi_static_select', options }),
        input('boxes', { type: 'checkboxes', options }, { optional: true }),
        input('radio', { type: 'radio_buttons', options, initial_option: options[1] }),
        input('who', { type: 'users_select' }),
        input('day', { type: 'datepicker', initial_date: '2026-11-02' }),
        input('note', { type: 'plain_text_input' }, { optional: true }),
      ]),
      (app) => {
        app.view('form', async ({ ack, view }) => {
          heard.push(view.state.values)
          await ack()
        })
      },
    )
    const values = valuesByLabel(opened, {
      text: 'why',
      url: 'https://x.example',
      number: '3',
      one: 'The a',
      many: ['The a', 'b'],
      who: SRE,
    })
    expect((await workspace.submitView(opened, values)).errors).toEqual({})
    expect(heard).toMatchObject([
      {
        text: { it: { type: 'plain_text_input', value: 'why' } },
        url: { it: { value: 'https://x.example' } },
        number: { it: { value: '3' } },
        one: { it: { selected_option: options[0] } },
        many: { it: { selected_options: options } },
        boxes: { it: { selected_options: [] } },
        radio: { it: { selected_option: options[1] } },
        who: { it: { selected_user: SRE } },
        day: { it: { selected_date: '2026-11-02' } },
        note: { it: { value: null } },
      },
    ])
  })

  it.each<[string, object, string | null, string]>([
    [
      'nothing in a required input',
      { type: 'plain_text_input' },
      null,
      'Please complete this required field.',
    ],
    [
      'no choice',
      { type: 'static_select', options: [option('a')] },
      'zz',
      'Please complete this required field.',
    ],
    ['too much', { type: 'plain_text_input', max_length: 3 }, 'four', 'Must be 3 characters or fewer.'],
    ['too little', { type: 'plain_text_input', min_length: 3 }, 'no', 'Must be at least 3 characters.'],
    ['no address', { type: 'url_text_input' }, 'x', 'Please enter a valid URL.'],
    ['no number', { type: 'number_input', is_decimal_allowed: true }, 'x', 'Please enter a valid number.'],
    [
      'part of a number',
      { type: 'number_input', is_decimal_allowed: false },
      '1.5',
      'Please enter a whole number.',
    ],
    [
      'too large a number',
      { type: 'number_input', is_decimal_allowed: true, max_value: '3' },
      '4',
      'Must be 3 or less.',
    ],
  ])('with %s is not sent', async (_case, element, value, error) => {
    const { workspace, opened } = await aModal(modal([input('b', element)]))
    const { errors } = await workspace.submitView(opened, { b: { it: value } })
    expect(errors).toEqual({ b: error })
    expect(workspace.openViews(DEV)).toMatchObject([{ errors: { b: error } }])
  })

  it.each<[string, object | undefined, { failure?: string; errors?: object; titles: string[] }]>([
    ['nothing', undefined, { titles: [] }],
    ['clear', { response_action: 'clear' }, { titles: [] }],
    [
      'errors under an input',
      { response_action: 'errors', errors: { b: 'No' } },
      { errors: { b: 'No' }, titles: ['Form'] },
    ],
    [
      'errors under no input',
      { response_action: 'errors', errors: { zz: 'No' } },
      { failure: 'trouble', titles: ['Form'] },
    ],
    [
      'an update',
      { response_action: 'update', view: modal([], { title: plain('New') }) },
      { titles: ['New'] },
    ],
    [
      'a push',
      { response_action: 'push', view: modal([], { title: plain('Top') }) },
      { titles: ['Form', 'Top'] },
    ],
    [
      'a view that Slack refuses',
      { response_action: 'update', view: modal([], { title: plain('') }) },
      { failure: 'trouble', titles: ['Form'] },
    ],
    ['an action that is none', { response_action: 'dance' }, { failure: 'trouble', titles: ['Form'] }],
  ])('acknowledged with %s', async (_case, answer, expected) => {
    const { workspace, opened } = await aModal(modal([input('b', { type: 'plain_text_input' })]), (app) => {
      app.view('form', ({ ack }) => ack(answer as undefined))
    })
    const outcome = await workspace.submitView(opened, { b: { it: 'x' } })
    expect(outcome.failure).toEqual(
      expected.failure === undefined ? null : expect.stringContaining('trouble'),
    )
    expect(outcome.errors).toEqual(expected.errors ?? {})
    const titles = workspace.openViews(DEV).map(({ view }) => (view['title'] as { text: string }).text)
    expect(titles).toEqual(expected.titles)
  })

  it('tells the app that it was closed where the app asked', async () => {
    const closed: unknown[] = []
    const { workspace, opened } = await aModal(modal([], { notify_on_close: true }), (app) => {
      app.view({ callback_id: 'form', type: 'view_closed' }, async ({ ack, body }) => {
        closed.push('is_cleared' in body && body.is_cleared)
        await ack()
      })
    })
    await workspace.closeView(opened)
    expect(closed).toEqual([false])
    expect(workspace.openViews(DEV)).toEqual([])
  })

  it('opens once for each trigger, within three seconds, and only so deep', async () => {
    const { workspace, client, clock } = await aWorkspace()
    const triggers: string[] = []
    await aBoltApp(workspace, (app) => {
      app.command('/budget', async ({ ack, command }) => {
        triggers.push(command.trigger_id)
        await ack()
      })
    })
    const trigger = async () => {
      await workspace.runCommand(DEV, 'engineering', '/budget')
      return triggers.at(-1) ?? ''
    }
    const call = (method: string, trigger_id: string, more: object = {}) =>
      client.apiCall(method, { trigger_id, view: modal([], more) })
    expect(await refusalOf(call('views.push', await trigger()))).toMatchObject({ error: 'not_found' })
    const used = await trigger()
    expect((await refusalOf(call('views.open', used, { title: plain('') }))).error).toBe('invalid_arguments')
    await call('views.open', used, { external_id: 'x1' })
    expect(await refusalOf(call('views.open', used))).toMatchObject({ error: 'exchanged_trigger_id' })
    expect(await refusalOf(call('views.push', await trigger(), { external_id: 'x1' }))).toMatchObject({
      error: 'duplicate_external_id',
    })
    const late = await trigger()
    clock.advance(3_001)
    expect(await refusalOf(call('views.open', late))).toMatchObject({ error: 'expired_trigger_id' })
    await call('views.push', await trigger())
    await call('views.push', await trigger())
    expect(await refusalOf(call('views.push', await trigger()))).toMatchObject({
      error: 'push_limit_reached',
    })
    const huge = Array.from({ length: 90 }, () => ({ type: 'section', text: plain('x'.repeat(3_000)) }))
    expect(
      await refusalOf(client.apiCall('views.open', { trigger_id: await trigger(), view: modal(huge) })),
    ).toMatchObject({ error: 'view_too_large' })
  })

  it('that the person closed meanwhile stays closed, whatever the app answers', async () => {
    const { workspace, opened } = await aModal(modal([input('b', { type: 'plain_text_input' })]), (app) => {
      app.view('form', async ({ ack }) => {
        await workspace.closeView(opened)
        await ack({ response_action: 'errors', errors: { b: 'No' } })
      })
    })
    expect(await workspace.submitView(opened, { b: { it: 'x' } })).toMatchObject({
      failure: null,
      view: null,
    })
    expect(await workspace.submitView(opened, { b: { it: 'x' } })).toMatchObject({
      failure: 'This window is closed already.',
    })
  })

  it('is updated by whoever knows its hash', async () => {
    const { client, workspace, opened } = await aModal(modal())
    const update = (hash: string) =>
      client.apiCall('views.update', { view_id: opened.id, hash, view: modal([], { title: plain('New') }) })
    await update(opened.hash)
    expect(await refusalOf(update(opened.hash))).toMatchObject({ error: 'hash_conflict' })
    expect(
      await refusalOf(client.apiCall('views.update', { view_id: 'V0NONE', view: modal() })),
    ).toMatchObject({ error: 'not_found' })
    expect(workspace.openViews(DEV)).toMatchObject([{ id: opened.id, view: { title: { text: 'New' } } }])
  })

  it('carries choices made inside it to the app, with all that is filled in so far', async () => {
    const heard: unknown[] = []
    const options = [option('a'), option('b')]
    const choice = input('service', { type: 'static_select', options }, { dispatch_action: true })
    const { workspace, opened } = await aModal(
      modal([choice, input('why', { type: 'plain_text_input' })]),
      (app) => {
        app.action({ type: 'block_actions', action_id: 'it' }, async ({ ack, body, action }) => {
          heard.push(
            action.type === 'static_select' ? action.selected_option.value : '',
            body.view?.state.values['why']?.['it']?.value,
          )
          await ack()
        })
      },
    )
    await workspace.viewAction(
      opened,
      { blockId: 'service', actionId: 'it', value: 'b' },
      { service: { it: 'b' }, why: { it: 'so' } },
    )
    expect(heard).toEqual(['b', 'so'])
  })
})

describe('the home tab', () => {
  it('is published when it is opened', async () => {
    const { workspace } = await aWorkspace()
    await aBoltApp(workspace, (app) => {
      app.event('app_home_opened', async ({ event, client }) => {
        const blocks = [{ type: 'section' as const, text: plain('Your budgets') }]
        await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } })
      })
    })
    expect(await workspace.openHome(DEV)).toBe(true)
    const home = await workspace.waitFor(() => workspace.home(DEV) ?? undefined)
    expect(home.view).toMatchObject({ type: 'home', blocks: [{ text: { text: 'Your budgets' } }] })
  })
})

describe('a response URL', () => {
  const row = [
    {
      type: 'actions',
      block_id: 'row',
      elements: [{ type: 'button', action_id: 'go', text: plain('Go'), value: 'x' }],
    },
  ]

  async function aPress(isEphemeral: boolean) {
    const { workspace, client, clock } = await aWorkspace()
    const urls: string[] = []
    const messages: unknown[] = []
    await aBoltApp(workspace, (app) => {
      app.action('go', async ({ ack, body }) => {
        if (body.type === 'block_actions') {
          urls.push(body.response_url)
          messages.push(body.message?.ts)
        }
        await ack()
      })
    })
    const content = { channel: 'C0ENG', text: 'q', blocks: row }
    if (isEphemeral) await client.apiCall('chat.postEphemeral', { ...content, user: DEV })
    else await client.apiCall('chat.postMessage', content)
    const message = isEphemeral ? workspace.ephemerals(DEV)[0] : workspace.messages('engineering')[0]
    if (message === undefined) throw new Error('no message')
    await workspace.press(DEV, message, buttonNamed(message, 'Go'))
    const post = (body: object) => fetch(urls[0] ?? '', { method: 'POST', body: JSON.stringify(body) })
    return { workspace, clock, message, messages, post }
  }

  it('takes five posts', async () => {
    const { workspace, post } = await aPress(false)
    for (let sent = 0; sent < 5; sent += 1) expect((await post({ text: `a${sent}` })).status).toBe(200)
    const sixth = await post({ text: 'a5' })
    expect(sixth.status).toBe(404)
    expect(await sixth.json()).toMatchObject({ error: 'used_url' })
    expect(workspace.ephemerals(DEV)).toHaveLength(5)
  })

  it('lives for thirty minutes', async () => {
    const { clock, post } = await aPress(false)
    clock.advance(30 * 60_000)
    expect((await post({ text: 'x' })).status).toBe(200)
    clock.advance(1)
    expect(await (await post({ text: 'x' })).json()).toMatchObject({ error: 'expired_url' })
  })

  it.each<[string, object, number]>([
    ['nothing', {}, 400],
    ['blocks that Slack refuses', { text: 'x', blocks: [{ type: 'header' }] }, 400],
    ['more than 40,000 characters', { text: 'x'.repeat(40_001) }, 400],
  ])('refuses %s', async (_case, body, status) => {
    const { post } = await aPress(false)
    expect((await post(body)).status).toBe(status)
  })

  it.each([[true], [false]])(
    'replaces and deletes the message that it came from (for one person: %s)',
    async (isEphemeral) => {
      const { workspace, message, messages, post } = await aPress(isEphemeral)
      expect(messages).toEqual([isEphemeral ? undefined : message.ts])
      const shown = () => (isEphemeral ? workspace.ephemerals(DEV) : workspace.messages('engineering'))
      await post({ text: 'done', replace_original: true })
      expect(shown()).toMatchObject([{ ts: message.ts, text: 'done', blocks: [] }])
      await post({ delete_original: true })
      expect(shown()).toEqual([])
      expect((await post({ text: 'again', replace_original: true })).status).toBe(404)
    },
  )

  it('answers in the channel where asked', async () => {
    const { workspace, post } = await aPress(true)
    await post({ text: 'for all', response_type: 'in_channel' })
    expect(workspace.messages('engineering')).toMatchObject([{ text: 'for all', ephemeralFor: null }])
  })
})
