import { type AuditKeys, auditKeys } from '../../core/kernel/audit/audit-key.ts'
import { OperatorError } from '../../core/kernel/operator-error.ts'
import { readAuditSecrets } from '../../config/settings/audit-secrets.ts'
import { readEnvironment } from './open-configuration.ts'

/** The audit log's keys, as far as the environment holds any. @throws OperatorError when a key cannot be the one */
export async function auditKeysAtHand(): Promise<AuditKeys> {
  const { secrets, faults } = readAuditSecrets(await readEnvironment())
  const [fault] = faults
  if (fault !== undefined) throw new OperatorError(fault.message, null)
  return auditKeys(secrets.key, secrets.old)
}
