import { actionCommands } from './actions/action-commands.ts'
import type { ActionStores, ActionWorld } from './actions/action-world.ts'
import { closeProvenByFreeze } from './actions/freeze-evidence.ts'
import { closeSeen, owes } from './actions/prove-action.ts'
import { addPushedCounts } from './budgets/add-pushed-counts.ts'
import type { PushedCount, PushedCountStore } from './budgets/pushed-counts.ts'
import { pageLink } from './announcements/page-of.ts'
import { calendarCommands } from './calendar/calendar-commands.ts'
import type { CalendarWorld } from './calendar/calendar-world.ts'
import { freezeCommands } from './freezes/freeze-commands.ts'
import type { FreezeWorld } from './freezes/freeze-world.ts'
import { gateCommands, type GateWorld } from './gate/gate-commands.ts'
import { type CommonFacts, commonFacts, homeOf } from './home/home.ts'
import { incidentCommands } from './incidents/incident-commands.ts'
import { incidentMeant } from './incidents/incident-meant.ts'
import type { AlertWorld, IncidentStores, IncidentWorld } from './incidents/incident-world.ts'
import { flagCommands } from './flags/flag-commands.ts'
import type { FlagWorld } from './flags/flag-world.ts'
import type { Page } from './kernel/page-path.ts'
import type { Transactor } from './kernel/transaction.ts'
import { reDecideScope } from './requests/re-decide.ts'
import { requestCommands } from './requests/request-commands.ts'
import type { RequestStores } from './requests/request-world.ts'
import type { RoleBook } from './people/role-book.ts'
import { type ReviewWorld, handInNotes } from './reviews/hold-reviews.ts'
import { takeAlert } from './paging/take-alert.ts'
import type { PagingStores } from './paging/paging-world.ts'
import type { OutcomeWorld } from './outcomes/outcome-world.ts'
import { recordCommands } from './records/record-commands.ts'
import type { RecordStores } from './records/record-world.ts'
import { reportCommands } from './reports/report-commands.ts'
import type { ReportWorld } from './reports/report-world.ts'
import { riskCommands } from './risks/risk-commands.ts'
import type { RiskWorld } from './risks/risk-world.ts'
import { rolloutCommands } from './rollouts/rollout-commands.ts'
import { postmortemCommands, type PostmortemWorld } from './postmortems/postmortem-commands.ts'
import { pictureCommands } from './pictures/picture-commands.ts'
import type { PictureWorld } from './pictures/picture-world.ts'
import { zoneFor } from './policy/zone-for.ts'
import type { RolloutWorld } from './rollouts/rollout-world.ts'
import { type SignInWorld, signInCommands } from './sign-in/sign-in-commands.ts'
import { shadowCommands, type ShadowCommandWorld } from './shadow/shadow-commands.ts'
import { type StatusWorld, statusReport } from './status/report-status.ts'
import type { WhatIfWorld } from './what-if/simulate.ts'
import { whatIfCommands } from './what-if/what-if-commands.ts'

/** The stores that a change of a freeze reaches, beside those of the freezes themselves. */
type ReachedStores = Omit<IncidentStores, 'followers'> &
  RequestStores &
  Pick<ActionStores, 'actions'> & { readonly pushedCounts: PushedCountStore }

/** The world of freezes and incidents: its transactions know what follows from a change of a freeze. */
export const withFollowers = <Stores extends ReachedStores>(
  store: Transactor<Stores> & Pick<ReachedStores, 'declaredFreezes' | 'incidents'>,
  roleBook: () => RoleBook,
): IncidentWorld['store'] & FreezeWorld['store'] => ({
  declaredFreezes: store.declaredFreezes,
  incidents: store.incidents,
  transaction: (work) =>
    store.transaction((stores) =>
      work({
        ...stores,
        followers: {
          scopeChanged: (services, moment) => reDecideScope(stores, services, moment),
          detailSet: (freeze, setBy, moment) => closeProvenByFreeze(stores, freeze, setBy, moment),
          owesDetail: (service, detail, actor) => owes(stores, service, detail, actor, roleBook()),
          incidentMeant: async (service, chosen, text) =>
            (await incidentMeant(stores.incidents, service, chosen, text))?.id ?? null,
          postmortemFiled: (service, author, moment) =>
            closeSeen(stores, [service], 'postmortem', 'the postmortem was filed', author, moment),
        },
      }),
    ),
})

