import { describe, expect, it } from 'vitest'
import { aWorkspace, refusalOf } from './a-workspace.ts'

const section = (text: string) => ({ type: 'section' as const, text: { type: 'mrkdwn' as const, text } })
const MODAL = { type: 'modal' as const, title: { type: 'plain_text' as const, text: 'A title' } }

describe('blocks.validate', () => {
  it.each([
    ['blocks', { blocks: [section('x')] }],
    ['a message', { message: { blocks: [section('x')] } }],
    ['a message of text alone', { message: {} }],
    ['a view', { view: { ...MODAL, blocks: [section('x')] } }],
  ])('takes %s and posts nothing', async (_what, given) => {
    const { workspace, client } = await aWorkspace()
    expect(await client.apiCall('blocks.validate', given)).toMatchObject({ ok: true })
    expect(workspace.messages('C0ENG')).toEqual([])
  })

  it.each([
    ['blocks', { blocks: [section('')] }, 'invalid_blocks', '/0/text/text'],
    [
      'a message',
      { message: { blocks: [section('x'), section('')] } },
      'invalid_message',
      '/blocks/1/text/text',
    ],
    ['a view', { view: { ...MODAL, blocks: [section('')] } }, 'invalid_view', '/view/blocks/0/text/text'],
    [
      'a message that is too long',
      { message: { blocks: Array.from({ length: 5 }, () => section('x'.repeat(2_900))) } },
      'invalid_message',
      '/blocks',
    ],
  ])('says where %s is wrong', async (_what, given, error, pointer) => {
    const { client } = await aWorkspace()
    const refused = await client.apiCall('blocks.validate', given).catch((thrown: unknown) => thrown)
    expect(refused).toMatchObject({
      data: { error, errors: [{ pointer, code: 'failed_constraint' }] },
    })
  })

  it.each([[{}], [{ blocks: [], message: {} }]])('takes exactly one thing, not %j', async (given) => {
    const { client } = await aWorkspace()
    expect(await refusalOf(client.apiCall('blocks.validate', given))).toMatchObject({
      error: 'invalid_arguments',
    })
  })
})
