import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { PROJECT_ROOT } from '../../../src/cli/configuration/project-root.ts'
import { hasKubectl, type KubernetesObject, objectOf, objectsOf, rendered } from './rendered.ts'
import { schemaProblems } from './schema-problems.ts'

const DEPLOYMENT = z.object({
  spec: z.looseObject({
    template: z.object({
      spec: z.looseObject({
        securityContext: z.looseObject({}),
        containers: z.array(z.looseObject({ securityContext: z.looseObject({}) })),
      }),
    }),
  }),
})

const secret = async (): Promise<KubernetesObject> =>
  objectOf(objectsOf(await readFile(join(PROJECT_ROOT, 'deploy/kubernetes/secret.yaml'), 'utf8')), 'Secret')

test('the secret has its shape and no values', async () => {
  const shape = await secret()
  expect(schemaProblems(shape)).toEqual([])
  expect(new Set(Object.values(shape['stringData'] as object))).toEqual(new Set(['']))
})

describe.skipIf(!hasKubectl())('rendered (needs kubectl)', () => {
  let base: readonly KubernetesObject[]
  let monitoring: readonly KubernetesObject[]
  let example: readonly KubernetesObject[]
  let replicas: readonly KubernetesObject[]
  beforeAll(async () => {
    base = await rendered('base')
    monitoring = await rendered('monitoring')
    example = await rendered('example')
    replicas = await rendered('replicas')
  })

  test('every object has the schema of its kind', () => {
    const problems = [...base, ...monitoring, ...example, ...replicas].flatMap((object) =>
      schemaProblems(object).map((problem) => `${object.kind} ${object.metadata.name}: ${problem}`),
    )
    expect(problems).toEqual([])
  })

  test('the example holds the base, the monitoring and what is the operator’s own, in one namespace', () => {
    expect(example.map(({ kind }) => kind).sort()).toEqual([
      'ConfigMap',
      'Deployment',
      'Namespace',
      'NetworkPolicy',
      'PersistentVolumeClaim',
      'PrometheusRule',
      'Service',
      'ServiceAccount',
      'ServiceMonitor',
    ])
    const elsewhere = example.filter(
      ({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== 'budgeteer',
    )
    expect(elsewhere).toEqual([])
  })

  test('a field that does not exist, and a value of the wrong type, are found', () => {
    const deployment = objectOf(example, 'Deployment')
    const text = JSON.stringify(deployment)
    const broken = (from: string, to: string): readonly string[] => {
      expect(text).toContain(from)
      return schemaProblems(JSON.parse(text.replace(from, to)) as KubernetesObject)
    }
    expect(broken('"failureThreshold":60', '"failureTreshold":60')).toEqual([
      '/spec/template/spec/containers/0/startupProbe/failureTreshold is no field',
    ])
    expect(broken('"replicas":1', '"replicas":"one"')).toEqual(['data/spec/replicas must be integer'])
  })

  test('three replicas have no volume, are spread, and are replaced and drained one at a time', () => {
    expect(replicas.map(({ kind }) => kind)).not.toContain('PersistentVolumeClaim')
    const { spec } = DEPLOYMENT.parse(objectOf(replicas, 'Deployment'))
    expect(spec).toMatchObject({
      replicas: 3,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    })
    const pod = spec.template.spec
    expect(JSON.stringify(pod)).not.toContain('/app/data')
    expect(pod['topologySpreadConstraints']).toMatchObject([
      { topologyKey: 'kubernetes.io/hostname' },
      { topologyKey: 'topology.kubernetes.io/zone' },
    ])
    const url = { name: 'budgeteer', key: 'BUDGETEER_DATABASE_URL' }
    expect(pod.containers).toMatchObject([
      {
        env: [{ name: url.key, valueFrom: { secretKeyRef: url } }],
        startupProbe: { httpGet: { path: '/healthz' } },
        livenessProbe: { httpGet: { path: '/healthz' } },
        readinessProbe: { httpGet: { path: '/readyz' } },
      },
    ])
    expect(objectOf(replicas, 'PodDisruptionBudget')).toMatchObject({ spec: { maxUnavailable: 1 } })
    expect(JSON.stringify(objectOf(replicas, 'NetworkPolicy'))).toContain('5432')
  })

  test('one bot at a time has the volume, and nothing of it runs with rights that it does not need', () => {
    const { spec } = DEPLOYMENT.parse(objectOf(example, 'Deployment'))
    expect(spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } })
    // What the Pod Security Standard "restricted" demands, and a root that cannot be written.
    const pod = spec.template.spec
    expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false })
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    })
    expect(pod.containers.map(({ securityContext }) => securityContext)).toEqual([
      { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    ])
  })
})
