import { describe, expect, it } from 'vitest'

import { aBoltApp, aWorkspace, DEV } from './a-workspace.ts'

describe('a Bolt app in Socket Mode', () => {
  it('answers a command, opens a modal, takes its submission and hears a button', async () => {
    const { workspace } = await aWorkspace()
    const heard: string[] = []
    await aBoltApp(workspace, (app) => {
      app.command('/budget', async ({ ack, command, client, respond }) => {
        await ack()
        if (command.text === 'form') {
          await client.views.open({
            trigger_id: command.trigger_id,
            view: {
              type: 'modal',
              callback_id: 'form',
              title: { type: 'plain_text', text: 'Request' },
              submit: { type: 'plain_text', text: 'Send' },
              blocks: [
                {
                  type: 'input',
                  block_id: 'why',
                  label: { type: 'plain_text', text: 'Why' },
                  element: { type: 'plain_text_input', action_id: 'text' },
                },
              ],
            },
          })
          return
        }
        await respond({
          text: 'All well',
          blocks: [
            {
              type: 'actions',
              block_id: 'row',
              elements: [
                { type: 'button', action_id: 'go', value: 'x1', text: { type: 'plain_text', text: 'Go' } },
              ],
            },
          ],
        })
      })
      app.view('form', async ({ ack, view, client, body }) => {
        await ack()
        const why = view.state.values['why']?.['text']?.value ?? ''
        await client.chat.postMessage({ channel: 'C0ENG', text: `<@${body.user.id}>: ${why}` })
      })
      app.action('go', async ({ ack, action, respond }) => {
        await ack()
        if (action.type === 'button') heard.push(action.value ?? '')
        await respond({ text: 'Gone', replace_original: true })
      })
    })

    const status = await workspace.runCommand(DEV, 'engineering', '/budget status')
    const answer = await status.answer()
    expect(answer).toMatchObject({ kind: 'message', message: { text: 'All well', ephemeralFor: DEV } })
    if (answer?.kind !== 'message') return
    const pressed = await workspace.press(DEV, answer.message, { blockId: 'row', actionId: 'go' })
    expect(pressed.failure).toBeNull()
    await pressed.answer()
    expect(heard).toEqual(['x1'])
    expect(workspace.ephemerals(DEV).map(({ text }) => text)).toEqual(['Gone'])

    const form = await workspace.runCommand(DEV, 'engineering', '/budget form')
    const opened = await form.answer()
    if (opened?.kind !== 'view') throw new Error('no modal came')
    const empty = await workspace.submitView(opened.view, {})
    expect(empty.errors).toEqual({ why: 'Please complete this required field.' })
    await workspace.submitView(opened.view, { why: { text: 'because' } })
    expect(workspace.openViews(DEV)).toEqual([])
    await workspace.waitFor(() =>
      workspace.messages('engineering').find(({ text }) => text === `<@${DEV}>: because`),
    )
  })
})
