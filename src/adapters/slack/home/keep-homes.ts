import type { UseCases } from '../../../core/use-cases.ts'
import type { Clock } from '../../../core/kernel/time/clock.ts'
import type { Logger } from '../logger.ts'
import { namesOf } from '../names.ts'
import type { WebClients } from '../web-clients.ts'
import { homeBlocks, homeFoot } from './home-blocks.ts'
import { HomeKeeper } from './home-keeper.ts'

/** Keeps homes in Slack. */
export const keepHomes = (
  useCases: Pick<UseCases, 'home' | 'catalog' | 'roleBook' | 'pageLink'>,
  clients: Pick<WebClients, 'telling'>,
  clock: Clock,
  logger: Logger,
): HomeKeeper =>
  new HomeKeeper({
    homes: useCases.home,
    draw: (home, state, notice) => homeBlocks(home, state, notice, namesOf(useCases)),
    foot: (at) => homeFoot(at, useCases),
    publish: async (userId, { blocks, metadata }, hash) => {
      const { view } = await clients.telling.views.publish({
        user_id: userId,
        view: { type: 'home', private_metadata: metadata, blocks: [...blocks] },
        ...(hash !== null && { hash }),
      })
      return view?.hash ?? null
    },
    clock,
    logger,
  })
