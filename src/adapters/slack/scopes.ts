/** Every permission that the bot asks for; config/slack-manifest.yaml lists the same. */
export const SCOPES = [
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'chat:write.public',
  'commands',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:write',
  'usergroups:read',
  'users:read',
] as const
/** Finds people by their mail addresses: asked for only where rotas name people so. */
export const MAIL_SCOPE = 'users:read.email'

/** What an administrator may leave out when the app is installed; config/slack-manifest.yaml marks them so. */
export const OPTIONAL_SCOPES: readonly Scope[] = ['files:write']

/** Uploads pictures. */
export const PICTURE_SCOPE: Scope = 'files:write'

export type Scope = (typeof SCOPES)[number] | typeof MAIL_SCOPE

/** What this bot needs: everything that every bot asks for, and what its configuration takes beside that. */
export const scopesFor = ({ readsMail }: { readonly readsMail: boolean }): readonly Scope[] =>
  readsMail ? [...SCOPES, MAIL_SCOPE] : SCOPES

/**
 * Events that tell of changed user groups. Where a server does not send them, a
 * change is seen when the groups are asked for again.
 */
export const GROUP_EVENTS = ['subteam_created', 'subteam_members_changed', 'subteam_updated'] as const

/** Tells that somebody opened their home; needs no scope. */
export const HOME_EVENT = 'app_home_opened'

/** Every event that the app is subscribed to. */
export const EVENTS = [HOME_EVENT, ...GROUP_EVENTS] as const

/** What does not work without each scope, for `doctor`. */
export const WITHOUT_SCOPE: Readonly<Record<Scope, string>> = {
  'channels:history': 'after a crash an announcement may be posted twice',
  'channels:join': 'the bot has to be invited to its channels by hand',
  'channels:read': 'channels can only be configured by their id',
  'chat:write': 'nothing can be posted',
  'chat:write.public': 'nothing can be posted where the bot is no member',
  commands: '/budget and /deploy do not exist',
  'files:write':
    'lines of text stand in for the pictures of budgets in freeze threads, reviews and /budget history',
  'groups:history': 'after a crash a message in a private channel may be posted twice',
  'groups:read': 'private channels can only be configured by their id',
  'im:history': 'after a crash a direct message may be sent twice',
  'im:write': 'nobody gets a direct message',
  'usergroups:read': 'roles cannot be user groups, only lists of people',
  'users:read': 'nobody can be recognised, so nobody can approve anything',
  'users:read.email':
    'nobody is found by a mail address, so a role whose rota has no people: of its own stays empty',
}
