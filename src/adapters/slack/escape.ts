import type { Words } from '../../core/kernel/prompt.ts'
import { visibleLine } from '../../core/kernel/visible-text.ts'
import { spelled } from '../spelling/command-text.ts'
import { neutralMrkdwn, neutralPlain } from '../spelling/neutral-mrkdwn.ts'

/** Text from people and alerts, harmless inside mrkdwn, in its lines. */
export const escaped = (text: Words): string => neutralMrkdwn(spelled(text))

/** The same on one line; for names and short values. */
export const escapedLine = (text: Words): string => neutralMrkdwn(visibleLine(spelled(text)))

/** Text for a place that takes no mrkdwn: a header, a label, an option. On one line. */
export const plainLine = (text: string): string => neutralPlain(visibleLine(text))

/** Slack escapes what people type into commands; this is what they typed. */
export const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
