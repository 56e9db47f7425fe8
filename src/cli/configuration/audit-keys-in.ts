import { type AuditKeys, auditKeys } from '../../core/kernel/audit/audit-key.ts'
import { OperatorError } from '../../core/kernel/operator-error.ts'
import type { Environment } from '../../config/reading/env-file.ts'
import { readAuditSecrets } from '../../config/settings/audit-secrets.ts'

/** The audit log's keys, as far as the environment holds any. @throws OperatorError when a key cannot be one */
export function auditKeysIn(env: Environment): AuditKeys {
  const { secrets, faults } = readAuditSecrets(env)
  const [fault] = faults
  if (fault !== undefined) throw new OperatorError(fault.message, null)
  return auditKeys(secrets.key, secrets.old)
}
