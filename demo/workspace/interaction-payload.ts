import type { GivenValue } from './element-values.ts'
import { elementState, elementsOf } from './element-values.ts'
import type { JsonObject } from './json-values.ts'
import type { WorkspaceState } from './state.ts'
import type { PersonSeed } from './workspace-options.ts'

/** A button or choice; `buttonNamed` finds it by what stands on it. */
export interface ActionTarget {
  readonly blockId: string
  readonly actionId: string
  /** For selects and the like: the chosen option's value, a user id, a date. */
  readonly value?: GivenValue
}

/** One entry of a payload's `actions`; undefined when the blocks have no such element. */
export function actionAt(
  blocks: readonly JsonObject[],
  target: ActionTarget,
  ts: string,
): JsonObject | undefined {
  const block = blocks.find((candidate) => candidate['block_id'] === target.blockId)
  const elements = block === undefined ? [] : elementsOf(block)
  const element = elements.find((candidate) => candidate['action_id'] === target.actionId)
  if (element === undefined) return undefined
  const common = { action_id: target.actionId, block_id: target.blockId, action_ts: ts }
  if (element['type'] !== 'button') return { ...elementState(element, target.value ?? null), ...common }
  const { type, text, value, style, url } = element
  return { type, text, value, style, url, ...common }
}

/** Who did it and in which team, as every interactive payload says it. */
export function sender({ id, name }: PersonSeed, { team, appId }: WorkspaceState): JsonObject {
  return {
    user: { id, username: name, name, team_id: team.id },
    api_app_id: appId,
    token: 'verification-token',
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
  }
}
