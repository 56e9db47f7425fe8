/**
 * What the workspace page and the embedded workspace say to each other, as JSON over one WebSocket per browser tab. The
 * page is only a client: everything that it does reaches the bot through Slack's own protocol.
 *
 * The socket is at `/page`. What a person types arrives as it was typed, but for the people that they picked by name,
 * which stand as `<@U1>`.
 */

export interface PagePerson {
  readonly id: string
  readonly name: string
  readonly title: string
  /** Background of the round picture with the initials, as a CSS colour. */
  readonly colour: string
  readonly isBot: boolean
}

export interface PageGroup {
  readonly id: string
  /** Without `@`. */
  readonly handle: string
  readonly members: readonly string[]
}

export interface PageChannel {
  readonly id: string
  readonly name: string
  readonly kind: 'channel' | 'dm'
  readonly topic: string
}

export interface PageMessage {
  readonly channel: string
  readonly ts: string
  readonly threadTs: string | null
  readonly user: string
  readonly text: string
  readonly blocks: readonly unknown[]
  readonly edited: boolean
  /** Only this person sees it, and it is gone after a reload, as in Slack. */
  readonly ephemeralFor: string | null
}

export interface PageView {
  readonly id: string
  /** Slack's view object: type, title, submit, close, blocks. */
  readonly view: unknown
  /** Messages by block id after a submission answered with `response_action: errors`. */
  readonly errors: Readonly<Record<string, string>>
}

/** A slash command that the app registered, and what can be typed after it, for completion. */
export interface PageCommand {
  readonly command: string
  readonly hint: string
  readonly description: string
  readonly subcommands: readonly PageSubcommand[]
}

export interface PageSubcommand {
  /** One word or several. */
  readonly name: string
  /** `<service> [page]`: what must be given in angle brackets, what may be in square ones. */
  readonly usage: string
  readonly summary: string
}

/** A word that can be typed for a placeholder of a usage. */
export interface PageWord {
  readonly word: string
  readonly detail: string
}

/** The panel beside the channels: what is happening to the services, and buttons that make things happen. */
export interface PagePanel {
  readonly now: string
  readonly services: readonly {
    readonly name: string
    readonly title: string
    readonly level: string
    readonly emoji: string
    readonly remainingPercent: string
    readonly burning: boolean
    /** The app's page of the service; null where there is none. */
    readonly pageUrl: string | null
  }[]
  /** The app's pages, seen in a browser; null where it has none. */
  readonly pagesUrl: string | null
  /** By placeholder (`service`), or by command and placeholder (`/deploy id`) where commands mean different things by one. */
  readonly words: Readonly<Record<string, readonly PageWord[]>>
  readonly actions: readonly {
    readonly id: string
    readonly label: string
    readonly hint: string
    readonly perService: boolean
  }[]
  /** An action that is under way, or null. */
  readonly busy: string | null
}

export type FromPage =
  | { readonly type: 'act-as'; readonly user: string }
  | {
      readonly type: 'say'
      readonly channel: string
      readonly threadTs: string | null
      readonly text: string
    }
  | { readonly type: 'command'; readonly channel: string; readonly text: string }
  | {
      readonly type: 'press'
      readonly channel: string
      readonly ts: string
      readonly blockId: string
      readonly actionId: string
      /** For selects: the chosen option's value. */
      readonly value?: string
    }
  | {
      readonly type: 'view-action'
      readonly viewId: string
      readonly blockId: string
      readonly actionId: string
      readonly value: string | readonly string[]
      readonly values: ViewValues
    }
  | { readonly type: 'view-submit'; readonly viewId: string; readonly values: ViewValues }
  | { readonly type: 'view-close'; readonly viewId: string }
  /** The person looks at a tab of the app. */
  | { readonly type: 'open-app'; readonly tab: 'home' | 'messages' }
  | { readonly type: 'panel'; readonly action: string; readonly service: string | null }

/** Inputs by block id, then action id: text, one option's value, several options' values, or a user id. */
export type ViewValues = Readonly<Record<string, Readonly<Record<string, string | readonly string[] | null>>>>

export type ToPage =
  | {
      readonly type: 'hello'
      readonly team: string
      readonly people: readonly PagePerson[]
      readonly groups: readonly PageGroup[]
      /** Who this tab acts as. */
      readonly me: string
      /** What this person can see: channels, and the direct messages with the bot. */
      readonly channels: readonly PageChannel[]
      readonly messages: readonly PageMessage[]
      readonly commands: readonly PageCommand[]
      readonly panel: PagePanel | null
      /** Whether the app has a Home tab. */
      readonly hasHome: boolean
      /** What the app published in it for this person; null where it has not. */
      readonly home: PageView | null
    }
  | { readonly type: 'message'; readonly message: PageMessage }
  | { readonly type: 'message-changed'; readonly message: PageMessage }
  | { readonly type: 'message-deleted'; readonly channel: string; readonly ts: string }
  | { readonly type: 'view'; readonly view: PageView }
  | { readonly type: 'home'; readonly home: PageView }
  | { readonly type: 'view-closed'; /** `all`: the whole stack. */ readonly viewId: string }
  | { readonly type: 'panel'; readonly panel: PagePanel }
  /** What Slack itself would say to the person: "/budget failed with the error operation_timeout". */
  | { readonly type: 'slackbot'; readonly channel: string; readonly text: string }
  | { readonly type: 'link'; readonly url: string }
