import { isBalanced } from '../../core/budgets/selector.ts'

const MOST_KNOWN = 50_000

/** `isBalanced` with a memory: most expressions are asked again and again. */
export function knownBalanced(): (text: string) => boolean {
  let known = new Map<string, boolean>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    if (known.size >= MOST_KNOWN) known = new Map()
    const found = isBalanced(text)
    known.set(text, found)
    return found
  }
}
