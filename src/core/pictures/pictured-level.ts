import { levelNamed, levelRank, type Policy, UNKNOWN_LEVEL } from '../policy/policy.ts'
import type { PicturedLevel } from './picture.ts'

/** A level by its name. Null for the unknown one; one that the policy no longer has counts as its worst. */
export function picturedLevel(policy: Policy, name: string): PicturedLevel | null {
  if (name === UNKNOWN_LEVEL) return null
  const level = levelNamed(policy, name)
  const { title, emoji, freeze } = level ?? { title: name, emoji: '', freeze: false }
  return { level: name, title, emoji, freeze, severity: severityOf(levelRank(policy, name), policy.levels) }
}

/** 0 for the first of these levels, 1 for the last. */
export const severityOf = (rank: number, levels: readonly unknown[]): number =>
  levels.length < 2 ? 0 : Math.min(1, rank / (levels.length - 1))

/** Levels that a picture shows many times, each kept once. */
export function levelTable() {
  const places = new Map<string, number>()
  const levels: PicturedLevel[] = []
  return {
    levels: levels as readonly PicturedLevel[],
    /** Of two policies' levels those that look the same are one. */
    placeOf: (level: PicturedLevel): number => {
      const key = JSON.stringify(level)
      const known = places.get(key)
      if (known !== undefined) return known
      places.set(key, levels.push(level) - 1)
      return levels.length - 1
    },
  }
}
