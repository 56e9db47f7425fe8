import { unknownName } from '../reading/names.ts'
import type { Problem } from '../reading/problem.ts'
import type { YamlFile } from '../reading/yaml-file.ts'
import type { SettingsYaml } from './settings-shape.ts'

/** Anchors that go nowhere, or where nothing is configured. */
export function auditProblems(
  file: YamlFile,
  { audit, webhooks }: Partial<SettingsYaml>,
): readonly Problem[] {
  const anchors = audit?.anchors
  if (anchors === undefined) return []
  const place = file.at('audit', 'anchors')
  if (anchors.slack === undefined && anchors.webhook === undefined && anchors.file === undefined)
    return [place.problem('the anchors go nowhere; give them slack, webhook, file, or several of them')]
  const receivers = (webhooks ?? []).map(({ name }) => name)
  return unknownName(place.at('webhook'), 'receiver of webhooks', anchors.webhook, receivers)
}
