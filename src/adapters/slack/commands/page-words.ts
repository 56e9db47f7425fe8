import type { Word } from './words.ts'

/** The page that the last word asks for, where that is no name, and what stands before it: `checkout 2`. */
export function pageWords(
  words: readonly Word[],
  names: Iterable<string> = [],
): { readonly page: number; readonly words: readonly Word[] } {
  const last = words.at(-1)?.text ?? ''
  if (!/^[1-9]\d{0,3}$/.test(last) || new Set(names).has(last)) return { page: 1, words }
  return { page: Number(last), words: words.slice(0, -1) }
}
