import type {
  ActionsBlock,
  Button,
  ContextBlock,
  HeaderBlock,
  PlainTextElement,
  SectionBlock,
} from '@slack/types'

import { plainLine } from '../escape.ts'
import { clipped, MAX_BUTTON_TEXT, MAX_SECTION_TEXT } from './limits.ts'

/** A paragraph in mrkdwn. What people typed must be escaped already; what is too long is cut. */
export const section = (text: string): SectionBlock => ({
  type: 'section',
  text: { type: 'mrkdwn', text: clipped(text, MAX_SECTION_TEXT) },
})

export const context = (text: string): ContextBlock => ({
  type: 'context',
  elements: [{ type: 'mrkdwn', text: clipped(text, 2_000) }],
})

export const header = (text: string): HeaderBlock => ({
  type: 'header',
  text: plainText(text, 150),
})

/** Text for a place that takes no mrkdwn: a label, an option, a button. On one line, and cut where it is too long. */
export const plainText = (text: string, most: number): PlainTextElement => ({
  type: 'plain_text',
  text: clipped(plainLine(text), most),
})

/** Two columns of short facts; at most ten. Values in mrkdwn. */
export const facts = (pairs: readonly (readonly [string, string])[]): SectionBlock => ({
  type: 'section',
  fields: pairs
    .slice(0, 10)
    .map(([name, value]) => ({ type: 'mrkdwn', text: clipped(`*${name}*\n${value}`, 2_000) })),
})

export const divider = { type: 'divider' } as const

/** A button that carries the id of a request and nothing else. */
export function requestButton(
  actionId: string,
  text: string,
  requestId: string,
  style?: 'primary' | 'danger',
): Button {
  return {
    type: 'button',
    action_id: actionId,
    text: plainText(text, MAX_BUTTON_TEXT),
    value: requestId,
    ...(style === undefined ? {} : { style }),
  }
}

export const actions = (...elements: readonly Button[]): ActionsBlock => ({
  type: 'actions',
  elements: [...elements],
})
