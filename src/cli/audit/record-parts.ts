import type { StoredEntry } from '../../core/kernel/audit/stored-entry.ts'
import type { Store } from '../../adapters/store/store.ts'
import type { Settings } from '../../config/settings/settings-reader.ts'
import { type ConfigurationOptions, openConfiguration } from '../configuration/open-configuration.ts'
import { openRecord } from '../configuration/open-record.ts'
import type { Progress } from '../terminal/progress.ts'

/** What the commands about the record work on. */
export interface RecordParts {
  readonly store: Store
  readonly settings: Settings
}

/** Opens the store for reading, hands it to `use`, and ends with the code that it answers. */
export async function withRecord(
  options: ConfigurationOptions,
  use: (parts: RecordParts) => Promise<number>,
): Promise<void> {
  const { configuration } = await openConfiguration(options)
  const store = await openRecord(configuration, options)
  try {
    process.exitCode = await use({ store, settings: configuration.settings })
  } finally {
    await store.close()
  }
}

const TOLD_EVERY = 1_000

/** The same entries, which say how far they have come, and which `each` sees go by. */
export async function* counting(
  entries: AsyncIterable<StoredEntry>,
  progress: Progress,
  each?: (entry: StoredEntry) => void,
): AsyncGenerator<StoredEntry> {
  let read = 0
  for await (const entry of entries) {
    each?.(entry)
    yield entry
    read += 1
    if (read % TOLD_EVERY === 0) progress.at('entries read', read)
  }
}
