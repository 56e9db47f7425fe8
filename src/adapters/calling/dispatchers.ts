import { type Dispatcher, EnvHttpProxyAgent, getGlobalDispatcher } from 'undici'
import { guardedLookup, type Reach } from './guarded-lookup.ts'

/** As long as the one that everything is sent by, which changes when proxies are set. */
const made = new WeakMap<Dispatcher, Map<Reach, Dispatcher>>()

/**
 * Sends calls through the proxies that the environment names, and those that go to their servers themselves to the addresses
 * alone that they may reach. A proxy looks names up itself, so it decides where it lets the bot.
 */
export function dispatcherFor(reach: Reach): Dispatcher {
  const usual = getGlobalDispatcher()
  const known = made.get(usual) ?? new Map<Reach, Dispatcher>()
  made.set(usual, known)
  const dispatcher = known.get(reach) ?? new EnvHttpProxyAgent({ connect: { lookup: guardedLookup(reach) } })
  known.set(reach, dispatcher)
  return dispatcher
}
