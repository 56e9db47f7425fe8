import { describe, expect, test } from 'vitest'
import { type Progress, withProgress } from '../../../src/cli/terminal/progress.ts'
import { TestClock } from '../../support/test-clock.ts'

interface Seen {
  readonly clock: TestClock
  readonly said: () => string
  readonly run: (work: (progress: Progress) => Promise<void> | void) => Promise<void>
}

function seen(more: { isTTY?: boolean; columns?: number; wanted?: boolean } = {}): Seen {
  const { wanted = true, ...terminal } = more
  const clock = new TestClock()
  let said = ''
  const stream = { write: (text: string) => (said += text) !== '', ...terminal }
  return {
    clock,
    said: () => said,
    run: (work) => withProgress('reading', work, { stream, clock, wanted }),
  }
}

/** Lets whoever was woken up go on. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('what is over within two seconds says nothing, and leaves nobody asleep', async () => {
  const { clock, said, run } = seen({ isTTY: true })
  await run(async (progress) => {
    clock.advance(1_900)
    progress.at('asking', 1, 2)
    await turn()
  })
  expect(said()).toBe('')
  expect(clock.sleeping).toBe(0)
})

test('a result and a failure come through', async () => {
  const { clock } = seen()
  const output = { stream: { write: () => true }, clock, wanted: true }
  await expect(withProgress('reading', () => 7, output)).resolves.toBe(7)
  await expect(withProgress('reading', () => Promise.reject(new Error('no')), output)).rejects.toThrow('no')
  expect(clock.sleeping).toBe(0)
})

describe('on a terminal', () => {
  test('one line says what is done, how much of it, and for how long, and goes away at the end', async () => {
    const { clock, said, run } = seen({ isTTY: true, columns: 80 })
    await run(async (progress) => {
      clock.advance(2_000)
      await turn()
      expect(said()).toBe('reading (2 s)')
      clock.advance(1_000)
      progress.at('asking Prometheus', 12, 50)
      expect(said()).toBe('reading (2 s)\r\u001B[Kasking Prometheus: 12 of 50 (3 s)')
    })
    expect(said()).toMatch(/3 s\)\r\u001B\[K$/)
  })

  test('it counts on while the work says nothing', async () => {
    const { clock, said, run } = seen({ isTTY: true, columns: 80 })
    await run(async () => {
      clock.advance(2_000)
      await turn()
      clock.advance(3_000)
      await turn()
    })
    expect(said()).toContain('reading (5 s)')
  })

  test('it is never longer than the terminal is wide', async () => {
    const { clock, said, run } = seen({ isTTY: true, columns: 20 })
    await run(async (progress) => {
      clock.advance(2_000)
      progress.at('asking 東京東京東京東京東京', 1, 2)
      expect(said()).toBe('asking 東京東京東…')
      await turn()
    })
  })

  test('a note stands on a line of its own', async () => {
    const { clock, said, run } = seen({ isTTY: true, columns: 80 })
    await run((progress) => {
      clock.advance(2_000)
      progress.at('asking')
      progress.note('main could not be searched')
    })
    expect(said()).toBe('asking (2 s)\r\u001B[Kmain could not be searched\n')
  })
})

test('a log gets whole lines, no more than one in ten seconds', async () => {
  const { clock, said, run } = seen()
  await run(async (progress) => {
    for (let part = 1; part <= 30; part += 1) {
      clock.advance(500)
      progress.at('asking', part, 30)
    }
    await turn()
  })
  expect(said()).toBe('asking: 4 of 30 (2 s)\nasking: 24 of 30 (12 s)\n')
})

test('none is shown where none is wanted, but notes are', async () => {
  const { clock, said, run } = seen({ isTTY: true, wanted: false })
  await run((progress) => {
    clock.advance(60_000)
    progress.at('asking', 1, 2)
    progress.note('beware')
  })
  expect(said()).toBe('beware\n')
})

test('names from outside cannot move the cursor', async () => {
  const { clock, said, run } = seen()
  await run((progress) => {
    clock.advance(2_000)
    progress.at('asking \u001B[2Jmain')
  })
  expect(said()).toBe('asking  [2Jmain (2 s)\n')
})
