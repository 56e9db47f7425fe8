import { expect, test } from 'vitest'
import { WAY_DOCUMENTS } from '../../../src/core/requests/way-documents.ts'
import { GROUP, VICTOR } from '../../support/people.ts'
import { ALL_ANSWERS, GATEWAY } from '../../support/platform.ts'
import { VPS } from './sequences-oracle.ts'
import { World } from './sequences-world.ts'

const overridden = async (): Promise<World> => {
  const world = new World()
  world.changePerson(VICTOR, [VPS, GROUP.owners])
  await world.poll(GATEWAY, 0.8)
  world.declare('freeze', null, null)
  await world.request({
    service: GATEWAY,
    change: 'feature',
    revision: 'v1',
    environment: 'production',
    risk: null,
    summary: '',
    answers: ALL_ANSWERS,
    requestedBy: VICTOR,
    way: 'override',
    documents: new Map(WAY_DOCUMENTS.override.map(({ name }) => [name, 'The board asks for it.'])),
  })
  return world
}

const CALL = { service: GATEWAY, change: 'feature', revision: 'v1' }

test('an override of a declared freeze opens the gate, while the one who overrode may', async () => {
  const world = await overridden()
  expect(await world.gate(CALL)).toMatchObject({ allowed: true, reasons: ['approved', 'override'] })
})

test('who may no longer override fills no seat of their own override, whatever role they hold', async () => {
  const world = await overridden()
  world.changePerson(VICTOR, [GROUP.owners])
  world.lift()
  expect(await world.gate(CALL)).toMatchObject({ allowed: false, reasons: ['approval_missing'] })
})
