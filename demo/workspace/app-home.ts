import type { Events } from './events.ts'
import { viewJson } from './slack-json.ts'
import type { WorkspaceState } from './state.ts'
import type { Views } from './views.ts'
import { type AppSeed, DEFAULT_EVENTS } from './workspace-options.ts'

/** The tabs of an app in the sidebar. */
export type AppTab = 'home' | 'messages'

/** What happens when people look at the app itself. */
export class AppHome {
  readonly #state: WorkspaceState
  readonly #views: Views
  readonly #events: Pick<Events, 'send'>
  readonly #app: AppSeed

  constructor(parts: {
    readonly state: WorkspaceState
    readonly views: Views
    readonly events: Pick<Events, 'send'>
    readonly app: AppSeed
  }) {
    this.#state = parts.state
    this.#views = parts.views
    this.#events = parts.events
    this.#app = parts.app
  }

  /** Whether the app has a Home tab at all. */
  get isThere(): boolean {
    return this.#app.hasHome ?? true
  }

  /** Somebody opened a tab; true when the app took the event. One that is not subscribed to it learns nothing. */
  async opened(person: string, tab: AppTab): Promise<boolean> {
    if (tab === 'home' && !this.isThere) return false
    if (!(this.#app.events ?? DEFAULT_EVENTS).includes('app_home_opened')) return false
    const home = tab === 'home' ? this.#views.home(person) : null
    return this.#events.send({
      type: 'app_home_opened',
      user: person,
      channel: this.#state.directMessage(person).id,
      tab,
      ...(home !== null && { view: viewJson(home, this.#state) }),
      event_ts: this.#state.nextTs(),
    })
  }
}
