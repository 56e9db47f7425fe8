import type { PageCommand, PagePerson, PageSubcommand, PageWord } from '../workspace/page-protocol.ts'
import { slotsOf, type Slot } from './usage.ts'

interface Facts {
  readonly people: readonly PagePerson[]
  readonly words: Readonly<Record<string, readonly PageWord[]>>
}

/** What may be typed next: the words for the arguments that can stand after those that were given. */
export function argumentWords(
  { command }: PageCommand,
  { usage }: PageSubcommand,
  given: readonly string[],
  facts: Facts,
): readonly PageWord[] {
  const known = (placeholder: string): readonly PageWord[] | null => {
    if (placeholder.startsWith('@'))
      return facts.people
        .filter(({ isBot }) => !isBot)
        .map(({ name, title }) => ({ word: `@${name}`, detail: title }))
    return facts.words[`${command} ${placeholder}`] ?? facts.words[placeholder] ?? null
  }
  const slots = slotsOf(usage, (text) => known(text) !== null)
  const wordsOfSlot = (slot: Slot): readonly PageWord[] =>
    slot.alternatives.flatMap((alternative) => known(alternative) ?? literal(alternative, slot))
  let next = 0
  for (const word of given) {
    // An optional argument was left out when the word is none of those that could stand for it.
    while (isLeftOut(slots[next], word, wordsOfSlot)) next += 1
    next += 1
  }
  const words: PageWord[] = []
  for (const slot of slots.slice(next)) {
    words.push(...wordsOfSlot(slot))
    if (!slot.isOptional) break
  }
  return words.filter(({ word }, index) => words.findIndex((each) => each.word === word) === index)
}

function isLeftOut(
  slot: Slot | undefined,
  word: string,
  wordsOfSlot: (slot: Slot) => readonly PageWord[],
): boolean {
  if (slot?.isOptional !== true) return false
  const words = wordsOfSlot(slot)
  return words.length > 0 && !words.some((each) => each.word.toLowerCase() === word.toLowerCase())
}

/** Of alternatives, those that are no placeholder are typed as they are; so are options. */
function literal(alternative: string, slot: Slot): readonly PageWord[] {
  const isTyped = slot.alternatives.length > 1 || alternative.startsWith('--')
  return isTyped ? [{ word: alternative, detail: '' }] : []
}
