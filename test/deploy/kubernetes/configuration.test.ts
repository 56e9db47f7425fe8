import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { watchFolders } from '../../../src/adapters/system/watch-folders.ts'
import { editedFolders } from '../../../src/cli/configuration/open-configuration.ts'
import { PROJECT_ROOT } from '../../../src/cli/configuration/project-root.ts'
import { loadConfiguration } from '../../../src/config/load-configuration.ts'
import { mountConfig } from './mounted-config.ts'
import { hasKubectl, objectOf, objectsOf, rendered } from './rendered.ts'

const SECRET = z.object({ stringData: z.record(z.string(), z.string()) })

describe.skipIf(!hasKubectl())('the example’s configuration in a pod (needs kubectl)', () => {
  const aFolder = async (): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'budgeteer-mount-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    return folder
  }

  test('is right as it is mounted, with the secret’s variables', async () => {
    const folder = await aFolder()
    await mountConfig(folder, await rendered('example'), 'first')
    const shape = await readFile(join(PROJECT_ROOT, 'deploy/kubernetes/secret.yaml'), 'utf8')
    const { stringData } = SECRET.parse(objectOf(objectsOf(shape), 'Secret'))
    const values: Readonly<Record<string, string>> = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' }
    const env = Object.fromEntries(
      Object.keys(stringData).map((name) => [name, values[name] ?? 'a-random-text-of-24-chars']),
    )
    const loaded = await loadConfiguration({ dir: folder, env })
    expect(loaded.problems).toEqual([])
    expect(loaded.ok && [...loaded.catalog.services.keys()]).toEqual(['checkout'])
    expect(loaded.ok && loaded.secrets).not.toBeNull()
  })

  test('an edit is noticed, and all files change at once', async () => {
    const folder = await aFolder()
    const objects = await rendered('example')
    await mountConfig(folder, objects, 'first')
    const { promise: noticed, resolve } = Promise.withResolvers<undefined>()
    const watching = watchFolders(editedFolders({ config: folder, messages: 'messages' }), () =>
      resolve(undefined),
    )
    onTestFinished(() => watching.close())
    await mountConfig(folder, objects, 'second', (text) => text.replace('objective: 99.5', 'objective: 99.9'))
    await noticed
    const loaded = await loadConfiguration({ dir: folder })
    expect(loaded.ok && loaded.catalog.services.get('checkout')?.slos[0]?.objective.percent).toBe('99.9')
  })
})
