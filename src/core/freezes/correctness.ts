import { LIMITS } from '../kernel/text-limits.ts'
import { momentOf } from '../policy/world.ts'
import { actorOf } from '../people/authority.ts'
import { type ActOutcome, refused } from '../kernel/act-outcome.ts'
import { unknownService } from '../policy/unknown-names.ts'
import {
  correctnessAnnouncement,
  declaredSubject,
  incidentSubject,
  scopeOf,
  shadowSubject,
} from './announce-freeze.ts'
import { type DeclaredFreeze } from './declared-freeze.ts'
import type { PostmortemNotice } from './messages.ts'
import type { CorrectnessAnswers, Postmortem } from './postmortem.ts'
import { channel } from '../kernel/outbox/owed-message.ts'
import { UNKNOWN_LEVEL } from '../policy/policy.ts'
import { shadowedAmong } from '../policy/shadowed.ts'
import { declarerRefusal, reasonProblem } from './declare-freeze.ts'
import { endDeclaredFreeze } from './end-freeze.ts'
import type { FreezeStores, FreezeWorld } from './freeze-world.ts'

/**
 * Declares that a service has written wrong data: a P0 that no budget measures. Everything but its fix is blocked until the
 * postmortem is filed.
 */
export async function declareCorrectness(
  world: FreezeWorld,
  input: { readonly service: string; readonly what: string; readonly userId: string },
): Promise<ActOutcome<DeclaredFreeze>> {
  const { service, what, userId } = input
  const problem = reasonProblem(what)
  if (problem !== null) return refused(problem)
  if (!world.catalog().services.has(service)) return refused(`${unknownService(service, world.catalog())}.`)
  const refusal = await declarerRefusal(world, service, userId)
  if (refusal !== null) return refused(refusal)

  return world.store.transaction(async (stores): Promise<ActOutcome<DeclaredFreeze>> => {
    const now = world.clock.now()
    const context = momentOf(world, now)
    const id = world.ids.next('c')
    const isShadow = (await shadowedAmong(stores.statuses, context.catalog, [service])).has(service)
    const freeze: DeclaredFreeze = {
      id,
      kind: 'correctness',
      service,
      reason: what.trim(),
      declaredBy: userId,
      declaredAt: now,
      until: null,
      endedAt: null,
      endedBy: null,
      toldIn: isShadow ? shadowSubject(id) : null,
    }
    await stores.declaredFreezes.save(freeze)
    await stores.audit.append([
      {
        at: now,
        kind: 'correctness_incident',
        actor: userId,
        service,
        data: { freeze: freeze.id, what: freeze.reason },
      },
    ])
    const content = correctnessAnnouncement(context.catalog, freeze)
    if (freeze.toldIn === null) {
      const posts = { content, at: now }
      await stores.outbox.post({ subject: incidentSubject(id), to: channel('incidents'), ...posts })
      await stores.outbox.post({ subject: declaredSubject(id), to: channel('announcements'), ...posts })
    } else await stores.outbox.post({ subject: freeze.toldIn, to: channel('shadow'), content, at: now })
    await stores.followers.scopeChanged(scopeOf(freeze), context)
    return { kind: 'done', thing: freeze }
  })
}

export interface PostmortemInput {
  readonly service: string
  /** A link or the text. */
  readonly content: string
  /** Null where nothing was asked: at a level. */
  readonly answers: CorrectnessAnswers | null
  readonly userId: string
  /** The correctness incident that it ends; the oldest open one when left out. */
  readonly incidentId?: string
  /** The incident that it is about; one that the text names when left out. */
  readonly about?: string
}

/**
 * Files a postmortem of a service. Its open correctness incident ends, if there is one and the three questions are
 * answered; and while the service's level lasts, every request of it has met the requirement `postmortem`.
 */
export async function filePostmortem(
  world: FreezeWorld,
  input: PostmortemInput,
): Promise<ActOutcome<Postmortem>> {
  const { service, userId } = input
  if (!world.catalog().services.has(service)) return refused(`${unknownService(service, world.catalog())}.`)
  const content = input.content.trim()
  const answers = input.answers && trimmed(input.answers)
  const texts = [content, ...(answers === null ? [] : [answers.records, answers.repair, answers.cause])]
  if (texts.some((text) => text === '' || text.length > LIMITS.postmortem))
    return refused(`A postmortem, and each answer in it, takes 1 to ${LIMITS.postmortem} characters.`)
  const { doubt } = await actorOf(world, userId)
  if (doubt !== null) return refused(doubt)

  return world.store.transaction(async (stores): Promise<ActOutcome<Postmortem>> => {
    const now = world.clock.now()
    const open = (await stores.declaredFreezes.open()).filter(
      (freeze) => freeze.kind === 'correctness' && freeze.service === service,
    )
    const freeze = open.find(({ id }) => id === input.incidentId) ?? open[0]
    if (freeze !== undefined && answers === null)
      return refused(
        'The postmortem of a correctness incident says which records are affected, how they are repaired, and which change caused it: use the form.',
      )
    const status = await stores.statuses.of(service)
    const postmortem: Postmortem = {
      id: world.ids.next('p'),
      service,
      author: userId,
      filedAt: now,
      content,
      incidentId: freeze?.id ?? null,
      about: await stores.followers.incidentMeant(service, input.about ?? null, content),
      level: status?.level ?? UNKNOWN_LEVEL,
      answers: freeze === undefined ? null : answers,
    }
    await keep(world, stores, postmortem, freeze, now)
    return { kind: 'done', thing: postmortem }
  })
}

async function keep(
  world: FreezeWorld,
  stores: FreezeStores,
  postmortem: Postmortem,
  freeze: DeclaredFreeze | undefined,
  now: number,
): Promise<void> {
  const { id, service, author, content, incidentId, about, level, answers } = postmortem
  const context = momentOf(world, now)
  await stores.postmortems.add(postmortem)
  await stores.audit.append([
    {
      at: now,
      kind: 'postmortem',
      actor: author,
      service,
      data: {
        postmortem: id,
        content,
        freeze: incidentId,
        ...(about !== null && { incident: about }),
        level,
        answers: answers && { ...answers },
      },
    },
  ])
  const notice: PostmortemNotice = {
    kind: 'postmortem-filed',
    serviceTitle: context.catalog.services.get(service)?.title ?? service,
    author,
    content,
    level,
    answers: answers && { ...answers },
  }
  const told = { content: notice, at: now }
  const subject = `postmortem/${id}`
  if (freeze === undefined) {
    const isShadow = (await shadowedAmong(stores.statuses, context.catalog, [service])).has(service)
    await stores.outbox.post({ subject, to: channel(isShadow ? 'shadow' : 'incidents'), ...told })
  } else {
    const thread = freeze.toldIn ?? incidentSubject(freeze.id)
    const to = channel(freeze.toldIn === null ? 'incidents' : 'shadow')
    await stores.outbox.reply({ id: subject, thread, to, ...told })
  }
  await stores.followers.postmortemFiled(service, author, context)
  if (freeze === undefined) await stores.followers.scopeChanged([service], context)
  else await endDeclaredFreeze(stores, freeze, author, context)
}

const trimmed = ({ records, repair, cause }: CorrectnessAnswers): CorrectnessAnswers => ({
  records: records.trim(),
  repair: repair.trim(),
  cause: cause.trim(),
})
