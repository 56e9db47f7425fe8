import { generatedBlockId } from './identifiers.ts'
import type { JsonObject } from './json-values.ts'
import { isObject, objectsAt } from './json-values.ts'

/** Slack names every block and interactive element that came without an id. */
export function withIds(blocks: readonly JsonObject[]): readonly JsonObject[] {
  return blocks.map((block) => {
    const named: Record<string, unknown> = { ...block, block_id: block['block_id'] ?? generatedBlockId() }
    if (block['type'] === 'actions') named['elements'] = objectsAt(block['elements']).map(withActionId)
    if (block['type'] === 'section' && isObject(block['accessory'])) {
      named['accessory'] = withActionId(block['accessory'])
    }
    if (block['type'] === 'input' && isObject(block['element']))
      named['element'] = withActionId(block['element'])
    return named
  })
}

function withActionId(element: JsonObject): JsonObject {
  return element['type'] === 'image'
    ? element
    : { ...element, action_id: element['action_id'] ?? generatedBlockId() }
}
