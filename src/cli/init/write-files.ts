import { closeSync, existsSync, openSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeFolder } from '../../adapters/store/make-folder.ts'
import { OperatorError } from '../../core/kernel/operator-error.ts'
import { systemRefusal } from '../../core/kernel/system-error.ts'
import type { StarterFile } from './starter-files.ts'

/** Files that would be overwritten. */
export const existing = (folder: string, paths: readonly string[]): readonly string[] =>
  paths.map((path) => join(folder, path)).filter((path) => existsSync(path))

export const refuseToOverwrite = (paths: readonly string[]): OperatorError =>
  new OperatorError(
    `${paths.join(', ')} ${paths.length === 1 ? 'exists' : 'exist'} already, and nothing was written`,
    'init begins a configuration: name another folder with --out, or edit the files that are there',
  )

/**
 * Writes all of the files or none: what was written is taken back where one of them cannot be. Nothing is awaited in between,
 * so that Ctrl-C comes before or after all of it.
 */
export function writeFiles(folder: string, files: readonly StarterFile[]): void {
  const paths = existing(
    folder,
    files.map(({ path }) => path),
  )
  if (paths.length > 0) throw refuseToOverwrite(paths)
  const undo: (() => void)[] = []
  let writing = folder
  try {
    for (const { path, text } of files) {
      const full = join(folder, path)
      writing = full
      for (const missing of missingFolders(dirname(full))) {
        makeFolder(missing)
        undo.push(() => rmdirSync(missing))
      }
      closeSync(openSync(full, 'wx'))
      // From here on there is a file of ours, however far its text comes.
      undo.push(() => unlinkSync(full))
      writeFileSync(full, text)
    }
  } catch (error) {
    for (const step of undo.reverse()) step()
    throw systemRefusal(error, writing) ?? error
  }
}

/** The folders of a path that do not exist yet, the outermost first. */
function missingFolders(path: string): readonly string[] {
  if (existsSync(path)) return []
  const parent = dirname(path)
  return [...(parent === path ? [] : missingFolders(parent)), path]
}
