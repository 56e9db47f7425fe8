import fc, { type Arbitrary } from 'fast-check'
import { parseAllDocuments, stringify } from 'yaml'
import { nearlyJson } from './nasty-json.ts'
import { nearly } from './nasty-text.ts'

/** The text with slips of the hand, or the same documents with other things in them. */
export const nearlyYaml = (text: string): Arbitrary<string> =>
  fc.oneof(
    nearly(text),
    fc
      .tuple(...parseAllDocuments(text).map((document) => nearlyJson(document.toJS())))
      .map((documents) => documents.map((document) => stringify(document ?? null)).join('---\n')),
  )
