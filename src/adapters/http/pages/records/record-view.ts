import { durationInWords } from '../../../../core/kernel/time/duration.ts'
import { wallTime } from '../../../../core/kernel/time/wall-time.ts'
import { actorWords, isPerson } from '../../../../core/people/actor-words.ts'
import type { PeopleNames } from '../../../../core/people/known-names.ts'
import { type Catalog, governed } from '../../../../core/policy/catalog.ts'
import { riskTitle, serviceTitle, sloTitle, titleOfChange } from '../../../../core/policy/titles.ts'
import { type RoleBook, roleTitle } from '../../../../core/people/role-book.ts'
import type { HttpWorld } from '../../http-app.ts'
import { html, type Html } from '../../../../core/kernel/html.ts'
import type { PageView } from '../page-view.ts'

/** What a page of records is made with beside the records: what things and people are called, and where they are. */
export interface RecordView extends PageView {
  readonly catalog: Catalog
  /** An actor of the record by name, and by id where there is none. */
  who(actor: string): Html
  /** The same as text. */
  whoText(actor: string): string
  /** A time as text, where no markup may stand. */
  timeText(moment: string): string
  service(name: string): Html
  slo(service: string, name: string): string
  change(service: string, name: string): string
  risk(service: string, name: string): string
  role(name: string): string
  requirement(service: string, name: string): string
}

/** `people`: every actor that the page shows. */
export async function recordView(
  view: PageView,
  { useCases }: HttpWorld,
  people: Iterable<string | null | undefined>,
): Promise<RecordView> {
  const catalog = useCases.catalog()
  const book: RoleBook = useCases.roleBook()
  const asked = [...people].flatMap((actor) => (typeof actor === 'string' && isPerson(actor) ? [actor] : []))
  const names: PeopleNames = await useCases.records.names(asked)
  const policyOf = (service: string) => governed(catalog, service)?.policy
  const whoText = (actor: string): string => actorWords(actor, names)
  return {
    ...view,
    catalog,
    whoText,
    who: (actor) => html`<span class="who">${whoText(actor)}</span>`,
    timeText(moment) {
      const { date, time, zone } = wallTime(Date.parse(moment), view.timeZone)
      return `${date} ${time} ${zone}`
    },
    service: (name) =>
      catalog.services.has(name)
        ? html`<a href="${view.to({ kind: 'service', name })}">${serviceTitle(catalog, name)}</a>`
        : html`${name}`,
    slo: (service, name) => sloTitle(catalog, service, name),
    change: (service, name) => policyOf(service)?.changes.get(name)?.title ?? titleOfChange(catalog, name),
    risk: (service, name) => riskTitle(policyOf(service), name),
    role: (name) => roleTitle(name, book),
    requirement: (service, name) => policyOf(service)?.requirements.get(name)?.title ?? name,
  }
}

/** Services of a freeze, or that it is about all. */
export const scopeOf = (services: readonly string[] | null, view: RecordView): Html =>
  services === null
    ? html`all services`
    : html`${services.map((name, index) => html`${index === 0 ? '' : ', '}${view.service(name)}`)}`

/** `2 hours 10 minutes`, of something that may go on. */
export const lasted = (from: number, until: number | null, now: number): string =>
  durationInWords(Math.max(0, (until ?? now) - from))
