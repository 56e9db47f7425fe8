import type { Liquid, Template } from 'liquidjs'
import { isKnownKind, knownFacts, LEVEL_ANNOUNCEMENT } from './known-facts.ts'
import { UnknownContent, type TemplateProblem } from './message-errors.ts'
import { MOST_CHARACTERS, render } from './renderer.ts'
import { SAMPLES } from './samples/samples.ts'
import { unknownFacts } from './unknown-facts.ts'

/** A section of Slack's blocks holds this much; a paragraph must fit into one. */
const MOST_CHARACTERS_A_PARAGRAPH = 3_000

/** What Liquid says when a limit of the engine was met. */
const REPEATS_TOO_MUCH = /(render|memory alloc) limit exceeded/

const TOO_SLOW = /render limit exceeded/
/** A busy machine may hold up one rendering for longer than the limit, but not each of these. */
const TRIES_WHERE_TOO_SLOW = 4

/** What the kind of a template is: its name's own, else a level's announcement. */
const kindOf = (name: string) => (isKnownKind(name) ? name : LEVEL_ANNOUNCEMENT)

/**
 * Everything that is wrong with templates: facts that do not exist, samples that cannot be rendered, and messages that
 * Slack would refuse. Each problem is named once.
 */
export function templateProblems(
  liquid: Liquid,
  templates: ReadonlyMap<string, Template[]>,
  onTemplate?: (file: string) => void,
): TemplateProblem[] {
  return [...templates].flatMap(([name, template]) => {
    const file = `${name}.liquid`
    onTemplate?.(file)
    const kind = kindOf(name)
    const unknown = unknownFacts(liquid, template, knownFacts(kind))
    const problems = [...unknown]
    for (const sample of SAMPLES[kind]) {
      const content = sample.kind === LEVEL_ANNOUNCEMENT ? { ...sample, template: name } : sample
      for (const continuesUrl of [null, 'https://example.slack.com/archives/C0123456789/p1761220800000000']) {
        try {
          problems.push(...sizeProblems(patiently(() => render(liquid, templates, content, continuesUrl))))
        } catch (error) {
          if (!(error instanceof Error) || error instanceof UnknownContent) throw error
          // Named already, with the nearest fact.
          if (unknown.length > 0 && error.message.includes('undefined variable')) continue
          // Once it repeats too much, every other sample would take as long.
          if (REPEATS_TOO_MUCH.test(error.message))
            return [{ file, message: 'takes too long or gets too large: its loops repeat too much' }]
          problems.push(error.message.replace(`${name}.liquid: `, ''))
        }
      }
    }
    return [...new Set(problems)].map((message) => ({ file, message }))
  })
}

function patiently(rendered: () => string): string {
  for (let tries = 1; ; tries += 1) {
    try {
      return rendered()
    } catch (error) {
      const isTooSlow = error instanceof Error && TOO_SLOW.test(error.message)
      if (!isTooSlow || tries === TRIES_WHERE_TOO_SLOW) throw error
    }
  }
}

function sizeProblems(text: string): string[] {
  if (text === '') return ['says nothing']
  const problems: string[] = []
  if (text.length > MOST_CHARACTERS) {
    problems.push(
      `may get longer than the ${MOST_CHARACTERS} characters that Slack takes; cut values with "| short: 100"`,
    )
  }
  if (text.split('\n\n').some((paragraph) => paragraph.length > MOST_CHARACTERS_A_PARAGRAPH)) {
    problems.push(
      `has a paragraph that may get longer than ${MOST_CHARACTERS_A_PARAGRAPH} characters; part it with an empty line`,
    )
  }
  return problems
}
