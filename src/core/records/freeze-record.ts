import { declaredSubject, windowSubject } from '../freezes/announce-freeze.ts'
import type { Postmortem } from '../freezes/postmortem.ts'
import type { PostedMessage } from '../kernel/outbox/owed-message.ts'
import { WAYS } from '../policy/way.ts'
import type { DeployRequest } from '../requests/deploy-request.ts'
import { declaredEntry, type FreezeEntry, levelEntry, windowEntry } from './freeze-entry.ts'
import { type History, historyOf } from './history.ts'
import type { RecordStores } from './record-world.ts'

/** A freeze with what was done in it. */
export interface FreezeRecord {
  readonly freeze: FreezeEntry
  /** Of a level's freeze, what people have set for it: a user id and an https address. */
  readonly incidentCommander: string | null
  readonly warRoom: string | null
  /** Who ended a declared one, as the record calls actors. */
  readonly endedBy: string | null
  /** The change types that a scheduled one blocks; null for a freeze like a declared one. */
  readonly changes: readonly string[] | null
  /** Of a freeze of one service: filed while it lasted, newest first. */
  readonly postmortems: readonly Postmortem[]
  /** Of a freeze of one service: requests that took a way through it, newest first. */
  readonly waysThrough: readonly DeployRequest[]
  readonly history: History
  readonly posted: PostedMessage | undefined
}

const MOST = 50

/** Undefined for an id that names none. */
export async function freezeRecord(stores: RecordStores, id: string): Promise<FreezeRecord | undefined> {
  const found = await freezeNamed(stores, id)
  if (found === undefined) return undefined
  const { subject, ...own } = found
  return {
    ...own,
    ...(await whatWasDone(stores, own.freeze)),
    history: await historyOf(stores, id),
    posted: await stores.deliveries.posted(subject),
  }
}

type Own = Pick<FreezeRecord, 'freeze' | 'incidentCommander' | 'warRoom' | 'endedBy' | 'changes'> & {
  readonly subject: string
}

const PLAIN = { incidentCommander: null, warRoom: null, endedBy: null, changes: null }

/** Levels, people and the calendar each keep theirs. */
async function freezeNamed(stores: RecordStores, id: string): Promise<Own | undefined> {
  const level = await stores.levelFreezes.byId(id)
  if (level !== undefined) {
    const { incidentCommander, warRoom, subject } = level
    return { ...PLAIN, freeze: levelEntry(level), incidentCommander, warRoom, subject }
  }
  const declared = await stores.declaredFreezes.byId(id)
  if (declared !== undefined) {
    const { endedBy, toldIn } = declared
    return { ...PLAIN, freeze: declaredEntry(declared), endedBy, subject: toldIn ?? declaredSubject(id) }
  }
  const run = await stores.windowRuns.byId(id)
  return run && { ...PLAIN, freeze: windowEntry(run), changes: run.changes, subject: windowSubject(id) }
}

async function whatWasDone(
  stores: RecordStores,
  { services, beganAt, endedAt }: FreezeEntry,
): Promise<Pick<FreezeRecord, 'postmortems' | 'waysThrough'>> {
  const [service] = services ?? []
  if (service === undefined || services?.length !== 1) return { postmortems: [], waysThrough: [] }
  const isWithin = (at: number): boolean => at >= beganAt && (endedAt === null || at <= endedAt)
  const postmortems = await stores.postmortems.of(service, MOST)
  const requests = await stores.requests.list({
    service,
    ways: WAYS,
    since: beganAt,
    // Of an old freeze, those of later ones would fill the list.
    ...(endedAt !== null && { before: { at: endedAt + 1, id: '' } }),
    limit: MOST,
  })
  return {
    postmortems: postmortems.filter(({ filedAt }) => isWithin(filedAt)),
    waysThrough: requests,
  }
}
