import { describe, expect, it } from 'vitest'

import { areBlocksTooLong, blockProblems, viewProblems } from '../../../demo/workspace/blocks.ts'

const plain = (text: string) => ({ type: 'plain_text', text })
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text })
const section = (text: string) => ({ type: 'section', text: mrkdwn(text) })
const button = (more: object = {}) => ({ type: 'button', text: plain('Go'), ...more })
const actions = (...elements: object[]) => ({ type: 'actions', elements })
const option = (value: string, text = value) => ({ text: plain(text), value })
const options = (count: number) => Array.from({ length: count }, (_, index) => option(`o${index}`))
const select = (more: object = {}) => ({ type: 'static_select', options: options(1), ...more })
const input = (element: object) => ({ type: 'input', label: plain('Label'), element })
const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item)
const letters = (count: number) => 'x'.repeat(count)

const MORE = (max: number) => `must be less than ${max + 1} characters`

describe('what a message may be made of', () => {
  it.each<[string, object]>([
    ['a section of 3,000 characters', section(letters(3_000))],
    ['a section of 10 fields of 2,000', { type: 'section', fields: times(10, mrkdwn(letters(2_000))) }],
    ['a section with a button', { ...section('hi'), accessory: button({ action_id: 'a' }) }],
    ['a header of 150 characters', { type: 'header', text: plain(letters(150)) }],
    ['a divider', { type: 'divider' }],
    ['a context of 10 elements', { type: 'context', elements: times(10, mrkdwn('x')) }],
    ['25 buttons', actions(...times(25, button()))],
    [
      'a button of 75 characters with a value of 2,000',
      actions(button({ text: plain(letters(75)), value: letters(2_000) })),
    ],
    ['a select of 100 options', actions(select({ options: options(100) }))],
    ['a select with an initial option of its own', actions(select({ initial_option: option('o0') }))],
    [
      'a button that asks',
      actions(
        button({
          confirm: {
            title: plain('Sure?'),
            text: mrkdwn('*Really*'),
            confirm: plain('Yes'),
            deny: plain('No'),
          },
        }),
      ),
    ],
    ['a picture', { type: 'image', image_url: 'https://example.com/a.png', alt_text: 'A' }],
  ])('%s is taken', (_case, block) => {
    expect(blockProblems([block], 'message')).toEqual([])
  })

  it.each<[string, object | object[], string, string]>([
    ['51 blocks', times(51, { type: 'divider' }), 'no more than 50 items allowed', ''],
    ['a section of 3,001 characters', section(letters(3_001)), MORE(3_000), '/0/text/text'],
    ['an empty section', section(''), 'must be more than 0 characters', '/0/text/text'],
    ['a section of nothing', { type: 'section' }, 'missing required field: text or fields', '/0'],
    [
      '11 fields',
      { type: 'section', fields: times(11, mrkdwn('x')) },
      'no more than 10 items allowed',
      '/0/fields',
    ],
    [
      'a field of 2,001',
      { type: 'section', fields: [mrkdwn(letters(2_001))] },
      MORE(2_000),
      '/0/fields/0/text',
    ],
    ['a header of 151 characters', { type: 'header', text: plain(letters(151)) }, MORE(150), '/0/text/text'],
    ['a header in mrkdwn', { type: 'header', text: mrkdwn('x') }, 'unsupported type: mrkdwn', '/0/text/type'],
    [
      '11 context elements',
      { type: 'context', elements: times(11, plain('x')) },
      'no more than 10 items allowed',
      '/0/elements',
    ],
    [
      'a button in a context',
      { type: 'context', elements: [button()] },
      'unsupported type: button',
      '/0/elements/0/type',
    ],
    ['26 buttons', actions(...times(26, button())), 'no more than 25 items allowed', '/0/elements'],
    [
      'a button of 76 characters',
      actions(button({ text: plain(letters(76)) })),
      MORE(75),
      '/0/elements/0/text/text',
    ],
    [
      'a button in mrkdwn',
      actions(button({ text: mrkdwn('Go') })),
      'unsupported type: mrkdwn',
      '/0/elements/0/text/type',
    ],
    ['a value of 2,001', actions(button({ value: letters(2_001) })), MORE(2_000), '/0/elements/0/value'],
    [
      'a green button',
      actions(button({ style: 'green' })),
      'must be one of: primary, danger',
      '/0/elements/0/style',
    ],
    [
      'an action id of 256',
      actions(button({ action_id: letters(256) })),
      MORE(255),
      '/0/elements/0/action_id',
    ],
    [
      'an action id twice in one block',
      actions(button({ action_id: 'a' }), button({ action_id: 'a' })),
      '`action_id` "a" already exists',
      '/0/elements/1/action_id',
    ],
    [
      'a block id twice',
      [
        { type: 'divider', block_id: 'b' },
        { type: 'divider', block_id: 'b' },
      ],
      '`block_id` "b" already exists',
      '/1/block_id',
    ],
    ['a block id of 256', { type: 'divider', block_id: letters(256) }, MORE(255), '/0/block_id'],
    [
      '101 options',
      actions(select({ options: options(101) })),
      'no more than 100 items allowed',
      '/0/elements/0/options',
    ],
    [
      'no options',
      actions(select({ options: [] })),
      'no fewer than 1 items allowed',
      '/0/elements/0/options',
    ],
    [
      'an option text of 76',
      actions(select({ options: [option('v', letters(76))] })),
      MORE(75),
      '/0/elements/0/options/0/text/text',
    ],
    [
      'an option value of 151',
      actions(select({ options: [option(letters(151), 'x')] })),
      MORE(150),
      '/0/elements/0/options/0/value',
    ],
    [
      'an initial option from elsewhere',
      actions(select({ initial_option: option('zz') })),
      'initial option is not among the options',
      '/0/elements/0',
    ],
    [
      '6 overflow options',
      actions({ type: 'overflow', options: options(6) }),
      'no more than 5 items allowed',
      '/0/elements/0/options',
    ],
    [
      '11 checkboxes',
      actions({ type: 'checkboxes', options: options(11) }),
      'no more than 10 items allowed',
      '/0/elements/0/options',
    ],
    [
      'a confirm title of 101',
      actions(
        button({
          confirm: { title: plain(letters(101)), text: plain('x'), confirm: plain('y'), deny: plain('n') },
        }),
      ),
      MORE(100),
      '/0/elements/0/confirm/title/text',
    ],
    [
      'a confirm text of 301',
      actions(
        button({
          confirm: { title: plain('t'), text: plain(letters(301)), confirm: plain('y'), deny: plain('n') },
        }),
      ),
      MORE(300),
      '/0/elements/0/confirm/text/text',
    ],
    [
      'a confirm button of 31',
      actions(
        button({
          confirm: { title: plain('t'), text: plain('x'), confirm: plain(letters(31)), deny: plain('n') },
        }),
      ),
      MORE(30),
      '/0/elements/0/confirm/confirm/text',
    ],
    ['an input', input({ type: 'plain_text_input' }), 'unsupported type: input', '/0/type'],
    ['a block of no known type', { type: 'banner' }, 'unsupported type: banner', '/0/type'],
    ['a block without a type', { text: plain('x') }, 'missing required field: type', '/0'],
    [
      'a field that Slack does not know',
      { type: 'divider', colour: 'red' },
      'invalid additional property: colour',
      '/0',
    ],
    [
      'a picture without alt text',
      { type: 'image', image_url: 'https://example.com' },
      'missing required field: alt_text',
      '/0',
    ],
    [
      'a picture without an address',
      { type: 'image', alt_text: 'A' },
      'missing required field: image_url',
      '/0',
    ],
    ['text where a text object belongs', { type: 'section', text: 'hi' }, 'must be an object', '/0/text'],
  ])('%s: refused', (_case, given, problem, pointer) => {
    const blocks = Array.isArray(given) ? given : [given]
    expect(blockProblems(blocks, 'message')).toContain(`[ERROR] ${problem} [json-pointer:/blocks${pointer}]`)
  })

  it('takes the same action id in two blocks', () => {
    const row = () => actions(button({ action_id: 'a' }))
    expect(blockProblems([row(), row()], 'message')).toEqual([])
  })

  it('finds blocks too long at 13,000 characters, each within its own limit', () => {
    expect(areBlocksTooLong(times(4, section(letters(2_900))))).toBe(false)
    expect(areBlocksTooLong(times(5, section(letters(2_900))))).toBe(true)
  })
})

