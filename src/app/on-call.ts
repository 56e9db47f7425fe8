import type { Logger } from 'pino'
import { scheduleShifts } from '../adapters/pagerduty/schedule.ts'
import type { Secrets } from '../config/settings/secrets.ts'
import type { RotaSettings } from '../config/settings/on-call-reader.ts'
import type { Clock } from '../core/kernel/time/clock.ts'
import { DAY_MS, MINUTE_MS } from '../core/kernel/time/duration.ts'
import { type OnDuty, onDutyAt, type Rota, type Shift, withOnDuty } from '../core/people/on-call.ts'
import type { RoleBook } from '../core/people/role-book.ts'
import type { Chore } from './chores.ts'

interface OnCallDeps {
  readonly rotas: readonly RotaSettings[]
  readonly secrets: Pick<Secrets, 'rotas'>
  /** Who has a mail address in the workspace; null when nobody has. May reject. */
  readonly idByMail: (email: string) => Promise<string | null>
  readonly clock: Clock
  readonly logger: Pick<Logger, 'warn'>
}

export interface OnCall {
  readonly chores: readonly Chore[]
  /** The role book with the roles of the rotas filled by whoever is on duty at this moment. */
  filled(book: RoleBook): RoleBook
}

const EVERY_MS = 3 * MINUTE_MS
const WITHIN_MS = MINUTE_MS
/** Shifts are read so far ahead, so that a change of shift counts at once. */
const AHEAD_MS = DAY_MS

/** Who is on call, read every few minutes. A rota that cannot be read holds for a bounded time; then its role is empty. */
export function onCall({ rotas, secrets, idByMail, clock, logger }: OnCallDeps): OnCall {
  const known = new Map<string, Rota>()
  const found = new Map<string, string>()
  /** Mail addresses that the configuration gives no person for; one that is known stays so until the next start. */
  const lookUp = async ({ role, people }: RotaSettings, { shifts }: Rota): Promise<void> => {
    const mails = new Set(shifts.map(({ who }) => who).filter((who) => who.includes('@')))
    for (const mail of mails) {
      if (people.has(mail.toLowerCase()) || found.has(mail)) continue
      try {
        const userId = await idByMail(mail)
        if (userId !== null) found.set(mail, userId)
      } catch (error) {
        logger.warn({ role, error: wordsOf(error) }, 'somebody on call could not be looked up in Slack')
        return
      }
    }
  }
  const read = async (rota: RotaSettings): Promise<void> => {
    const now = clock.now()
    try {
      const shown = { shifts: await readShifts(rota, secrets, now, now + AHEAD_MS), readAt: now }
      await lookUp(rota, shown)
      known.set(rota.role, shown)
    } catch (error) {
      logger.warn(
        { role: rota.role, error: wordsOf(error) },
        'who is on call could not be read; it is tried again',
      )
    }
  }
  const run = async (): Promise<void> => {
    await Promise.all(rotas.map(read))
  }
  return {
    chores: rotas.length === 0 ? [] : [{ name: 'on-call', everyMs: EVERY_MS, timeoutMs: WITHIN_MS, run }],
    filled: (book) => {
      const now = clock.now()
      const duties = rotas.map((rota): [string, OnDuty] => [
        rota.role,
        dutyOf(rota, known.get(rota.role) ?? null, now, found),
      ])
      return withOnDuty(book, new Map(duties))
    },
  }
}

/** Who is on duty by a rota as it was read. */
export const dutyOf = (
  { people }: RotaSettings,
  rota: Rota | null,
  now: number,
  found: ReadonlyMap<string, string> = new Map(),
): OnDuty => onDutyAt(rota, now, (who) => people.get(who.toLowerCase()) ?? found.get(who))

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** @throws Error with words for people when the rota cannot be read */
export async function readShifts(
  { role, source }: RotaSettings,
  { rotas }: Pick<Secrets, 'rotas'>,
  from: number,
  until: number,
): Promise<readonly Shift[]> {
  const secret = rotas.get(role) ?? ''
  if (source.kind === 'pagerduty')
    return scheduleShifts({ url: source.url, schedule: source.schedule, token: secret }, from, until)
  // Few bots read feeds, and it takes some memory to know how.
  const { feedShifts } = await import('../adapters/icalendar/read-feed.ts')
  return feedShifts(secret, from, until, source.timeZone)
}
