import { Document, isCollection, isMap, isNode } from 'yaml'
import { given } from '../../config/reading/given.ts'
import type { QueriedSli } from '../../core/budgets/sli-kinds.ts'
import type { Slo } from '../../core/budgets/slo.ts'
import { windowText } from '../../core/budgets/slo-window.ts'
import { formatDuration } from '../../core/kernel/time/duration.ts'
import { visibleLine } from '../../core/kernel/visible-text.ts'
import type { People, StarterService } from './starter.ts'

/** A service as a file of `slos/`, with what each of its SLOs would have read. */
export function serviceFile({ name, title, slos }: StarterService, owner: People): string {
  const document = new Document({
    services: [{ name, title, owner: peopleYaml(owner), slos: slos.map(({ slo }) => sloYaml(slo)) }],
  })
  const written = document.getIn(['services', 0, 'owner'], true)
  if (isCollection(written)) written.flow = true
  if (isNode(written)) written.comment = ' who has the role service-owner here'
  for (const [index, { read }] of slos.entries()) {
    const node = document.getIn(['services', 0, 'slos', index], true)
    if (isNode(node)) node.commentBefore = ` ${visibleLine(read)}`
    if (isMap(node) && index > 0) node.spaceBefore = true
  }
  const heading =
    '# Written by `budgeteer init`: the objective is what the past would have kept, not what your users need. It is yours to set.\n'
  return heading + document.toString({ lineWidth: 0, singleQuote: true, flowCollectionPadding: true })
}

/** As roles and owners name people; without the empty ones. */
export const peopleYaml = ({ users, groups }: People) => ({
  ...(users.length > 0 && { users: [...users] }),
  ...(groups.length > 0 && { groups: [...groups] }),
})

const sloYaml = ({ name, title, objective, window, sli }: Slo) => ({
  name,
  title,
  objective: Number(objective.percent),
  window: windowText(window),
  sli: sliYaml(sli),
})

/** Of the kinds that are proposed. */
function sliYaml(sli: Slo['sli']): object {
  if (sli.kind === 'events') {
    const { good, bad, total } = sli
    return { events: { ...given({ good, bad }), total } }
  }
  if (sli.kind !== 'latency') throw new Error(`${sli.kind} is not proposed`)
  const { histogram, isNative } = sli
  return { latency: { histogram, threshold: thresholdYaml(sli), ...(isNative === true && { native: true }) } }
}

/** In words where the histogram counts seconds, else a bare number in its own unit. */
function thresholdYaml({ histogram, threshold }: QueriedSli & { kind: 'latency' }): string | number {
  const ms = Math.round(threshold * 1_000)
  const isSeconds = /seconds\b/.test(histogram) && !/milliseconds\b/.test(histogram)
  return isSeconds && Math.abs(ms - threshold * 1_000) < 1e-6 ? formatDuration(ms) : threshold
}
