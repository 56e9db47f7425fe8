import { suggestion } from '../../core/kernel/nearest.ts'
import { OperatorError } from '../../core/kernel/operator-error.ts'
import type { InitFlags } from './flags.ts'
import type { Questions } from './questions.ts'
import { type ShippedPolicy, shippedPolicies } from './shipped-policies.ts'
import { faultOf, type Read, readChannel, readPeople } from './slack-names.ts'
import type { People, Starter } from './starter.ts'

const USUAL_POLICY = 'error-budget-policy'
const USUAL_SHADOW_CHANNEL = '#budget-shadow'

interface Deps {
  readonly flags: InitFlags
  readonly questions: Questions | undefined
}

export async function choosePolicy({ flags, questions }: Deps): Promise<ShippedPolicy> {
  const policies = await shippedPolicies()
  const names = policies.map(({ name }) => name)
  const asked =
    flags.policy ??
    (await questions?.choose(
      'Which policy do you begin with? It is copied, and yours to edit',
      policies.map(({ name, title }) => ({ value: name, label: `${name}: ${title}` })),
      USUAL_POLICY,
    )) ??
    USUAL_POLICY
  const policy = policies.find(({ name }) => name === asked)
  if (policy !== undefined) return policy
  throw new OperatorError(
    `--policy: no shipped policy is called ${asked}${suggestion(asked, names)}`,
    `there are ${names.join(', ')}`,
  )
}

/** Where everything goes that the bot says. Approvals and incidents go where announcements go, unless somebody says else. */
export async function chooseChannels({ flags, questions }: Deps): Promise<Starter['channels']> {
  const ask = async (message: string, said: string | undefined, more: Asked = {}): Promise<string> => {
    if (said !== undefined) return said
    const { usual, isTaken = () => undefined } = more
    const answer = await questions?.text({
      message,
      example: '#engineering',
      ...(usual !== undefined && { usual }),
      fault: (text) => {
        const read = readChannel(text)
        return 'fault' in read ? read.fault : isTaken(read.value)
      },
    })
    return valueOf(readChannel(answer ?? usual ?? ''))
  }
  const announcements = await ask('In which channel are freezes announced?', flags.channel)
  const usual = announcements
  const approvals = await ask('And where are approvals asked for?', flags.approvalsChannel, { usual })
  const incidents = await ask('And where do incidents go?', flags.incidentsChannel, { usual })
  const isTaken = (channel: string): string | undefined =>
    [announcements, approvals, incidents].includes(channel)
      ? `${channel} is for what binds, too; shadow has a channel of its own`
      : undefined
  const shadow = await ask(
    'And in which channel of its own is told what shadow would have done?',
    flags.shadowChannel,
    { usual: USUAL_SHADOW_CHANNEL, isTaken },
  )
  const fault = isTaken(shadow)
  if (fault !== undefined) throw new OperatorError(fault, 'name another with --shadow-channel')
  return { announcements, approvals, incidents, shadow }
}

interface Asked {
  /** What Enter alone answers. */
  readonly usual?: string
  readonly isTaken?: (channel: string) => string | undefined
}

/** Who owns the services, and who has the roles that the policy asks for: the owner, unless somebody says else. */
export async function choosePeople(
  { flags, questions }: Deps,
  policy: ShippedPolicy,
): Promise<Pick<Starter, 'owner' | 'roles'>> {
  const said = new Map(flags.role ?? [])
  const names = policy.roles.map(({ name }) => name)
  const unknown = [...said.keys()].find((role) => !names.includes(role))
  if (unknown !== undefined)
    throw new OperatorError(
      `--role: ${policy.name} asks for no ${unknown}${suggestion(unknown, names)}`,
      `it asks for ${names.join(', ')}`,
    )
  const ask = async (message: string, usual?: People): Promise<People> => {
    const answer = await questions?.text({
      message,
      example: 'U012AB3CD',
      ...(usual !== undefined && { usual: idsOf(usual) }),
      fault: (text) => faultOf(readPeople(text)),
    })
    return answer === undefined && usual !== undefined ? usual : valueOf(readPeople(answer ?? ''))
  }
  const owner = flags.owner ?? (await ask('Who owns these services? Ids of people or groups, with commas'))
  const roles: Starter['roles'][number][] = []
  for (const role of policy.roles)
    roles.push({ ...role, people: said.get(role.name) ?? (await ask(`Who is ${role.title}?`, owner)) })
  return { owner, roles }
}

const idsOf = ({ users, groups }: People): string => [...users, ...groups].join(', ')

function valueOf<Value>(read: Read<Value>): Value {
  if ('fault' in read) throw new Error(`an answer passed the check and is none: ${read.fault}`)
  return read.value
}
