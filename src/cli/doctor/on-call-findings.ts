import { dutyOf, readShifts } from '../../app/on-call.ts'
import type { Secrets } from '../../config/settings/secrets.ts'
import type { RotaSettings } from '../../config/settings/on-call-reader.ts'
import type { Settings } from '../../config/settings/settings-reader.ts'
import { systemClock } from '../../adapters/system/system-clock.ts'
import { MINUTE_MS } from '../../core/kernel/time/duration.ts'
import { shiftsAt } from '../../core/people/on-call.ts'
import { type Finding, good, messageOf, problem, warning } from './finding.ts'

/** Who is on call now, by each rota. */
export const onCallFindings = ({ onCall }: Settings, secrets: Secrets): Promise<readonly Finding[]> =>
  Promise.all(
    onCall.filter(({ role }) => secrets.rotas.get(role) !== '').map((rota) => findingOf(rota, secrets)),
  )

async function findingOf(rota: RotaSettings, secrets: Secrets): Promise<Finding> {
  const now = systemClock.now()
  const todo = `see on_call.${rota.role} in budgeteer.yaml`
  try {
    const read = { shifts: await readShifts(rota, secrets, now, now + MINUTE_MS), readAt: now }
    const { userIds, doubt } = dutyOf(rota, read, now)
    if (doubt !== null)
      return warning(
        'on_call',
        `${rota.role}: by people alone ${doubt}`,
        `${todo}: the bot looks mail addresses up where it has the scope users:read.email`,
      )
    const names = [...new Set(shiftsAt(read, now).map(({ who }) => who))]
    return good('on_call', `${rota.role}: ${names.join(', ')} is on call (${userIds.join(', ')})`)
  } catch (error) {
    return problem('on_call', `the rota of ${rota.role} cannot be read: ${messageOf(error)}`, todo)
  }
}
