import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Liquid, Template } from 'liquidjs'
import { templateProblems } from './check-templates.ts'
import { templateEngine } from './engine.ts'
import type { Boundaries } from './filters.ts'
import { LEVEL_ANNOUNCEMENT } from './known-facts.ts'
import type { TemplateProblem } from './message-errors.ts'
import { nearest } from '../../core/kernel/nearest.ts'
import { templateRenderer, type Renderer } from './renderer.ts'
import { SAMPLES } from './samples/samples.ts'
import { systemRefusal } from '../../core/kernel/system-error.ts'

export interface LoadOptions {
  /** A folder of templates that count where `dir`, which need not be there then, has none of that name. */
  readonly shipped?: string
  /** The templates that the policies' levels name. Default: those of the default policy. */
  readonly announcements?: readonly string[]
  /** Where the policies' levels begin, as ratios. Default: the bounds of the policies that ship. */
  readonly boundaries?: Boundaries
  /** They were tried with every sample already. */
  readonly isChecked?: boolean
  /** Told of each template before it is tried. */
  readonly onTemplate?: (file: string) => void
}

export type LoadedMessages =
  | { readonly ok: true; readonly renderer: Renderer }
  | { readonly ok: false; readonly problems: readonly TemplateProblem[] }

const DEFAULT_ANNOUNCEMENTS = ['healthy', 'warning', 'critical', 'emergency']
const ENDING = '.liquid'

/** Loads every template of a directory and checks it; all problems are reported at once. */
export function loadMessages(dir: string, options: LoadOptions = {}): LoadedMessages {
  const liquid = templateEngine(options.boundaries)
  const folders = templateFolders(dir, options.shipped)
  if (!(folders instanceof Map)) return { ok: false, problems: [folders] }
  const files = [...folders.keys()].sort()
  const templates = new Map<string, Template[]>()
  const problems = missing(files, options.announcements ?? DEFAULT_ANNOUNCEMENTS)
  for (const file of files) {
    const parsed = parse(liquid, folders.get(file) ?? dir, file)
    if (Array.isArray(parsed)) templates.set(file.slice(0, -ENDING.length), parsed)
    else problems.push(parsed)
  }
  if (options.isChecked !== true) problems.push(...templateProblems(liquid, templates, options.onTemplate))
  return problems.length === 0
    ? { ok: true, renderer: templateRenderer(liquid, templates) }
    : { ok: false, problems }
}

/** What `loadMessages` would complain about; empty when all is well. */
export function checkTemplates(dir: string, options: LoadOptions = {}): readonly TemplateProblem[] {
  const loaded = loadMessages(dir, options)
  return loaded.ok ? [] : loaded.problems
}

/** In which folder each template is. */
function templateFolders(dir: string, shipped: string | undefined): Map<string, string> | TemplateProblem {
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
  return folders
}

function missing(files: readonly string[], announcements: readonly string[]): TemplateProblem[] {
  const kinds = Object.keys(SAMPLES).filter((kind) => kind !== LEVEL_ANNOUNCEMENT)
  const needed = new Set([...announcements, ...kinds].map((name) => name + ENDING))
  return [...needed]
    .filter((file) => !files.includes(file))
    .map((file) => {
      const near = nearest(file, files)
      return { file, message: `is missing${near === undefined ? '' : `; there is ${near}`}` }
    })
}

function parse(liquid: Liquid, dir: string, file: string): Template[] | TemplateProblem {
  try {
    return liquid.parse(readFileSync(join(dir, file), 'utf8'), file)
  } catch (error) {
    const refusal = systemRefusal(error, join(dir, file))
    return { file, message: refusal?.told ?? (error instanceof Error ? error.message : String(error)) }
  }
}
