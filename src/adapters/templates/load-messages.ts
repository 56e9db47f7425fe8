import type { Liquid, Template } from 'liquidjs'
import { templateProblems } from './check-templates.ts'
import { templateEngine } from './engine.ts'
import type { Boundaries } from './filters.ts'
import { LEVEL_ANNOUNCEMENT } from './known-facts.ts'
import type { TemplateProblem } from './message-errors.ts'
import { nearest } from '../../core/kernel/nearest.ts'
import { type Renderer, templateRenderer, type Templates } from './renderer.ts'
import { SAMPLES } from './samples/samples.ts'
import { ENDING, templateTexts } from './template-files.ts'

export interface LoadOptions {
  /** A folder of templates that count where `dir`, which need not be there then, has none of that name. */
  readonly shipped?: string
  /** The templates that the policies' levels name. Default: those of the default policy. */
  readonly announcements?: readonly string[]
  /** Where the policies' levels begin, as ratios. Default: the bounds of the policies that ship. */
  readonly boundaries?: Boundaries
  /** Whether a template was tried with every sample already. Left out: none was. */
  readonly isTried?: (file: string, text: string) => boolean
  /** Told of each template before it is tried. */
  readonly onTemplate?: (file: string) => void
}

export type LoadedMessages =
  | { readonly ok: true; readonly renderer: Renderer }
  | { readonly ok: false; readonly problems: readonly TemplateProblem[] }

const DEFAULT_ANNOUNCEMENTS = ['healthy', 'warning', 'critical', 'emergency']

const nameOf = (file: string): string => file.slice(0, -ENDING.length)

/** Loads every template of a directory and checks it; all problems are reported at once. */
export function loadMessages(dir: string, options: LoadOptions = {}): LoadedMessages {
  const liquid = templateEngine(options.boundaries)
  const found = templateTexts(dir, options.shipped)
  if (!('texts' in found)) return { ok: false, problems: [found] }
  const { texts } = found
  const problems = [...missing([...texts.keys()], options.announcements ?? DEFAULT_ANNOUNCEMENTS)]
  problems.push(...found.problems)
  const isTried = options.isTried ?? (() => false)
  const untried = new Map<string, Template[]>()
  for (const [file, text] of texts) {
    if (isTried(file, text)) continue
    const parsed = parse(liquid, file, text)
    if (Array.isArray(parsed)) untried.set(nameOf(file), parsed)
    else problems.push(parsed)
  }
  problems.push(...templateProblems(liquid, untried, options.onTemplate))
  if (problems.length > 0) return { ok: false, problems }
  const renderer = templateRenderer(liquid, parsedWhenAsked(liquid, texts), options.boundaries)
  return { ok: true, renderer }
}

/** What `loadMessages` would complain about; empty when all is well. */
export function checkTemplates(dir: string, options: LoadOptions = {}): readonly TemplateProblem[] {
  const loaded = loadMessages(dir, options)
  return loaded.ok ? [] : loaded.problems
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

function parse(liquid: Liquid, file: string, text: string): Template[] | TemplateProblem {
  try {
    return liquid.parse(text, file)
  } catch (error) {
    return { file, message: error instanceof Error ? error.message : String(error) }
  }
}

/** Templates that are known to be good. Most are never needed in a day, so each is parsed for its first message. */
function parsedWhenAsked(liquid: Liquid, texts: ReadonlyMap<string, string>): Templates {
  const parsed = new Map<string, Template[]>()
  return {
    get: (name) => {
      const file = name + ENDING
      const text = texts.get(file)
      if (text === undefined) return undefined
      const template = parsed.get(name) ?? liquid.parse(text, file)
      parsed.set(name, template)
      return template
    },
  }
}
