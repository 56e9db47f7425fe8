/** One argument of a usage. */
export interface Slot {
  /** Placeholders (`service`), and words that are typed as they are (`mine`). */
  readonly alternatives: readonly string[]
  readonly isOptional: boolean
}

/**
 * The arguments of a usage such as `<service> [page]`, in their order. `isPlaceholder` tells which words of several in
 * one pair of square brackets are one placeholder (`[change type]`) and not several (`[service revision]`).
 */
export function slotsOf(usage: string, isPlaceholder: (text: string) => boolean): readonly Slot[] {
  const groups = [...usage.matchAll(/\[((?:[^[\]]|\[[^\]]*\])*)\]|<([^>]*)>|([^\s|]+)/g)]
  return groups.flatMap(([, optional, required, bare]): Slot[] => {
    if (required !== undefined) return [{ alternatives: alternativesOf(required), isOptional: false }]
    const inside = optional ?? bare ?? ''
    if (inside.includes('|') || isPlaceholder(inside))
      return [{ alternatives: alternativesOf(inside), isOptional: true }]
    const words = inside.split(/[[\]\s]+/).filter((word) => word !== '')
    // Who gives the first of several gives the others too.
    return words.map((word, index) => ({ alternatives: [word], isOptional: index === 0 }))
  })
}

function alternativesOf(inside: string): readonly string[] {
  return inside.split('|').map((alternative) => alternative.trim())
}
