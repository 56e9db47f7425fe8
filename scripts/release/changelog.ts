import { OperatorError } from '../../src/core/kernel/operator-error.ts'

/** What the changelog says of one version, without its heading. @throws OperatorError when it says nothing */
export function notesOf(changelog: string, version: string): string {
  const parts = changelog.split(/^## /m).slice(1)
  const part = parts.find((text) => headingOf(text).startsWith(`${version} `) || headingOf(text) === version)
  const notes = part?.slice(part.indexOf('\n')).trim() ?? ''
  if (notes === '')
    throw new OperatorError(
      `CHANGELOG.md says nothing of ${version}`,
      `write what changed under the heading "## ${version} – <date>"`,
    )
  return notes
}

const headingOf = (part: string): string => (part.split('\n')[0] ?? '').replaceAll(/[[\]]/g, '').trim()
