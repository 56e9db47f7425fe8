import { isObject, listAt, textAt, type JsonObject } from './json-values.ts'

/** The ids of the files that image blocks and elements show, wherever they stand. */
export function fileIdsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(fileIdsIn)
  if (!isObject(value)) return []
  const id = isObject(value['slack_file']) ? textAt(value['slack_file']['id']) : undefined
  return [...(id === undefined ? [] : [id]), ...Object.values(value).flatMap(fileIdsIn)]
}

/** The blocks with each file as `sourceOf` tells it in place of its id; null takes the file away, and its text is left. */
export const shownFiles = (
  blocks: readonly JsonObject[],
  sourceOf: (id: string) => JsonObject | null,
): readonly JsonObject[] =>
  fileIdsIn(blocks).length === 0 ? blocks : blocks.map((block) => withSources(block, sourceOf))

function withSources(block: JsonObject, sourceOf: (id: string) => JsonObject | null): JsonObject {
  const own = isObject(block['slack_file']) ? textAt(block['slack_file']['id']) : undefined
  const source = own === undefined ? null : sourceOf(own)
  const { slack_file: _file, ...rest } = block
  const elements = Array.isArray(block['elements']) && {
    elements: listAt(block['elements']).map((one) => (isObject(one) ? withSources(one, sourceOf) : one)),
  }
  const accessory = isObject(block['accessory']) && {
    accessory: withSources(block['accessory'], sourceOf),
  }
  const file = own === undefined ? block['slack_file'] : (source ?? undefined)
  return { ...rest, ...elements, ...accessory, ...(file !== undefined && { slack_file: file }) }
}
