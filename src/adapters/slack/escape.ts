import type { Words } from '../../core/kernel/prompt.ts'
import { spelled } from '../spelling/command-text.ts'

/** Text that a person typed, harmless inside mrkdwn: no mentions, links or channels come alive in it. */
export const escaped = (text: Words): string =>
  spelled(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** As `escaped`, on one line and without the marks of bold, italic, strike and code; for names and short values. */
export const escapedLine = (text: Words): string =>
  escaped(spelled(text).replace(/\s+/g, ' ').trim()).replace(/[*_~`]/g, (mark) => `${mark}\u200B`)

/** Slack escapes what people type into commands; this is what they typed. */
export const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
