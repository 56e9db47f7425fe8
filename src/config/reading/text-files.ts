import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemRefusal } from '../../core/kernel/system-error.ts'
import type { Problem } from './problem.ts'

/** That a file is not there, or not right as a whole. */
export const absent = (file: string, message: string): Problem => ({
  severity: 'error',
  file,
  line: null,
  path: '',
  message,
})

export interface TextFile {
  readonly path: string
  readonly text: string
}

/** The .yaml files of a folder by name; a folder that is not there has none. */
export async function yamlFilesIn(
  folder: string,
): Promise<{ readonly files: readonly TextFile[]; readonly problems: readonly Problem[] }> {
  const names = (await orAbsent(readdir(folder), folder)) ?? []
  const yaml = names.filter((name) => name.endsWith('.yaml')).sort()
  const files = await Promise.all(
    yaml.map(async (name) => ({ path: join(folder, name), text: (await textOf(join(folder, name))) ?? '' })),
  )
  const others = names.filter((name) => name.endsWith('.yml'))
  const message = 'this file is not read; give it the ending .yaml'
  return {
    files,
    problems: others.map((name) => ({ ...absent(join(folder, name), message), severity: 'warning' })),
  }
}

/** Undefined when there is no such file. */
export const textOf = (path: string): Promise<string | undefined> => orAbsent(readFile(path, 'utf8'), path)

/** Throws a SystemRefusal for what is there and cannot be read. */
async function orAbsent<Value>(reading: Promise<Value>, path: string): Promise<Value | undefined> {
  try {
    return await reading
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR'))
      return undefined
    throw systemRefusal(cause, path) ?? cause
  }
}
