import { statSync } from 'node:fs'
import { isDamage } from '../store-error.ts'

/** Whether a database that is open will keep what is written to it. */
export interface StoreCondition {
  /** What has happened to it, for people, with what to do; null where nothing has. */
  problem(): string | null
  /** Told of every error of the database: damage that was found once is not forgotten. */
  heard(error: unknown): void
}

/** A file that is deleted or replaced goes on to work for those who have it open: what they write is lost. */
export function fileCondition(path: string): StoreCondition {
  const { ino, dev } = statSync(path)
  let damage: string | null = null
  return {
    problem: () => {
      const now = statSync(path, { throwIfNoEntry: false })
      if (now === undefined)
        return `${path} was deleted: what is written now is lost; stop the bot and restore a backup`
      if (now.ino !== ino || now.dev !== dev)
        return `${path} was replaced by another file: what is written now is lost; start the bot again`
      return damage
    },
    heard: (error) => {
      if (damage === null && isDamage(error))
        damage = `${path} is damaged (${error instanceof Error ? error.message : ''}): nothing is decided on it; stop the bot and restore a backup`
    },
  }
}
