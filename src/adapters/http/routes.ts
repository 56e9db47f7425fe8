import { alertmanagerRoute } from './alertmanager-route.ts'
import { annotationsRoute } from './annotations-route.ts'
import { calendarRoute } from './calendar-route.ts'
import { deploymentsRoute } from './deployments-route.ts'
import { eventsRoute } from './events-route.ts'
import { gateClientRoute } from './gate-client-route.ts'
import { gateRoute } from './gate-route.ts'
import { healthRoute } from './health-route.ts'
import type { HttpApp, HttpWorld } from './http-app.ts'
import { incidentsRoute } from './incidents-route.ts'
import { metricsRoute } from './metrics-route.ts'
import { openApiRoute } from './openapi-route.ts'
import { fleetPictureRoute } from './pages/pictures/fleet-picture.ts'
import { iconRoute } from './pages/icon-route.ts'
import { liveRoute } from './pages/live-route.ts'
import { overviewPage } from './pages/overview/overview-page.ts'
import { auditPage } from './pages/records/audit-page.ts'
import { calendarPage } from './pages/records/calendar-page.ts'
import { freezePage } from './pages/records/freeze-page.ts'
import { incidentPage } from './pages/records/incident-page.ts'
import { burnDownPictureRoute } from './pages/pictures/burn-down-picture.ts'
import { postmortemPage } from './pages/records/postmortem-page.ts'
import { requestPage } from './pages/records/request-page.ts'
import { serviceListPage } from './pages/records/service-list-page.ts'
import { servicePage } from './pages/records/service-page.ts'
import { verificationPage } from './pages/records/verification-page.ts'
import { reportListPage } from './pages/reports/report-list-page.ts'
import { reportPage } from './pages/reports/report-page.ts'
import { readinessRoute } from './readiness-route.ts'
import { simulatePage } from './pages/simulate/simulate-page.ts'
import { risksPage } from './pages/risks/risks-page.ts'
import { signInPage } from './pages/sign-in/sign-in-page.ts'
import { serviceRoute } from './service-route.ts'
import { servicesRoute } from './services-route.ts'

/**
 * All addresses but Slack's. A route is one file with its method, its address, its shapes and its handler; its
 * description for OpenAPI follows from them.
 */
export const ROUTES: readonly ((app: HttpApp, world: HttpWorld) => void)[] = [
  gateRoute,
  gateClientRoute,
  eventsRoute,
  alertmanagerRoute,
  incidentsRoute,
  annotationsRoute,
  deploymentsRoute,
  calendarRoute,
  servicesRoute,
  serviceRoute,
  metricsRoute,
  healthRoute,
  readinessRoute,
  overviewPage,
  fleetPictureRoute,
  iconRoute,
  liveRoute,
  signInPage,
  risksPage,
  servicePage,
  serviceListPage,
  requestPage,
  incidentPage,
  freezePage,
  postmortemPage,
  auditPage,
  verificationPage,
  calendarPage,
  reportListPage,
  reportPage,
  simulatePage,
  burnDownPictureRoute,
  openApiRoute,
]