describe('what a modal may be made of', () => {
  const modal = (more: object = {}) => ({ type: 'modal', title: plain('Title'), blocks: [], ...more })

  it.each<[string, object]>([
    ['titles of 24 characters', modal({ title: plain(letters(24)), close: plain(letters(24)) })],
    ['100 blocks', modal({ blocks: times(100, { type: 'divider' }) })],
    [
      'an input with a way to submit',
      modal({ submit: plain('Send'), blocks: [input({ type: 'plain_text_input', max_length: 3_000 })] }),
    ],
    ['private metadata of 3,000', modal({ private_metadata: letters(3_000) })],
    ['a home tab', { type: 'home', blocks: [section('hi')] }],
  ])('%s: taken', (_case, view) => {
    expect(viewProblems(view)).toEqual([])
  })

  it.each<[string, object, string, string]>([
    ['a title of 25', modal({ title: plain(letters(25)) }), MORE(24), '/title/text'],
    ['no title', { type: 'modal', blocks: [] }, 'missing required field: title', ''],
    ['a submit of 25', modal({ submit: plain(letters(25)) }), MORE(24), '/submit/text'],
    [
      '101 blocks',
      modal({ blocks: times(101, { type: 'divider' }) }),
      'no more than 100 items allowed',
      '/blocks',
    ],
    [
      'an input and no submit',
      modal({ blocks: [input({ type: 'plain_text_input' })] }),
      'missing required field: submit',
      '',
    ],
    [
      'private metadata of 3,001',
      modal({ private_metadata: letters(3_001) }),
      MORE(3_000),
      '/private_metadata',
    ],
    ['a callback id of 256', modal({ callback_id: letters(256) }), MORE(255), '/callback_id'],
    [
      'a button as input',
      modal({ submit: plain('S'), blocks: [input(button())] }),
      'unsupported type: button',
      '/blocks/0/element/type',
    ],
    [
      'a max length of 3,001',
      modal({ submit: plain('S'), blocks: [input({ type: 'plain_text_input', max_length: 3_001 })] }),
      'must be an integer between 1 and 3000',
      '/blocks/0/element/max_length',
    ],
    ['an unknown type', { type: 'window' }, 'unsupported type: window', '/type'],
    [
      'a home tab with a title',
      { type: 'home', title: plain('x'), blocks: [] },
      'invalid additional property: title',
      '',
    ],
  ])('%s: refused', (_case, view, problem, pointer) => {
    expect(viewProblems(view)).toContain(`[ERROR] ${problem} [json-pointer:/view${pointer}]`)
  })
})
