import type { FromPage, ToPage } from '../workspace/page-protocol.ts'

export type ConnectionState = 'connecting' | 'open' | 'lost'

export interface Connection {
  /** Whether it was handed to the socket; false while the connection is lost. */
  send(message: FromPage): boolean
  /** Tries at once instead of at the end of the wait. */
  retry(): void
}

/** 0.5 s, doubled with each failure, at most 8 s. */
export function reconnectDelayMs(failures: number): number {
  return Math.min(8_000, 500 * 2 ** Math.max(0, failures - 1))
}

/** Keeps one WebSocket to the workspace for as long as the page lives; `url` is asked at each attempt. */
export function connect(
  url: () => string,
  listener: { onEvent: (event: ToPage) => void; onState: (state: ConnectionState) => void },
): Connection {
  let socket: WebSocket | null = null
  let failures = 0
  let timer: number | undefined

  const open = () => {
    window.clearTimeout(timer)
    const opening = new WebSocket(url())
    socket = opening
    listener.onState(failures === 0 ? 'connecting' : 'lost')
    const giveUp = window.setTimeout(() => opening.close(), 10_000)
    opening.onopen = () => {
      window.clearTimeout(giveUp)
      failures = 0
      listener.onState('open')
    }
    opening.onmessage = (event) => listener.onEvent(JSON.parse(String(event.data)) as ToPage)
    opening.onclose = () => {
      window.clearTimeout(giveUp)
      if (socket !== opening) return
      failures += 1
      listener.onState('lost')
      timer = window.setTimeout(open, reconnectDelayMs(failures))
    }
  }
  open()

  return {
    send: (message) => {
      if (socket?.readyState !== WebSocket.OPEN) return false
      socket.send(JSON.stringify(message))
      return true
    },
    retry: () => {
      if (socket?.readyState !== WebSocket.OPEN && socket?.readyState !== WebSocket.CONNECTING) open()
    },
  }
}
