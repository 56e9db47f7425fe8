import { Document, isCollection, isMap, isNode } from 'yaml'
import { FORMAT_NAMES } from './foreign-document.ts'
import type { ForeignService } from './foreign-services.ts'
import { given } from '../reading/given.ts'

export interface WrittenFor {
  readonly owner: { readonly groups: readonly string[]; readonly users: readonly string[] }
  readonly policy: string | undefined
  /** Path of the JSON Schema from the file's own folder. */
  readonly schema: string
}

const WITHOUT_OWNER =
  ' Whoever has the role service-owner here: { groups: [S…] } or { users: [U…] }. `budgeteer check` asks for it.'

/**
 * A service as a file of `slos/`, with where each SLO came from. The owner stays open unless one was named, and `check`
 * asks for it.
 */
export function serviceYaml(service: ForeignService, { owner, policy, schema }: WrittenFor): string {
  const { name, title, journey, slos } = service
  const owners = {
    ...(owner.groups.length > 0 && { groups: owner.groups }),
    ...(owner.users.length > 0 && { users: owner.users }),
  }
  const document = new Document({
    services: [
      {
        name,
        title,
        owner: owners,
        ...given({ journey, policy }),
        slos: slos.map(({ slo }) => slo),
      },
    ],
  })
  const written = document.getIn(['services', 0, 'owner'], true)
  if (isCollection(written)) written.flow = true
  if (isCollection(written) && Object.keys(owners).length === 0) written.comment = WITHOUT_OWNER
  for (const [index, { format, place }] of slos.entries()) {
    const node = document.getIn(['services', 0, 'slos', index], true)
    if (isNode(node)) node.commentBefore = ` From ${FORMAT_NAMES[format]}, ${oneLine(place.shown)}`
    if (isMap(node) && index > 0) node.spaceBefore = true
    const window = document.getIn(['services', 0, 'slos', index, 'window'], true)
    if (isCollection(window)) window.flow = true
    if (format === 'sloth' && isNode(window)) window.comment = ' Sloth’s period stands in no spec: check it'
  }
  return `# yaml-language-server: $schema=${schema}\n# Written by \`budgeteer import\`.\n${document.toString({ lineWidth: 0, flowCollectionPadding: true })}`
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ')
