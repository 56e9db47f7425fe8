import type { MethodAnswer } from './method-answer.ts'
import { accepted, refusal } from './method-answer.ts'
import type { Method, MethodArguments, MethodContext } from './method.ts'
import { isPage, pageOf } from './pages.ts'
import { SPECIAL, TIER } from './rate-limits.ts'
import { personJson, userGroupJson } from './slack-json.ts'

function authTest(_args: MethodArguments, { state }: MethodContext): MethodAnswer {
  return accepted({
    url: `https://${state.team.domain}.slack.com/`,
    team: state.team.name,
    user: state.bot.name,
    team_id: state.team.id,
    user_id: state.bot.id,
    bot_id: state.botId,
    is_enterprise_install: false,
  })
}

function apiTest(args: MethodArguments): MethodAnswer {
  const error = args.text('error')
  return error === undefined ? accepted({ args: {} }) : refusal(error, { args: { error } })
}

function usersInfo(args: MethodArguments, { state, scopes }: MethodContext): MethodAnswer {
  const person = state.people.get(args.text('user') ?? '')
  if (person === undefined) return refusal('user_not_found')
  return accepted({ user: personJson(person, state, scopes.has('users:read.email')) })
}

function usersList(args: MethodArguments, { state, scopes }: MethodContext): MethodAnswer {
  const page = pageOf([...state.people.values()], args)
  if (!isPage(page)) return page
  const withEmail = scopes.has('users:read.email')
  return accepted({
    members: page.items.map((person) => personJson(person, state, withEmail)),
    cache_ts: Math.floor(state.now() / 1_000),
    response_metadata: { next_cursor: page.nextCursor },
  })
}

function lookupByEmail(args: MethodArguments, { state }: MethodContext): MethodAnswer {
  const email = (args.text('email') ?? '').toLowerCase()
  const person = [...state.people.values()].find(
    (candidate) => candidate.email.toLowerCase() === email && candidate.isDeactivated !== true,
  )
  if (email === '' || person === undefined) return refusal('users_not_found')
  return accepted({ user: personJson(person, state, true) })
}

function userGroupsList(args: MethodArguments, { state, isFreePlan }: MethodContext): MethodAnswer {
  if (isFreePlan) return refusal('plan_upgrade_required')
  const groups = state.userGroups.filter(
    ({ isDisabled }) => isDisabled !== true || args.flag('include_disabled'),
  )
  return accepted({
    usergroups: groups.map((group) => userGroupJson(group, state, args.flag('include_users'))),
  })
}

function userGroupsUsersList(args: MethodArguments, { state, isFreePlan }: MethodContext): MethodAnswer {
  if (isFreePlan) return refusal('plan_upgrade_required')
  const group = state.userGroups.find(({ id }) => id === args.text('usergroup'))
  if (group === undefined || (group.isDisabled === true && !args.flag('include_disabled'))) {
    return refusal('no_such_subteam')
  }
  return accepted({ users: group.users })
}

function teamInfo(_args: MethodArguments, { state }: MethodContext): MethodAnswer {
  const { id, name, domain } = state.team
  return accepted({ team: { id, name, domain, email_domain: '', url: `https://${domain}.slack.com/` } })
}

function botsInfo(args: MethodArguments, { state }: MethodContext): MethodAnswer {
  const id = args.text('bot')
  if (id !== undefined && id !== state.botId) return refusal('bot_not_found')
  const { botId, appId, bot } = state
  return accepted({
    bot: { id: botId, deleted: false, name: bot.realName, app_id: appId, user_id: bot.id, updated: 0 },
  })
}

function openConnection(_args: MethodArguments, context: MethodContext): MethodAnswer {
  return accepted({ url: context.socketAddress() })
}

const users = ['users:read']
const userGroups = ['usergroups:read']

export const peopleMethods: Readonly<Record<string, Method>> = {
  'api.test': { token: 'none', scopes: [], rate: TIER[4], run: apiTest },
  'auth.test': { token: 'bot', scopes: [], rate: SPECIAL, run: authTest },
  'apps.connections.open': { token: 'app', scopes: [], rate: TIER[1], run: openConnection },
  'users.info': { token: 'bot', scopes: users, rate: TIER[4], run: usersInfo },
  'users.list': { token: 'bot', scopes: users, rate: TIER[2], run: usersList },
  'users.lookupByEmail': { token: 'bot', scopes: ['users:read.email'], rate: TIER[3], run: lookupByEmail },
  'usergroups.list': { token: 'bot', scopes: userGroups, rate: TIER[2], run: userGroupsList },
  'usergroups.users.list': { token: 'bot', scopes: userGroups, rate: TIER[2], run: userGroupsUsersList },
  'team.info': { token: 'bot', scopes: ['team:read'], rate: TIER[3], run: teamInfo },
  'bots.info': { token: 'bot', scopes: users, rate: TIER[3], run: botsInfo },
}
