import { LIMITS } from '../../../core/kernel/text-limits.ts'
import type { InputBlock } from '@slack/types'

import { WAY_DOCUMENTS } from '../../../core/requests/way-documents.ts'
import type { Way } from '../../../core/policy/way.ts'
import { textInput } from './text-input.ts'
import { textOf } from './view-values.ts'
import type { ViewState } from './view-values.ts'

const PREFIX = 'document:'

export const isDocumentBlock = (blockId: string): boolean => blockId.startsWith(PREFIX)

/** One input for each text that the way asks for, in the order of the policy's template. */
export function wayInputs(way: Way, isOptional: boolean): InputBlock[] {
  return WAY_DOCUMENTS[way].map(({ name, title, hint, isList }) =>
    textInput(`${PREFIX}${name}`, title, {
      hint,
      most: isList ? LIMITS.documentList : LIMITS.documentLine,
      isMultiline: isList,
      isOptional,
    }),
  )
}

/** What was written, by document. What was left empty is left out. */
export function documentsIn(state: ViewState): ReadonlyMap<string, string> {
  const written = Object.keys(state)
    .filter(isDocumentBlock)
    .map((blockId) => [blockId.slice(PREFIX.length), textOf(state, blockId)] as const)
  return new Map(written.filter(([, text]) => text !== ''))
}
