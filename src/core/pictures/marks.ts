import type { PicturedDeployment } from './picture.ts'

/** Whether a deployment came to a bad end: it is marked by another shape. */
export const isBroken = ({ state }: Pick<PicturedDeployment, 'state'>): boolean =>
  state === 'failed' || state === 'rolled_back'
