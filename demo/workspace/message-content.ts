import { areBlocksTooLong, blockProblems } from './blocks.ts'
import type { JsonObject } from './json-values.ts'
import { isObject, objectsAt, textAt } from './json-values.ts'
import type { Refusal } from './method-answer.ts'
import { refusal, refusalWith } from './method-answer.ts'
import type { MessageMetadata } from './state.ts'

const MAX_TEXT = 40_000
const MAX_METADATA_BYTES = 16_000

export interface MessageContent {
  readonly text: string | undefined
  readonly blocks: readonly JsonObject[] | undefined
  readonly metadata: MessageMetadata | null | undefined
}

/** Text, blocks and metadata of a message as Slack would take them, or its refusal. Undefined fields were left out. */
export function messageContent(given: {
  readonly text: unknown
  readonly blocks: unknown
  readonly hasBlocks: boolean
  readonly metadata: unknown
  readonly hasMetadata: boolean
  /** Whether a block may show this file. */
  readonly mayShow: (file: string) => boolean
}): MessageContent | Refusal {
  const text = textAt(given.text)
  if (text !== undefined && text.length > MAX_TEXT) return refusal('msg_too_long')
  if (given.hasBlocks) {
    if (!Array.isArray(given.blocks)) return refusal('invalid_blocks_format')
    const problems = blockProblems(given.blocks, 'message', '/blocks', given.mayShow)
    if (problems.length > 0) return refusalWith('invalid_blocks', problems)
    if (areBlocksTooLong(given.blocks)) return refusal('msg_blocks_too_long')
  }
  const metadata = given.hasMetadata ? metadataOf(given.metadata) : undefined
  if (metadata !== undefined && metadata !== null && 'ok' in metadata) return metadata
  return { text, blocks: given.hasBlocks ? objectsAt(given.blocks) : undefined, metadata }
}

export function isRefusal(value: object): value is Refusal {
  return 'ok' in value && value.ok === false
}

function metadataOf(value: unknown): MessageMetadata | null | Refusal {
  if (!isObject(value)) return refusal('invalid_metadata_format')
  if (Object.keys(value).length === 0) return null
  const { event_type: eventType, event_payload: payload } = value
  if (typeof eventType !== 'string' || !isObject(payload)) return refusal('invalid_metadata_format')
  if (Buffer.byteLength(JSON.stringify(value)) > MAX_METADATA_BYTES) return refusal('metadata_too_large')
  return { event_type: eventType, event_payload: payload }
}
