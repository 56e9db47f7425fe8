import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parseAllDocuments } from 'yaml'
import { PROJECT_ROOT } from '../../../src/cli/configuration/project-root.ts'
import { requiredProgram } from '../../support/required-program.ts'

export interface KubernetesObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly [field: string]: unknown
}

/** Tests that need it are skipped by name where it is missing. Its Kustomize must know patches by path: 1.22 or newer. */
export const hasKubectl = (): boolean => requiredProgram('kubectl') !== undefined

/** What `kubectl apply -k` would send of a folder in deploy/kubernetes/. */
export async function rendered(folder: string): Promise<readonly KubernetesObject[]> {
  const path = join(PROJECT_ROOT, 'deploy/kubernetes', folder)
  const { stdout, stderr } = await promisify(execFile)('kubectl', ['kustomize', path])
  // What is deprecated is only warned of.
  if (stderr !== '') throw new Error(stderr)
  return objectsOf(stdout)
}

export const objectsOf = (yaml: string): readonly KubernetesObject[] =>
  parseAllDocuments(yaml).map((document) => document.toJS() as KubernetesObject)

export function objectOf(objects: readonly KubernetesObject[], kind: string): KubernetesObject {
  const found = objects.find((object) => object.kind === kind)
  if (found === undefined) throw new Error(`no ${kind} was rendered`)
  return found
}
