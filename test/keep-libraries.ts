import '@resvg/resvg-js'

/**
 * Runs once, in the thread that outlives all workers. Node unloads a native library when the last thread that loaded it ends;
 * resvg has then left something for the end of each thread of libuv's pool, and the process would end in a fault of memory.
 */
export const setup = (): void => undefined
