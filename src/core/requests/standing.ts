import type { DeployRequest, Grant, RequestState } from './deploy-request.ts'

/** How a request stands for people: its state, or what became of its grant, or that another took its place. */
export type Standing = RequestState | 'used' | 'lapsed' | 'superseded'

/** `grant` is the request's newest one. */
export function standingOf(
  { state, supersededBy }: Pick<DeployRequest, 'state' | 'supersededBy'>,
  grant: Pick<Grant, 'usedAt' | 'expiresAt'> | undefined,
  now: number,
): Standing {
  if (state === 'cancelled' && supersededBy !== null) return 'superseded'
  if (state !== 'granted' || grant === undefined) return state
  if (grant.usedAt !== null) return 'used'
  return grant.expiresAt <= now ? 'lapsed' : 'granted'
}

/** Voids a grant that was not voided before; used ones as well, so that no further attempt may use them. */
export const voided = (grant: Grant, by: string, now: number): Grant => ({
  ...grant,
  voidedAt: now,
  voidedBy: by,
})