/** All that the use cases need from outside, and the stores of all of them. */
export type EverythingOutside = GateWorld &
  RolloutWorld &
  CalendarWorld &
  ActionWorld &
  Omit<FlagWorld, 'store'> &
  ReviewWorld &
  Pick<AlertWorld, 'mapping'> &
  StatusWorld &
  WhatIfWorld &
  PictureWorld &
  ShadowCommandWorld &
  PostmortemWorld &
  Omit<ReportWorld, 'store'> &
  Omit<OutcomeWorld, 'store'> &
  Pick<RiskWorld, 'riskCatalogs'> &
  Omit<SignInWorld, 'store'> & {
    readonly store: Transactor<ReachedStores & PagingStores> &
      Pick<ReachedStores, 'incidents' | 'declaredFreezes'> &
      SignInWorld['store'] &
      RecordStores &
      FlagWorld['store'] &
      ReportWorld['store'] &
      RiskWorld['store']
  }

export type UseCases = ReturnType<typeof useCases>

/**
 * Everything that people, pipelines and alerts may ask of the bot. Slack, HTTP and the command line use this list as it
 * is.
 */
export function useCases(world: EverythingOutside) {
  const freezing = { ...world, store: withFollowers(world.store, world.roleBook) }
  return {
    catalog: world.catalog,
    roleBook: world.roleBook,
    /** Of the times that somebody writes about a service. */
    zoneFor: (userId: string, service: string | null) => zoneFor(world, userId, service),
    /** Of all services, or of one. */
    status: (service?: string) => statusReport(world, service),
    /** The link to a page; null where nothing says how people reach the pages. */
    pageLink: (page: Page) => pageLink(page, world.pages().url),
    /** What one person has before them. */
    home: {
      /** What is the same for everybody: read once for all who look at one time. */
      common: () => commonFacts(world),
      of: (common: CommonFacts, userId: string) => homeOf(world, common, userId),
    },
    requests: requestCommands(world),
    gate: gateCommands(world),
    rollouts: rolloutCommands(world),
    calendar: calendarCommands(world),
    freezes: freezeCommands(freezing),
    incidents: incidentCommands(freezing),
    risks: riskCommands(world),
    actions: actionCommands(world),
    flags: flagCommands(world),
    paging: {
      /** Somebody has what pagers called people for; they call nobody else. */
      take: (key: string, userId: string) => takeAlert(world, key, userId),
    },
    reviews: {
      /** Where the notes of a review are; its message shows them. */
      handInNotes: (reviewId: string, url: string, userId: string) =>
        handInNotes(world, reviewId, url, userId),
    },
    shadow: shadowCommands(world),
    /** For pages as SVG, for Slack and mail as PNG. */
    pictures: pictureCommands(world),
    outcomes: {
      /** What became of an exception, an override or a silver bullet; undefined before it was told. */
      of: async (requestId: string) => (await world.store.outcomes.ofRequests([requestId]))[0],
    },
    records: recordCommands(world),
    postmortems: postmortemCommands(world),
    /** What would come of an outage, deployments or another objective. Changes nothing. */
    whatIf: whatIfCommands(world),
    reports: reportCommands(world),
    signIn: signInCommands(world),
    pushedCounts: {
      /** Who calls this has checked that each SLO exists and is of kind `pushed`. `token` is the name of the pusher's. */
      add: (counts: readonly PushedCount[], token: string) => addPushedCounts(world, counts, token),
    },
  }
}
