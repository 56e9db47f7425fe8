import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemRefusal } from '../../core/kernel/system-error.ts'
import type { TemplateProblem } from './message-errors.ts'

export const ENDING = '.liquid'

export interface TemplateTexts {
  /** By file name. */
  readonly texts: ReadonlyMap<string, string>
  readonly problems: readonly TemplateProblem[]
}

/**
 * The templates of `dir`, and those of `shipped` that it has no file for. With `shipped`, `dir` need not be there.
 * Answers with the problem alone when a folder cannot be read: then nothing else is worth saying.
 */
export function templateTexts(dir: string, shipped: string | undefined): TemplateTexts | TemplateProblem {
  const folders = new Map<string, string>()
  for (const folder of shipped === undefined ? [dir] : [shipped, dir]) {
    try {
      for (const file of readdirSync(folder)) if (file.endsWith(ENDING)) folders.set(file, folder)
    } catch (error) {
      const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      if (!isAbsent || shipped === undefined || folder === shipped)
        return { file: folder, message: `cannot be read: ${String(error)}` }
    }
  }
  const texts = new Map<string, string>()
  const problems: TemplateProblem[] = []
  for (const [file, folder] of [...folders].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const path = join(folder, file)
    try {
      texts.set(file, readFileSync(path, 'utf8'))
    } catch (error) {
      const told = systemRefusal(error, path)?.told
      problems.push({ file, message: told ?? (error instanceof Error ? error.message : String(error)) })
    }
  }
  return { texts, problems }
}
