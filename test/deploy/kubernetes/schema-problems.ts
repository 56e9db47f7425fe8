import {
  PrometheusRule,
  ServiceMonitor,
} from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1'
import { Deployment } from 'kubernetes-models/apps/v1'
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1'
import {
  ConfigMap,
  Namespace,
  PersistentVolumeClaim,
  Secret,
  Service,
  ServiceAccount,
} from 'kubernetes-models/v1'

const MODELS = {
  ConfigMap,
  Deployment,
  Namespace,
  NetworkPolicy,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  PrometheusRule,
  Secret,
  Service,
  ServiceAccount,
  ServiceMonitor,
}

/**
 * What the schema of its kind has against an object. The schemas let unknown fields pass, which the API server refuses or, worse,
 * drops: here a field that no schema asks for is a problem, too.
 */
export function schemaProblems(object: { readonly kind: string }): readonly string[] {
  const model = Object.entries(MODELS).find(([kind]) => kind === object.kind)?.[1]
  if (model === undefined) return [`no schema for ${object.kind}`]
  const unread = new Set<string>()
  const problems: string[] = []
  try {
    model.prototype.validate.call(watched(object, '', unread))
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error))
  }
  return [...problems, ...[...unread].map((field) => `${field} is no field`)]
}

/** The same object, which takes each of its fields that is looked at out of `unread`. */
function watched<T extends object>(object: T, path: string, unread: Set<string>): T {
  const at = (key: string): string => `${path}/${key}`
  for (const key of Object.keys(object)) unread.add(at(key))
  return new Proxy(object, {
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver)
      if (typeof key !== 'string' || !Object.hasOwn(target, key)) return value
      unread.delete(at(key))
      return typeof value === 'object' && value !== null ? watched(value, at(key), unread) : value
    },
  })
}
