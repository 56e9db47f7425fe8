import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const SETTINGS = `channels: { announcements: '#engineering', approvals: '#deploy-approvals', incidents: '#incidents' }
roles:
  senior-engineer: { title: Senior engineer, groups: [S0SENIORS] }
  engineering-manager: { title: Engineering manager, users: [U0MANAGER] }
  vp-engineering: { title: VP Engineering, users: [U0VP] }
  executive: { title: Executive team, users: [U0VP] }
  ceo: { title: CEO, users: [U0CEO] }
http: { port: 0 }
default_policy: zones
`

const SERVICES = `services:
  - name: checkout
    title: Checkout
    owner: { users: [U0OWNER] }
    slos:
      - { name: orders, title: Orders that go through, objective: 99, window: 30d, sli: { pushed: {} } }
`

/** The least that somebody has to write. The policy and the messages are those that come with the program. */
export async function writeTwoFiles(folder: string): Promise<void> {
  await mkdir(join(folder, 'config', 'slos'), { recursive: true })
  await writeFile(join(folder, 'config', 'budgeteer.yaml'), SETTINGS)
  await writeFile(join(folder, 'config', 'slos', 'checkout.yaml'), SERVICES)
}
