import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { type KubernetesObject, objectOf } from './rendered.ts'

const ITEM = z.object({ key: z.string(), path: z.string() })
type Item = z.infer<typeof ITEM>

const MOUNTING = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        volumes: z.array(
          z.object({ name: z.string(), configMap: z.object({ items: z.array(ITEM) }).optional() }),
        ),
      }),
    }),
  }),
})

/**
 * Writes the example's ConfigMap as the kubelet mounts it: the files in a folder of their own, a link `..data` to it, and links
 * through that one. Called again with another edition, it swaps all files at once, as the kubelet does after an edit.
 */
export async function mountConfig(
  folder: string,
  objects: readonly KubernetesObject[],
  edition: string,
  edit: (text: string) => string = (text) => text,
): Promise<void> {
  const data = objectOf(objects, 'ConfigMap')['data'] as Readonly<Record<string, string>>
  const items = itemsOf(objects)
  for (const { key, path } of items) {
    const text = data[key]
    if (text === undefined) throw new Error(`${key} is mounted and not in the ConfigMap`)
    const file = join(folder, `..${edition}`, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, edit(text))
  }
  const next = join(folder, '..data_tmp')
  await rm(next, { force: true })
  await symlink(`..${edition}`, next)
  await rename(next, join(folder, '..data'))
  for (const top of new Set(items.map(({ path }) => path.split('/')[0] ?? path)))
    await symlink(`..data/${top}`, join(folder, top)).catch(ifItIsThere)
}

function ifItIsThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}

function itemsOf(objects: readonly KubernetesObject[]): readonly Item[] {
  const { spec } = MOUNTING.parse(objectOf(objects, 'Deployment'))
  return spec.template.spec.volumes.find(({ name }) => name === 'config')?.configMap?.items ?? []
}
