import { LIMITS } from '../kernel/text-limits.ts'
import type { Way } from '../policy/way.ts'

/** Something that a way through a freeze asks the requester to write. */
export interface WayDocument {
  readonly name: string
  readonly title: string
  readonly hint: string
  /** One line, or several that the record shows as a list. */
  readonly isList: boolean
}

const justification: WayDocument = {
  name: 'justification',
  title: 'Business justification',
  hint: 'One reason a line: an incident, a contract, the revenue at stake.',
  isList: true,
}
const mitigation: WayDocument = {
  name: 'mitigation',
  title: 'Mitigation plan',
  hint: 'One measure a line: canary, who watches what and how long, what triggers the rollback.',
  isList: true,
}
const line = (name: string, title: string, hint: string): WayDocument => ({
  name,
  title,
  hint,
  isList: false,
})

/** What each way asks for, in the order of the policy's exception request template. */
export const WAY_DOCUMENTS: Readonly<Record<Way, readonly WayDocument[]>> = {
  exception: [
    justification,
    line('complexity', 'Change complexity', 'Low (single file change)'),
    line('blast-radius', 'Blast radius', 'Isolated to the authentication module'),
    line('rollback-time', 'Rollback time', '<5 minutes'),
    mitigation,
  ],
  override: [
    {
      name: 'documentation',
      title: 'Documentation',
      hint: 'Why the policy is overridden, what it puts at risk, and who bears that. It is announced.',
      isList: true,
    },
  ],
  'silver-bullet': [justification, mitigation],
}

export const WAY_TITLES: Readonly<Record<Way, string>> = {
  exception: 'Freeze exception',
  override: 'Override',
  'silver-bullet': 'Silver bullet',
}

/** What is wrong with the documents of a way; empty when nothing is. `isOptional` is an override without documentation. */
export function documentProblems(
  way: Way,
  documents: ReadonlyMap<string, string>,
  isOptional: boolean,
): readonly string[] {
  return WAY_DOCUMENTS[way].flatMap(({ name, title, isList }) => {
    const text = (documents.get(name) ?? '').trim()
    const most = isList ? LIMITS.documentList : LIMITS.documentLine
    if (text === '') return isOptional ? [] : [`${title} (${name}) must be written.`]
    return text.length > most ? [`${title} (${name}) takes up to ${most} characters.`] : []
  })
}
