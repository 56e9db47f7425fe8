import { Document, type Scalar, visit } from 'yaml'
import { formatDuration } from '../../../core/kernel/time/duration.ts'
import type { RuleGroup } from './rule.ts'

export const RULE_FORMATS = ['prometheus', 'prometheus-rule', 'config-map'] as const
export type RuleFormat = (typeof RULE_FORMATS)[number]

/** What Kubernetes calls the object. */
export interface ObjectMeta {
  readonly name: string
  readonly namespace: string | null
  readonly labels: Readonly<Record<string, string>>
}

/** The file in a ConfigMap. */
export const CONFIG_MAP_FILE = 'budgeteer-rules.yaml'

/** Groups as YAML under a comment, which may have several lines. */
export function rulesText(
  groups: readonly RuleGroup[],
  format: RuleFormat,
  meta: ObjectMeta,
  comment: string,
): string {
  const plain = { groups: groups.map(groupOf) }
  const metadata = {
    name: meta.name,
    ...(meta.namespace !== null && { namespace: meta.namespace }),
    ...(Object.keys(meta.labels).length > 0 && { labels: meta.labels }),
  }
  switch (format) {
    case 'prometheus':
      return yamlText(plain, comment)
    case 'prometheus-rule':
      return yamlText(
        { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule', metadata, spec: plain },
        comment,
      )
    case 'config-map':
      return yamlText(
        { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { [CONFIG_MAP_FILE]: yamlText(plain, null) } },
        comment,
      )
  }
}

const groupOf = ({ name, intervalMs, rules }: RuleGroup): object => ({
  name,
  interval: formatDuration(intervalMs),
  rules,
})

/** Long texts whole, each line as it is; what reads as anything but text in any version of YAML is quoted. */
export function yamlText(value: unknown, comment: string | null): string {
  const document = new Document(value, { version: '1.1', aliasDuplicateObjects: false })
  visit(document, {
    Scalar(_, node) {
      if (isText(node) && node.value.includes('\n')) node.type = 'BLOCK_LITERAL'
    },
  })
  if (comment !== null)
    document.commentBefore = comment
      .split('\n')
      .map((line) => ` ${line}`)
      .join('\n')
  return document.toString({ lineWidth: 0 })
}

const isText = (node: Scalar): node is Scalar<string> => typeof node.value === 'string'
