import { glob, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type TextFile, textOf } from '../reading/text-files.ts'

/** Characters that make a path a pattern. */
const WILD = /[*?[\]{}]/

/** Paths of the files that a path or pattern names, in order. A folder stands for all YAML files in it and below. */
export async function matchingFiles(pattern: string): Promise<readonly string[]> {
  const found = await stat(pattern).catch(() => undefined)
  if (found?.isFile() === true) return [pattern]
  if (found?.isDirectory() === true) return sorted(glob(join(pattern, '**/*.{yaml,yml}')))
  return WILD.test(pattern) ? sorted(filesOf(pattern)) : []
}

async function* filesOf(pattern: string): AsyncIterable<string> {
  for await (const path of glob(pattern)) if ((await stat(path)).isFile()) yield path
}

async function sorted(paths: AsyncIterable<string>): Promise<readonly string[]> {
  const found: string[] = []
  for await (const path of paths) found.push(path)
  return found.sort()
}

/** The texts of files, each once. One that is gone meanwhile is left out. */
export async function textsOf(paths: readonly string[]): Promise<readonly TextFile[]> {
  const once = [...new Map(paths.map((path) => [resolve(path), path])).values()]
  const texts = await Promise.all(once.map(async (path) => ({ path, text: await textOf(path) })))
  return texts.flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }]))
}

/** The folders to watch for changes of what a pattern names: where it begins, and where it found something. */
export function foldersOf(pattern: string, paths: readonly string[]): readonly string[] {
  const steps = pattern.split('/')
  const wild = steps.findIndex((step) => WILD.test(step))
  const base = wild === -1 ? dirname(pattern) : steps.slice(0, wild).join('/')
  return [...new Set([base === '' ? '.' : base, ...paths.map((path) => dirname(path))])]
}
