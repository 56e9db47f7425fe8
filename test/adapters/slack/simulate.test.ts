import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allText, messageIn } from './support/answers.ts'
import { DEV, type Office, openOffice } from './support/office.ts'

let office: Office
beforeAll(async () => {
  office = await openOffice('socket')
})
afterAll(() => office.close())

const typed = async (line: string) => messageIn(await office.workspace.runCommand(DEV, 'C0ENGINEER', line))

describe('/budget simulate', () => {
  test('tells the person alone what an outage would do', async () => {
    const answer = await typed('/budget simulate billing 30m 50%')
    expect(answer.ephemeralFor).toBe(DEV)
    const said = allText(answer)
    expect(said).toContain('*What if: Billing*')
    expect(said).toContain('30 minutes in which 50% fails or is slow')
    expect(said).toMatch(/availability: \*86% → 79%\*, costs 6\.9 points/i)
    expect(said).toMatch(/it is out of the window of availability and latency from <!date\^/)
    expect(said).toContain('Nothing has happened. This rests on: ')
    expect(answer.text).toContain('What if Billing had 30 minutes')
  })

  test('says what would be blocked, and who would have to approve', async () => {
    const said = allText(await typed('/budget simulate BILL 3h'))
    expect(said).toMatch(/HEALTHY .* becomes .*/)
    expect(said).toContain('*What changes*')
    expect(said).toMatch(/→ (blocked|needs approval)/)
  })

  test('of one SLO alone', async () => {
    expect(allText(await typed('/budget simulate billing 30m availability'))).toContain('(availability)')
  })

  test.each([
    ['/budget simulate', 'Please give the service and the length of an outage'],
    ['/budget simulate billing', 'Please give the service and the length of an outage'],
    ['/budget simulate bilingg 30m', 'Did you mean `billing`?'],
    ['/budget simulate billing soon', '“soon” is no length of time. Write 45s, 30m, 1h30m or 2d.'],
    ['/budget simulate billing 30m 150%', 'write a percentage up to 100, such as 50%'],
    ['/budget simulate billing 30m 50% speed', 'There is no SLO “speed”'],
  ])('%s', async (line, right) => {
    expect(allText(await typed(line))).toContain(right)
  })
})
