import { expect, test } from 'vitest'
import { isReadable } from '../../../src/adapters/slack/payload-shape.ts'

const user = { id: 'U0SRE1' }
const button = { action_id: 'request_approve', type: 'button', value: 'r-1' }
const click = {
  type: 'block_actions',
  user,
  trigger_id: '1.2',
  container: { type: 'message' },
  actions: [button],
}
const view = {
  id: 'V1',
  type: 'modal',
  callback_id: 'deploy_request',
  private_metadata: '',
  state: { values: { why: { value: { type: 'plain_text_input', value: null } } } },
}
const form = { type: 'view_submission', user, view }
const command = { command: '/budget', text: 'status', user_id: 'U0SRE1', channel_id: 'C0' }
const event = (told: object): object => ({ type: 'event_callback', event: told })

test.each([
  ['a click', click],
  [
    'a choice',
    {
      ...click,
      actions: [{ action_id: 'home_show', type: 'static_select', selected_option: { value: 'x' } }],
    },
  ],
  ['a form', form],
  ['a command', command],
  ['a home that was opened', event({ type: 'app_home_opened', user: 'U0', tab: 'home' })],
  ['an event that nobody listens to', event({ type: 'reaction_added' })],
  ['a shortcut that nobody listens to', { type: 'shortcut', user }],
])('%s is readable', (_, body) => {
  expect(isReadable(body as Readonly<Record<string, unknown>>)).toBe(true)
})

test.each([
  ['a click of nobody', { ...click, user: {} }],
  ['a click on nothing', { ...click, actions: [] }],
  ['a click without a trigger', { ...click, trigger_id: null }],
  ['a choice of nothing', { ...click, actions: [{ action_id: 'home_show', type: 'button', value: 'x' }] }],
  ['a form without its content', { ...form, view: { ...view, state: undefined } }],
  ['a form whose inputs are no objects', { ...form, view: { ...view, state: { values: { why: 'x' } } } }],
  ['a command whose text is a number', { ...command, text: 3 }],
  ['an event that is none', event([])],
  ['a group without its name', event({ type: 'subteam_updated', subteam: {} })],
])('%s is not', (_, body) => {
  expect(isReadable(body as Readonly<Record<string, unknown>>)).toBe(false)
})
