import { type FSWatcher, watch } from 'node:fs'

export interface FolderWatch {
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
  const watchers = folders.flatMap((folder): FSWatcher[] => {
    try {
      const watcher = watch(folder, { persistent: false }, changed)
      watcher.on('error', () => watcher.close())
      return [watcher]
    } catch {
      return []
    }
  })
  return {
    close: () => {
      clearTimeout(timer)
      for (const watcher of watchers) watcher.close()
    },
  }
}
