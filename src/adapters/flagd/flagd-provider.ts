import { readFile } from 'node:fs/promises'
import type { ServiceFlag } from '../../core/budgets/service-flag.ts'
import {
  final,
  type FlagCheck,
  type FlagFault,
  type FlagMode,
  type FlagProvider,
  type FlagRead,
  type FlagSet,
  type FlagState,
  passing,
} from '../../core/flags/flag-provider.ts'
import type { Clock } from '../../core/kernel/time/clock.ts'
import { ContendedError } from './contended-error.ts'
import { FlagFileError, findFlag, type FoundFlag, offSetting } from './flag-file.ts'
import { assertReplaceable, replaceFile } from './replace-file.ts'
import { flagsValidator } from './valid-flags.ts'

export interface FlagdOptions {
  readonly file: string
  readonly mode: FlagMode
  readonly clock: Pick<Clock, 'now'>
}

/** Feature flags in a definition file that flagd watches. */
export function flagdProvider({ file, mode, clock }: FlagdOptions): FlagProvider {
  const read = (flag: ServiceFlag): Promise<FlagRead> =>
    within(file, async () => {
      const { state } = findFlag(await readFile(file, 'utf8'), flag, await flagsValidator())
      return { kind: 'known', state }
    })

  const change = (flag: ServiceFlag, to: (found: FoundFlag) => FlagState['setting']): Promise<FlagSet> =>
    within(file, async () => {
      const valid = await flagsValidator()
      await replaceFile(file, clock.now(), (text) => {
        const found = findFlag(text, flag, valid)
        const after = found.textWith(to(found))
        // Nothing is written that flagd would not read.
        findFlag(after, flag, valid)
        return after
      })
      const { state } = findFlag(await readFile(file, 'utf8'), flag, valid)
      return { kind: 'set', state }
    })

  return {
    mode,
    read,
    turnOff: (flag) => change(flag, ({ state }) => (state.isOn ? offSetting(flag, state) : state.setting)),
    putBack: (flag, setting) => change(flag, () => setting),
    check: async (flag): Promise<FlagCheck> => {
      const now = await read(flag)
      const may = await within(file, async () => {
        await assertReplaceable(file)
        return { kind: 'replaceable' as const }
      })
      return {
        read: now,
        mayChange:
          may.kind === 'replaceable'
            ? { may: true, why: 'its folder may be written to' }
            : { may: false, why: may.error },
      }
    },
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'the bot may not read it, or not write to its folder',
  EPERM: 'the bot may not replace it',
  EROFS: 'it is on a file system that cannot be written, as a mounted ConfigMap is',
  EBUSY: 'it is mounted by itself, so that it cannot be replaced; mount its folder',
}
/** What somebody who deploys the file may be putting right just now. */
const MAY_PASS: ReadonlySet<string> = new Set(['ENOENT', 'ENOSPC', 'EMFILE', 'ENFILE', 'EIO'])

async function within<Result>(file: string, work: () => Promise<Result>): Promise<Result | FlagFault> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ContendedError) return passing(`${file}: ${error.message}`)
    if (error instanceof FlagFileError) return final(`${file}: ${error.message}`)
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const words = `${file}: ${REASONS[code] ?? (error instanceof Error ? error.message : String(error))}`
    return MAY_PASS.has(code) ? passing(words) : final(words)
  }
}
