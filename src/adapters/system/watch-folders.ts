import { type FSWatcher, watch } from 'node:fs'

export interface FolderWatch {
  /** Watches these folders too. */
  follow(folders: readonly string[]): void
  /** Reports a change from outside: `onChange` follows when the folders have been quiet. */
  readonly changed: () => void
  close(): void
}

/** How long a folder must be quiet: editors write a file in several steps. */
const QUIET_MS = 300

/**
 * Calls `onChange` when something in these folders has changed and has been quiet for a while. Folders that are not there
 * are left out. A watch that fails ends silently: SIGHUP does the same by hand.
 */
export function watchFolders(
  folders: readonly string[],
  onChange: () => void,
  quietMs = QUIET_MS,
): FolderWatch {
  let timer: NodeJS.Timeout | undefined
  const changed = (): void => {
    clearTimeout(timer)
    timer = setTimeout(onChange, quietMs).unref()
  }
  const watchers = new Map<string, FSWatcher>()
  const follow = (more: readonly string[]): void => {
    for (const folder of more) {
      if (watchers.has(folder)) continue
      try {
        const watcher = watch(folder, { persistent: false }, changed)
        watcher.on('error', () => watcher.close())
        watchers.set(folder, watcher)
      } catch {
        // It is not there: nothing in it can change.
      }
    }
  }
  follow(folders)
  return {
    follow,
    changed,
    close: () => {
      clearTimeout(timer)
      for (const watcher of watchers.values()) watcher.close()
    },
  }
}
