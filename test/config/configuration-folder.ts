import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfiguration, type LoadedConfiguration } from '../../src/config/load-configuration.ts'
import type { Environment } from '../../src/config/reading/env-file.ts'

const GOOD = join(import.meta.dirname, '../fixtures/config/good')

/** A text of a file and what stands there instead; an edit that finds nothing is a mistake of the test. */
export type Edit = readonly [file: string, find: string, replacement: string]

/** Loads the good configuration after some edits. A file that does not exist yet is written when `find` is empty. */
export async function loadEdited(edits: readonly Edit[], env?: Environment): Promise<LoadedConfiguration> {
  const dir = await mkdtemp(join(tmpdir(), 'budgeteer-config-'))
  try {
    await cp(GOOD, dir, { recursive: true })
    for (const [name, find, replacement] of edits) {
      const path = join(dir, name)
      const text = find === '' ? '' : await readFile(path, 'utf8')
      if (!text.includes(find)) throw new Error(`${name} does not hold ${find}`)
      await writeFile(path, find === '' ? replacement : text.replace(find, () => replacement))
    }
    const loaded = await loadConfiguration(env === undefined ? { dir } : { dir, env })
    const below = (text: string): string => text.replaceAll(`${dir}/`, '')
    const problems = loaded.problems.map((problem) => ({
      ...problem,
      file: below(problem.file),
      message: below(problem.message),
    }))
    return { ...loaded, problems }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** One line a problem, as the tables write them: `slos/shop.yaml:9 services[shop].title: missing; allowed: a text`. */
export const problemLines = ({ problems }: LoadedConfiguration): readonly string[] =>
  problems.map(({ severity, file, line, path, message }) => {
    const place = [line === null ? file : `${file}:${line}`, path].filter((part) => part !== '').join(' ')
    return `${severity === 'warning' ? 'warning ' : ''}${place}: ${message}`
  })

/** A row of the tables: what was done to the good configuration, and every line that is said about it. */
export interface Mistake {
  readonly name: string
  readonly edits: readonly Edit[]
  readonly problems: readonly string[]
}
