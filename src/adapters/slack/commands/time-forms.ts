import { PAST_FORMS, TIME_FORMS } from '../../../core/kernel/time/typed-time.ts'
import { escapedLine } from '../escape.ts'
import { Misunderstood } from './misunderstood.ts'

const coded = (forms: readonly string[]): string => {
  const all = forms.map((form) => `\`${form}\``)
  return `${all.slice(0, -1).join(', ')} or ${all.at(-1) ?? ''}`
}

/** What may be written for a time ahead, and for one that has been. In mrkdwn. */
export const timeForms = coded(TIME_FORMS)
export const pastForms = coded(PAST_FORMS)

/** What may end a freeze. */
export const endForms = coded([
  'for 30 minutes',
  'for 2h',
  'until 6pm',
  'until friday',
  'until tomorrow 9am',
  'until 2026-11-25 18:00',
])

/** Refuses what is no time, with forms that are. */
export function notATime(text: string, forms: string): Misunderstood {
  return new Misunderstood(`I cannot read “${escapedLine(text.slice(0, 60))}” as a time. Write ${forms}.`)
}
