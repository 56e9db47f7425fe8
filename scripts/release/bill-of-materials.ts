import { createHash } from 'node:crypto'

interface Component {
  readonly 'bom-ref': string
  readonly purl?: string
  readonly properties?: readonly { readonly name: string; readonly value: string }[]
}

interface NpmBillOfMaterials {
  readonly metadata: { readonly component: Component }
  readonly components: readonly Component[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
}

/** The release that a bill of materials is about. */
export interface Released {
  readonly name: string
  readonly tarball: Uint8Array
  /** Of the commit: two builds of one commit give one bill. ISO 8601. */
  readonly at: string
}

/**
 * The CycloneDX document that npm writes of the whole lock file, made one of the tarball: what it runs on alone, with its hash,
 * the same in every build, and without an address in a registry, where nothing is published.
 */
export function billOfMaterials(npmText: string, { name, tarball, at }: Released): string {
  const bill = JSON.parse(npmText) as NpmBillOfMaterials
  const { purl: _notPublished, ...component } = bill.metadata.component
  const sha256 = createHash('sha256').update(tarball).digest('hex')
  // npm's own --omit dev also leaves out what is needed and that some package names among its devDependencies.
  const components = bill.components.filter((one) => !isForDevelopment(one))
  const refs = new Set([component, ...components].map((one) => one['bom-ref']))
  const made = {
    ...bill,
    serialNumber: `urn:uuid:${uuidOf(sha256)}`,
    metadata: {
      ...bill.metadata,
      timestamp: at,
      component: { ...component, name, hashes: [{ alg: 'SHA-256', content: sha256 }] },
    },
    components,
    dependencies: bill.dependencies
      .filter(({ ref }) => refs.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) })),
  }
  return `${JSON.stringify(made, null, 2)}\n`
}

const isForDevelopment = ({ properties = [] }: Component): boolean =>
  properties.some(({ name, value }) => name === 'cdx:npm:package:development' && value === 'true')

/** A UUID of version 8, whose digits are free (RFC 9562). */
function uuidOf(hex: string): string {
  const digits = `${hex.slice(0, 12)}8${hex.slice(13, 16)}8${hex.slice(17, 32)}`
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
