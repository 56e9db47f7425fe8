import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { allText, messageIn, viewIn, viewText } from './support/answers.ts'
import { DEV, openOffice, SRE } from './support/office.ts'
import type { Office } from './support/office.ts'

let office: Office
beforeAll(async () => {
  office = await openOffice('socket')
  // From now on; the poll knew burn rates.
  office.platform.source.failedRatio = 0.4
})
afterAll(() => office.close())

const typed = async (line: string, person = SRE): Promise<string> =>
  allText(await messageIn(await office.workspace.runCommand(person, 'C0ENGINEER', line)))

describe('answers to commands', () => {
  test.each([
    ['/budget', ['Inference Gateway', 'WARNING', '42%', 'Billing', '86%']],
    [
      '/budget status bill',
      ['Billing', 'HEALTHY', '1.1× over the last day', 'With approval by Service owner'],
    ],
    ['/budget st model', ['CRITICAL', '18%', ':no_entry: Blocked', 'P0 hotfix']],
    ['/budget status infernce-gateway', ['Did you mean `inference-gateway`?']],
    ['/budget status <script>', ['There is no service', '&lt;script&gt;']],
    ['/budget policy', ['HEALTHY', 'less than 50% of the budget is left', 'CRITICAL', ':no_entry: Blocked']],
    ['/budget policy infra', ['Infrastructure', 'high risk', 'Service owner and SRE', 'Rollback plan']],
    ['/budget policy nonsense', ['There is no change type', '`p0-hotfix`']],
    ['/budget incidents billing', ['No incidents on Billing']],
    ['/budget page', ['<https://budgets.example/sign-in?token=token-', 'It works once, within ten minutes']],
    ['/budget help', ['/budget incident add &lt;service&gt;', '/budget war-room']],
    ['/budget stauts', ['Did you mean `/budget status`?']],
    ['/budget i', ['could be `incidents` or `ic`']],
    ['/budget ic billing', ['Please name the service and a person']],
    ['/budget ic billing @rae', ['Billing is not frozen']],
    ['/budget ic model @rae', ['<@U0SRE00001> is incident commander']],
    ['/budget war-room model http://example.com', ['begins with `https://`']],
    ['/budget war-room model https://meet.example.com/a', ['https://meet.example.com/a']],
    ['/budget incident add billing', ['Please give the service']],
    ['/budget incident add billing it broke', ['When did it begin?']],
    [
      '/budget incident add billing HighErrorRate 45m ago 20m',
      ['Entered', 'HighErrorRate', '(40%) - 20min - Cost 3.7% budget'],
    ],
    ['/deploy', ['/deploy request [service', '/deploy cancel']],
    ['/deploy list', ['No deploy request']],
    ['/deploy show', ['Which one?']],
    ['/deploy show r_99', ['There is no request']],
    [
      '/deploy request billing abc1234 featur',
      ['Billing', 'open', 'Automated tests pass', 'request_fill_in'],
    ],
    [
      '/deploy request model abc1234 feature',
      ['Blocked', 'a freeze exception, approved by sre', 'Policy line'],
    ],
    ['/deploy request billing abc1234 feature env=staging', ['staging is not gated']],
    ['/deploy request billing abc1234 feture', ['Did you mean `feature`?']],
    ['/deploy request billing abc1234 docu', ['granted', 'It may be deployed']],
  ])('%s', async (line, parts) => {
    const said = await typed(line)
    for (const part of parts) expect(said).toContain(part)
  })

  test('an exempt change needs nothing at any level, as at the gate', async () => {
    const said = await typed('/budget policy documentation')
    expect(said.match(/:white_check_mark: Allowed/g)).toHaveLength(3)
    expect(said).not.toContain('Asks for')
  })

  test('an incident that was entered is listed with its cost', async () => {
    await typed('/budget incident add inference “Disk is full” 3h ago')
    const said = await typed('/budget incidents inf')
    expect(said).toContain('*Incidents on Inference Gateway*, the open ones first')
    expect(said).toMatch(
      /:fire: 1\. .* - \*Disk is full\* \(40%\) - 180min so far - Cost 33\.3% budget so far · Inference Gateway · Availability · .* · `i-\d`/,
    )
  })

  test('text from people comes back escaped', async () => {
    const said = await typed('/budget incident add billing "<!channel> & *boo*" now')
    expect(said).toContain('&lt;!channel&gt; &amp;')
    expect(said).not.toContain('<!channel>')
  })

  test('only SRE names the incident commander of a freeze', async () => {
    expect(await typed('/budget ic model @rae', DEV)).toContain('Only the role SRE may do this.')
  })

  test('an incomplete request opens the form with what was typed', async () => {
    const view = await viewIn(
      await office.workspace.runCommand(DEV, 'C0ENGINEER', '/deploy request bil abc1234'),
    )
    expect(viewText(view)).toContain('"initial_value":"abc1234"')
    expect(viewText(view)).toContain('"initial_option":{"text":{"type":"plain_text","text":"Billing"')
  })

  test('a use case that fails is answered with a reference that is in the log', async () => {
    vi.spyOn(office.useCases, 'status').mockRejectedValueOnce(new Error('the store is on fire'))
    const said = await typed('/budget status')
    const [, reference = ''] = /reference `([\w-]+)`/.exec(said) ?? []
    expect(reference).not.toBe('')
    expect(office.log.lines.some((line) => line.includes(reference) && line.includes('on fire'))).toBe(true)
    expect(said).not.toContain('on fire')
  })
})
