import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** Hashes of templates that were tried with every sample, by their file names. */
export type TriedTemplates = ReadonlyMap<string, string>

/** Written by the build, beside the templates that ship. A clone has none: there each template may be under way. */
export const TRIED = 'tried.json'

const shape = z.record(z.string(), z.string())

/** What the build tried of the templates in `shipped`. */
export function triedTemplates(shipped: string | undefined): TriedTemplates {
  try {
    const text = shipped === undefined ? '{}' : readFileSync(join(shipped, TRIED), 'utf8')
    return new Map(Object.entries(shape.parse(JSON.parse(text))))
  } catch {
    // Then they are tried here.
    return new Map()
  }
}

export const templateHash = (text: string): string => hash('sha256', text)
