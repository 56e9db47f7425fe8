import type { RoleBook, RoleHolders } from '../../src/core/people/role-book.ts'
import type { PersonOnFile } from './fake-directory.ts'

export const DANA = 'U0DANA'
export const OMAR = 'U0OMAR'
export const SOFIA = 'U0SOFIA'
export const SAMIR = 'U0SAMIR'
export const INES = 'U0INES'
export const TOMAS = 'U0TOMAS'
export const MEI = 'U0MEI'
export const VICTOR = 'U0VICTOR'
export const CLEO = 'U0CLEO'
export const GUS = 'U0GUS'
export const BOB = 'U0BOB'

export const GROUP = { owners: 'S0OWNERS', seniors: 'S0SENIORS', sre: 'S0SRE' } as const

/** A developer, a service owner, two senior engineers, two of SRE, a manager, a VP, a CTO; a guest and a developer more. */
export const PEOPLE: Readonly<Record<string, PersonOnFile>> = {
  [DANA]: { name: 'dana, developer' },
  [OMAR]: { name: 'omar, service owner', groups: [GROUP.owners] },
  [SOFIA]: { name: 'sofia, senior engineer', groups: [GROUP.seniors] },
  [SAMIR]: { name: 'samir, senior engineer', groups: [GROUP.seniors] },
  [INES]: { name: 'ines, SRE lead' },
  [TOMAS]: { name: 'tomas, SRE', groups: [GROUP.sre] },
  [MEI]: { name: 'mei, engineering manager' },
  [VICTOR]: { name: 'victor, VP engineering' },
  [CLEO]: { name: 'cleo, CTO' },
  [GUS]: { name: 'gus, guest', groups: [GROUP.seniors, GROUP.sre], barred: 'guest' },
  [BOB]: { name: 'bob, developer' },
}

const holders = (
  title: string,
  { users = [], groups = [], implies = [] }: Partial<RoleHolders & { implies: readonly string[] }>,
) => ({ title, users, groups, implies })

export const ROLE_BOOK: RoleBook = {
  roles: new Map([
    ['senior-engineer', holders('Senior engineer', { groups: [GROUP.seniors] })],
    ['sre', holders('SRE', { groups: [GROUP.sre] })],
    ['sre-lead', holders('SRE lead', { users: [INES], implies: ['sre'] })],
    ['engineering-manager', holders('Engineering manager', { users: [MEI] })],
    ['vp-engineering', holders('VP Engineering', { users: [VICTOR] })],
    ['cto', holders('CTO', { users: [CLEO], implies: ['vp-engineering'] })],
  ]),
  owners: new Map(
    ['inference-gateway', 'api-gateway', 'feature-store', 'model-registry', 'training'].map((service) => [
      service,
      { groups: [GROUP.owners], users: [] },
    ]),
  ),
}
