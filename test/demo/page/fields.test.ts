import { describe, expect, test } from 'vitest'

import { clientErrors, initialValue, valuesOf, withValue } from '../../../demo/page/fields.ts'
import type { Json } from '../../../demo/page/json.ts'

const option = (value: string) => ({ text: { type: 'plain_text', text: value }, value })
const input = (blockId: string, element: Json, over: Json = {}): Json => ({
  type: 'input',
  block_id: blockId,
  element: { action_id: 'a', ...element },
  ...over,
})

test.each<[string, Json, string | readonly string[] | null]>([
  ['an untouched text holds nothing', { type: 'plain_text_input' }, null],
  ['a filled text holds its text', { type: 'plain_text_input', initial_value: 'v1' }, 'v1'],
  ['a select holds its option', { type: 'static_select', initial_option: option('low') }, 'low'],
  ['a people select holds an id', { type: 'users_select', initial_user: 'U1' }, 'U1'],
  ['untouched boxes hold an empty list', { type: 'checkboxes' }, []],
  [
    'ticked boxes hold their values',
    { type: 'checkboxes', initial_options: [option('a'), option('b')] },
    ['a', 'b'],
  ],
  ['several people are a list', { type: 'multi_users_select', initial_users: ['U1'] }, ['U1']],
  ['a date holds its day', { type: 'datepicker', initial_date: '2026-01-31' }, '2026-01-31'],
])('%s', (_, element, expected) => {
  expect(initialValue(element)).toEqual(expected)
})

describe('the values of a view', () => {
  const blocks = [
    input('revision', { type: 'plain_text_input' }),
    {
      type: 'actions',
      elements: [
        { type: 'button', action_id: 'go' },
        { type: 'static_select', action_id: 'pick' },
      ],
    },
    {
      type: 'section',
      block_id: 's',
      accessory: { type: 'users_select', action_id: 'who', initial_user: 'U2' },
    },
  ]

  test('cover inputs, actions and accessories, not buttons', () => {
    expect(valuesOf(blocks, {})).toEqual({
      revision: { a: null },
      'block-1': { pick: null },
      s: { who: 'U2' },
    })
  })

  test('survive an update of the view, and go with their block', () => {
    const entered = withValue(withValue(valuesOf(blocks, {}), 'revision', 'a', 'v2'), 's', 'who', null)
    expect(valuesOf(blocks.slice(0, 1), entered)).toEqual({ revision: { a: 'v2' } })
    expect(valuesOf(blocks, entered)['s']).toEqual({ who: null })
  })
})

test.each<[string, Json, string | readonly string[] | null, string | null]>([
  [
    'a required field that is empty',
    input('b', { type: 'plain_text_input' }),
    null,
    'Please complete this required field.',
  ],
  [
    'required boxes without a tick',
    input('b', { type: 'checkboxes' }),
    [],
    'Please complete this required field.',
  ],
  [
    'an optional field that is empty',
    input('b', { type: 'plain_text_input' }, { optional: true }),
    null,
    null,
  ],
  [
    'a text that is too short',
    input('b', { type: 'plain_text_input', min_length: 7 }),
    'abc',
    'Please write at least 7 characters.',
  ],
  ['a number that is none', input('b', { type: 'number_input' }), 'x', 'Please enter a number.'],
  ['half a number', input('b', { type: 'number_input' }), '1.5', 'Please enter a whole number.'],
  [
    'a number above the limit',
    input('b', { type: 'number_input', max_value: '100' }),
    '101',
    'Please enter 100 or less.',
  ],
  [
    'a number in the limits',
    input('b', { type: 'number_input', min_value: '1', max_value: '100' }),
    '50',
    null,
  ],
  [
    'an address that is none',
    input('b', { type: 'url_text_input' }),
    'a.b',
    'Please enter an address that begins with http:// or https://.',
  ],
  ['a good field', input('b', { type: 'plain_text_input' }), 'v1', null],
])('%s is answered', (_, block, value, error) => {
  expect(clientErrors([block], { b: { a: value } })).toEqual(error === null ? {} : { b: error })
})
