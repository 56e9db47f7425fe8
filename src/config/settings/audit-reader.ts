import { resolve } from 'node:path'
import { HOUR_MS } from '../../core/kernel/time/duration.ts'
import { millis } from '../reading/fields.ts'
import type { SettingsYaml } from './settings-shape.ts'

/** What protects the audit log beside its chain. Null stands for what is not there. */
export interface AuditSettings {
  readonly keyedFrom: number | null
  readonly anchors: AnchorSettings | null
}

export interface AnchorSettings {
  readonly everyMs: number
  readonly slack: string | null
  readonly webhook: string | null
  /** Absolute. */
  readonly file: string | null
}

/** @param folder of the file: paths begin above it, as the database's does */
export const auditSettings = (
  { keyed_from, anchors }: NonNullable<SettingsYaml['audit']>,
  folder: string,
): AuditSettings => ({
  keyedFrom: keyed_from ?? null,
  anchors:
    anchors === undefined
      ? null
      : {
          everyMs: millis(anchors.every, HOUR_MS),
          slack: anchors.slack ?? null,
          webhook: anchors.webhook ?? null,
          file: anchors.file === undefined ? null : resolve(folder, '..', anchors.file),
        },
})
