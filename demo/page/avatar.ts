import type { PagePerson } from '../workspace/page-protocol.ts'
import { h } from './element.ts'

/** The round picture with a person's initials, or the square one of an app; the name always stands beside it. */
export function avatarView(person: PagePerson, size: 'small' | 'large' = 'large'): HTMLElement {
  const avatar = h(
    'span',
    { class: `avatar avatar-${size}${person.isBot ? ' avatar-app' : ''}`, 'aria-hidden': 'true' },
    initials(person.name),
  )
  avatar.style.setProperty('--avatar', person.colour)
  return avatar
}

/** First letters of the first and last word; of one word its first alone. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word))
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words
  return letters.map((word) => word?.charAt(0).toUpperCase() ?? '').join('')
}
