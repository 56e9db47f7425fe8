/** The next step that a person may take. Outlets show it as a button to press, or as a command to type. */
export type Prompt = Press | Command

/** Offered below a message. Each is about one thing, named by its id. */
export type Press =
  | {
      readonly kind: 'approve' | 'reject' | 'fill-in' | 'tick-checklist' | 'see-request'
      readonly of: string
    }
  | { readonly kind: 'file-postmortem'; readonly of: string }
  /** `of` is the id of an incident, or `freeze/<id of a freeze>`. */
  | { readonly kind: 'draft-postmortem'; readonly of: string }
  /** Below the announcement of a level. `of` is the id of its transition, which a level's freeze has too. */
  | { readonly kind: 'see-what-ships' | 'ask-exception' | 'see-history'; readonly of: string }
  | { readonly kind: 'appoint-commander' | 'open-war-room' | 'see-top-actions'; readonly of: string }
  | { readonly kind: 'finish-action' | 'reassign-action'; readonly of: string }
  /** Each asks for what closes an action. */
  | {
      readonly kind: 'name-commander' | 'link-war-room' | 'link-notes' | 'write-postmortem'
      readonly of: string
    }
  /** `of` is the key of an alert at pagers. */
  | { readonly kind: 'take-pager-alert'; readonly of: string }
  | { readonly kind: 'close-incident' | 'correct-incident' | 'note-incident'; readonly of: string }
  /** `of` names the rollout with its stage, so that an old button never does a new thing. */
  | {
      readonly kind: 'sign-off-rollout' | 'resume-rollout' | 'hold-rollout' | 'roll-back-rollout'
      readonly of: string
    }
  /** `of` is `service/<name>` or `policy/<name>`. */
  | { readonly kind: 'end-shadow'; readonly of: string }
  /** `of` is the id of a rollback of flags. The second puts them back over what somebody has set since. */
  | { readonly kind: 'restore-flags' | 'restore-flags-anyway'; readonly of: string }
  | { readonly kind: 'advance-rollout'; readonly of: string; readonly stage: string }

/** Named in the middle of a sentence; see `say`. */
export type Command =
  | { readonly kind: 'request-deployment'; readonly for?: RequestedChange }
  | { readonly kind: 'take-way'; readonly way: 'exception' | 'override' | 'silver-bullet' }
  | { readonly kind: 'cancel-request' | 'list-incidents' | 'list-requests' | 'list-actions' | 'see-status' }
  | { readonly kind: 'tick-item'; readonly request: string; readonly item: string }
  | {
      readonly kind: 'plan-deployment'
      readonly service: string
      readonly change: string
      /** Null while the revision is unknown. */
      readonly revision: string | null
      /** Where it is not the change type's own. */
      readonly risk: string | null
    }
  /** `service` may be every one, ALL_SERVICES. */
  | { readonly kind: 'lift-freeze'; readonly service: string }
  | { readonly kind: 'set-commander' | 'set-war-room' | 'write-postmortem'; readonly service: string }

interface RequestedChange {
  readonly service: string
  readonly revision: string
  readonly change: string
}

/** A sentence for people. Where it names a command, the outlet that shows it puts in how that is typed there. */
export type Words = string | Sentence

interface Sentence {
  readonly parts: readonly (string | Command)[]
}

export const isWords = (value: unknown): value is Words =>
  typeof value === 'string' ||
  (typeof value === 'object' && value !== null && 'parts' in value && Array.isArray(value.parts))

/** As it goes on record, where no outlet spells it: a command by its kind. */
export const recorded = (words: Words): string =>
  partsOf(words)
    .map((part) => (typeof part === 'string' ? part : part.kind.replaceAll('-', ' ')))
    .join('')

/** `` say`Ask again with ${{ kind: 'request-deployment' }}.` `` */
export function say(texts: readonly string[], ...values: readonly (Words | Command)[]): Words {
  const parts: (string | Command)[] = []
  for (const part of texts.flatMap((text, index) => [text, ...partsOf(values[index] ?? '')])) {
    const last = parts.at(-1)
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part
    else if (part !== '') parts.push(part)
  }
  const [only = ''] = parts
  return parts.length < 2 && typeof only === 'string' ? only : { parts }
}

const partsOf = (value: Words | Command): readonly (string | Command)[] =>
  typeof value === 'object' && 'parts' in value ? value.parts : [value]
