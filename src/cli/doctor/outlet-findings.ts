import { lookup } from 'node:dns/promises'
import { mailOptions } from '../../app/adapter-options.ts'
import type { Secrets } from '../../config/settings/secrets.ts'
import type { Settings } from '../../config/settings/settings-reader.ts'
import { addressScope } from '../../core/kernel/internet-address.ts'
import { checkMail } from '../../adapters/mail/check-mail.ts'
import { type Area, type Finding, good, messageOf, problem } from './finding.ts'

type Resolve = (host: string) => Promise<readonly string[]>
const allAddresses: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address)

/** Whether the mail server takes the bot's connection and credentials. Nothing is sent. */
export async function mailFindings(settings: Settings, secrets: Secrets): Promise<readonly Finding[]> {
  const options = mailOptions(settings, secrets)
  if (options === null) return []
  const address = `${options.host}:${options.port}`
  const trouble = await checkMail(options)
  if (trouble === null) return [good('mail', `${address} takes mail from this bot`)]
  return [problem('mail', `${address} takes no mail: ${trouble}`, 'see mail in budgeteer.yaml')]
}

/** Whether the host of each receiver has an address. It is not called: any call would look like an event. */
export const webhookFindings = (
  { webhooks }: Pick<Settings, 'webhooks'>,
  resolve: Resolve = allAddresses,
): Promise<readonly Finding[]> =>
  Promise.all(
    webhooks.map(({ name, url, allowPrivate }) =>
      hostFinding('webhooks', name, url, { allowPrivate, resolve }),
    ),
  )

/** Whether the host of each pager has an address. It is not called: any call would call people. */
export const pagerFindings = ({ pagers }: Settings): Promise<readonly Finding[]> =>
  Promise.all(pagers.map(({ name, vendor }) => hostFinding('pagers', name, vendor.url)))

async function hostFinding(
  area: Area,
  name: string,
  url: string,
  { allowPrivate = true, resolve = allAddresses }: { allowPrivate?: boolean; resolve?: Resolve } = {},
): Promise<Finding> {
  const { hostname } = new URL(url)
  try {
    const found = await resolve(hostname.replace(/^\[(.*)\]$/, '$1'))
    const isKeptOut = found.every((address) => addressScope(address) !== 'public')
    if (isKeptOut && !allowPrivate)
      return problem(
        area,
        `the host of ${name} is in a private network: ${found.join(', ')}`,
        'allow_private: true in budgeteer.yaml says that this is meant',
      )
    return good(area, `the host of ${name} is known`)
  } catch (error) {
    const text = `the host of ${name} is not known: ${messageOf(error)}`
    return problem(area, text, `see ${area} in budgeteer.yaml`)
  }
}
