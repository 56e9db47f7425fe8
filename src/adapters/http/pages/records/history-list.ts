import { aboutOf } from '../../../../core/kernel/audit/about.ts'
import type { AuditEntry, Json } from '../../../../core/kernel/audit/audit-entry.ts'
import { entryWords } from '../../../../core/records/entry-words.ts'
import type { History } from '../../../../core/records/history.ts'
import { html, type Html } from '../../../../core/kernel/html.ts'
import { section } from './record-parts.ts'
import type { RecordView } from './record-view.ts'

/** Everything that became of a record, oldest first. */
export function historySection({ entries, isCut }: History, about: string, view: RecordView): Html {
  const all = `${view.to({ kind: 'audit' })}?about=${encodeURIComponent(about)}`
  return section(
    'history',
    'History',
    entries.length === 0
      ? html`<p class="note">Nothing is on record.</p>`
      : html`<ol class="history">
            ${entries.map((entry) => historyEntry(entry, view))}
          </ol>
          <p class="note">
            ${isCut ? 'Older entries are in the audit log alone: ' : ''}<a href="${all}">In the audit log</a>
          </p>`,
  )
}

const historyEntry = (entry: AuditEntry, view: RecordView): Html =>
  html`<li>${view.time(entry.at)}<span>${sentence(entry, view)}</span></li>`

/** `Tomas approved the request`. */
export const sentence = ({ actor, kind, data }: AuditEntry, view: RecordView): Html =>
  html`${view.who(actor)} ${entryWords(kind, named(data, view))}`

/** What an entry keeps, for who wants to see it as it is. Of people, what they are called beside their ids. */
export const details = ({ seq, data, hash }: AuditEntry): Html =>
  html`<details id="entry-${seq}">
    <summary>Entry ${seq}</summary>
    <dl class="data">
      ${Object.entries(data).map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${plain(value)}</dd>
          </div>`,
      )}
      <div>
        <dt>hash</dt>
        <dd>${hash}</dd>
      </div>
    </dl>
  </details>`

const plain = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** The facts of a sentence that are people. */
const PEOPLE = ['incidentCommander', 'person', 'to'] as const

/** Every person of entries: those who acted, and those whom the sentences name. */
export const peopleIn = (entries: readonly AuditEntry[]): readonly string[] =>
  entries.flatMap(({ actor, data }) => [
    actor,
    ...PEOPLE.flatMap((name) => (isUserId(data[name]) ? [data[name]] : [])),
    ...(Array.isArray(data['people']) ? data['people'].filter(isUserId) : []),
  ])

const isUserId = (value: unknown): value is string =>
  typeof value === 'string' && /^[UW][A-Z0-9]{2,}$/.test(value)

function named(data: AuditEntry['data'], view: RecordView): AuditEntry['data'] {
  const called = (value: Json | undefined): Json | undefined =>
    isUserId(value) ? view.whoText(value) : value
  const changed: Record<string, Json> = { ...data }
  for (const name of PEOPLE) {
    const value = called(data[name])
    if (value !== undefined) changed[name] = value
  }
  const people: Json | undefined = data['people']
  if (Array.isArray(people)) changed['people'] = people.map((one: Json) => called(one) ?? one)
  return changed
}

/** The page of the record that an entry is about; undefined where it has none. */
export function recordPage(entry: AuditEntry, view: RecordView): string | undefined {
  const id = aboutOf(entry)
  if (id === null) return undefined
  const { data } = entry
  if (data['request'] === id) return view.to({ kind: 'request', id })
  if (data['incident'] === id) return view.to({ kind: 'incident', id })
  return data['freeze'] === id || data['window'] !== undefined ? view.to({ kind: 'freeze', id }) : undefined
}
