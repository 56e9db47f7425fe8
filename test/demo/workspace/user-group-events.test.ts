import { describe, expect, it } from 'vitest'

import type { AppSeed } from '../../../demo/workspace/workspace-options.ts'
import { DEFAULT_SCOPES } from '../../../demo/workspace/workspace-options.ts'
import { aBoltApp, aWorkspace, DEV, SRE } from './a-workspace.ts'

const EVENTS = ['subteam_created', 'subteam_members_changed', 'subteam_updated'] as const

/** An app that listens to every event of user groups, and what it has heard. */
async function listening(app: Partial<AppSeed> = {}, isFreePlan = false) {
  const { workspace } = await aWorkspace({ app, isFreePlan })
  const heard: object[] = []
  await aBoltApp(workspace, (bolt) => {
    for (const type of EVENTS)
      bolt.event(type, ({ event }) => {
        heard.push(event)
        return Promise.resolve()
      })
    bolt.event('app_home_opened', () => {
      heard.push({ type: 'app_home_opened' })
      return Promise.resolve()
    })
  })
  return { workspace, heard }
}

describe('events of user groups', () => {
  it('tells who came and went, and the group as it is', async () => {
    const { workspace, heard } = await listening()
    workspace.changeUserGroup('S0SRE', { users: [DEV] })
    await expect.poll(() => heard, { timeout: 30_000 }).toHaveLength(2)
    expect(heard).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          type: 'subteam_members_changed',
          subteam_id: 'S0SRE',
          added_users: [DEV],
          removed_users: [SRE],
        }),
        expect.objectContaining({
          type: 'subteam_updated',
          subteam: expect.objectContaining({ id: 'S0SRE', users: [DEV], user_count: 1 }) as object,
        }),
      ]),
    )
  })

  it('tells of a change of its name alone by subteam_updated, and of a new group without its members', async () => {
    const { workspace, heard } = await listening()
    workspace.changeUserGroup('S0SRE', { name: 'Site reliability' })
    await expect.poll(() => heard, { timeout: 30_000 }).toMatchObject([{ type: 'subteam_updated' }])
    workspace.addUserGroup({ id: 'S0NEW', handle: 'new', name: 'New', users: [] })
    await expect
      .poll(() => heard, { timeout: 30_000 })
      .toMatchObject([
        {},
        { type: 'subteam_created', subteam: { id: 'S0NEW', handle: 'new', user_count: 0 } },
      ])
  })

  it.each([
    ['is not subscribed to them', { events: ['app_home_opened'] }, false],
    ['lacks the scope', { scopes: DEFAULT_SCOPES.filter((scope) => scope !== 'usergroups:read') }, false],
    ['is on a free plan', {}, true],
  ])('tells nothing to an app that %s', async (_what, app, isFreePlan) => {
    const { workspace, heard } = await listening(app, isFreePlan)
    workspace.changeUserGroup('S0SRE', { users: [] })
    expect(await workspace.openHome(DEV)).toBe(true)
    await expect.poll(() => heard, { timeout: 30_000 }).toEqual([{ type: 'app_home_opened' }])
  })
})
