import { checkTemplates } from '../../src/adapters/templates/load-messages.ts'
import { templateTexts } from '../../src/adapters/templates/template-files.ts'
import { templateHash } from '../../src/adapters/templates/tried-templates.ts'

/** Tries every template with every sample, and answers with the hashes of their texts as JSON. Throws for one that is wrong. */
export function triedTemplatesOf(folder: string): string {
  const found = templateTexts(folder, undefined)
  const problems = 'texts' in found ? checkTemplates(folder) : [found]
  if (problems.length > 0 || !('texts' in found))
    throw new Error(problems.map(({ file, message }) => `${file}: ${message}`).join('\n'))
  const hashes = [...found.texts].map(([file, text]) => [file, templateHash(text)])
  return `${JSON.stringify(Object.fromEntries(hashes), null, 2)}\n`
}
