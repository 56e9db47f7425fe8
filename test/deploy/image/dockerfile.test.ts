import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PROJECT_ROOT } from '../../../src/cli/configuration/project-root.ts'

const textOf = (path: string): string => readFileSync(join(PROJECT_ROOT, path), 'utf8')

test('the build sees the package alone, which is what the Dockerfile copies', () => {
  const letIn = textOf('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1))
  const copied = [...textOf('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].map(([, path]) => path)
  expect(copied).toEqual(['budgeteer-*.tgz'])
  expect(letIn).toEqual(copied)
})

test('the image has the Node that the tests run on, which package.json allows', () => {
  const { engines, devDependencies } = JSON.parse(textOf('package.json')) as {
    readonly engines: { readonly node: string }
    readonly devDependencies: { readonly node: string }
  }
  const version = /^ARG NODE_VERSION=(\d+)$/m.exec(textOf('Dockerfile'))?.[1]
  expect(version).toBe(/^\d+/.exec(devDependencies.node)?.[0])
  expect(Number(version)).toBeGreaterThanOrEqual(Number(/\d+/.exec(engines.node)?.[0]))
})
