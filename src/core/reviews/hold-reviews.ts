import { LIMITS } from '../kernel/text-limits.ts'
import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import { type ActOutcome, refused } from '../kernel/act-outcome.ts'
import { type RoleBook, SERVICE_OWNER, roleTitle } from '../people/role-book.ts'
import { channel, type Outbox } from '../kernel/outbox/owed-message.ts'
import { spanMs } from '../policy/cadence.ts'
import type { PictureName } from '../kernel/picture-name.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import { agendaLines, type AgendaStores } from './agenda-lines.ts'
import { type DueReminder, dueReminders } from './due-reminders.ts'
import { type DueReview, dueReviews } from './due-reviews.ts'
import type { PolicyReminderMessage, ReviewMessage } from './messages.ts'
import type { HeldReview, ReviewStore } from './review.ts'
import type { World } from '../policy/world.ts'
import { closeSeen } from '../actions/prove-action.ts'

export interface ReviewStores extends AgendaStores {
  readonly reviews: ReviewStore
  readonly audit: AuditLog
  readonly outbox: Outbox
}

export interface ReviewWorld extends World<ReviewStores> {
  /** Addresses by the name that policies give the list. */
  readonly mailLists: ReadonlyMap<string, readonly string[]>
}

/** Holds every review, and gives every reminder, that has become due; each once, however long the bot was off. */
export async function holdReviews(world: ReviewWorld): Promise<number> {
  const catalog = world.catalog()
  return world.store.transaction(async (stores) => {
    const now = world.clock.now()
    const statuses = await stores.statuses.all()
    const lastDue = await stores.reviews.lastDue()
    const since = Math.min(now, ...statuses.map((status) => status.since))
    const due = dueReviews(catalog, statuses, lastDue, now)
    for (const review of due) await hold(world, stores, review, now)
    const reminders = dueReminders(catalog.policies.values(), lastDue, since, now)
    for (const reminder of reminders) await remind(world, stores, reminder, now)
    return due.length + reminders.length
  })
}

async function hold(world: ReviewWorld, stores: ReviewStores, due: DueReview, now: number): Promise<void> {
  const { policy, meeting, services, dueAt, late, key, cadence } = due
  const scope = { policy, services, roleBook: world.roleBook(), since: dueAt - spanMs(cadence), now }
  const agenda: ReviewMessage['agenda'][number][] = []
  for (const { text, facts } of meeting.agenda)
    agenda.push({ text, lines: await agendaLines(stores, facts, scope) })

  const id = world.ids.next('v')
  const content: ReviewMessage = {
    kind: 'review',
    reviewId: id,
    title: meeting.title,
    policyTitle: policy.title,
    minutes: meeting.minutes,
    dueAt: isoTime(dueAt),
    late,
    timeZone: policy.timeZone,
    attendees: attendeesOf(due, world.roleBook()),
    services: services.map(({ title }) => title),
    agenda,
    notes: null,
    picture: pictureOf(services, now),
  }
  await stores.reviews.save({ id, key, dueAt, heldAt: now, content })
  await stores.audit.append([
    {
      at: now,
      kind: 'review',
      actor: 'budgeteer',
      service: services.length === 1 ? (services[0]?.name ?? '*') : '*',
      data: {
        review: id,
        meeting: meeting.name,
        due: isoTime(dueAt),
        late,
        services: services.map(({ name }) => name),
      },
    },
  ])
  const addresses = meeting.mail === null ? [] : (world.mailLists.get(meeting.mail) ?? [])
  const subject = subjectOf(id)
  const told = { content, at: now, urgency: 'routine', topic: `review/${key}` } as const
  await stores.outbox.post({ subject, to: channel(meeting.post), ...told })
  if (addresses.length > 0)
    await stores.outbox.post({
      subject: `${subject}/mail`,
      to: { kind: 'mail', to: addresses },
      ...told,
    })
}

/** A picture of more services than these is no picture any more. */
const MOST_PICTURED = 30

function pictureOf(services: DueReview['services'], at: number): PictureName {
  const names = services.map(({ name }) => name)
  const [only] = names
  return only !== undefined && names.length === 1
    ? { kind: 'burn-down', service: only, at }
    : { kind: 'fleet', at, services: names, most: MOST_PICTURED }
}

const subjectOf = (id: string): string => `review/${id}`

function attendeesOf({ meeting, services }: DueReview, book: RoleBook): ReviewMessage['attendees'] {
  return meeting.attendees.map((role) => {
    const holders =
      role === SERVICE_OWNER ? services.map(({ name }) => book.owners.get(name)) : [book.roles.get(role)]
    const people = holders.flatMap((one) => (one === undefined ? [] : [...one.groups, ...one.users]))
    return { role: roleTitle(role, book), people: [...new Set(people)] }
  })
}

async function remind(
  world: ReviewWorld,
  stores: ReviewStores,
  { key, policy, text, day, dueAt }: DueReminder,
  now: number,
): Promise<void> {
  const id = world.ids.next('v')
  const content: PolicyReminderMessage = {
    kind: 'policy-reminder',
    policyTitle: policy.title,
    owner: policy.about.owner ?? 'nobody',
    text,
    day,
  }
  await stores.reviews.remember(key, dueAt)
  await stores.audit.append([
    {
      at: now,
      kind: 'review',
      actor: 'budgeteer',
      service: '*',
      data: { reminder: key, day, policy: policy.name },
    },
  ])
  await stores.outbox.post({
    subject: subjectOf(id),
    to: channel('incidents'),
    content,
    at: now,
    urgency: 'routine',
    topic: key,
  })
}

/** Records where the notes of a review are; its message shows them. */
export async function handInNotes(
  world: ReviewWorld,
  reviewId: string,
  url: string,
  userId: string,
): Promise<ActOutcome<HeldReview>> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol) || url.length > LIMITS.url)
    return refused('Notes are a web address: https://…')
  return world.store.transaction(async (stores): Promise<ActOutcome<HeldReview>> => {
    const review = await stores.reviews.byId(reviewId)
    if (review === undefined) return refused(`There is no review ${reviewId}.`)
    const now = world.clock.now()
    const noted: HeldReview = { ...review, content: { ...review.content, notes: { url, userId } } }
    await stores.reviews.save(noted)
    await stores.audit.append([
      { at: now, kind: 'review', actor: userId, service: '*', data: { review: reviewId, notes: url } },
    ])
    // Its message names services by their titles.
    const services = [...world.catalog().services.values()].filter(
      ({ name, title }) => noted.content.services.includes(title) || noted.content.services.includes(name),
    )
    const moment = { catalog: world.catalog(), roleBook: world.roleBook(), ids: world.ids, now }
    const evidence = `the notes of ${noted.content.title} are in`
    await closeSeen(
      stores,
      services.map(({ name }) => name),
      'review',
      evidence,
      userId,
      moment,
    )
    await stores.outbox.edit({
      subject: subjectOf(reviewId),
      nonce: world.ids.next('m'),
      to: channel('incidents'),
      content: noted.content,
      at: now,
    })
    return { kind: 'done', thing: noted }
  })
}
