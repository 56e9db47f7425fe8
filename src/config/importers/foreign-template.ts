/** What Helm alone fills in. Alerts of Prometheus have templates of their own, `{{ $labels.job }}`, which stay as they are. */
const HELM =
  /\{\{-?\s*["`]\{\{|\{\{[^}]*\.(?:Values|Release|Chart|Capabilities|Files)\b|\{\{[^}]*\b(?:include|tpl|toYaml)\s/
const ANY = /\{\{(?!-?\s*\.window\b)/

/**
 * The line of a text, from 0, on which a template begins that has to be rendered before it is a spec: Helm's, or any in a text
 * that is no YAML as it stands. Null when there is none.
 */
export function templateLine(text: string, isBroken: boolean): number | null {
  const isTemplate = (line: string): boolean =>
    !/^\s*#/.test(line) && (HELM.test(line) || (isBroken && ANY.test(line)))
  const line = text.split('\n').findIndex(isTemplate)
  return line === -1 ? null : line
}

export const RENDER_FIRST =
  'a template, Helm’s it seems: render it first (`helm template`) and import what that prints'
