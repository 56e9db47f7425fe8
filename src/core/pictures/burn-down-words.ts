import { percentText, sharePercentText } from '../budgets/percent.ts'
import { counted } from '../kernel/counted.ts'
import { listInWords } from '../kernel/list-in-words.ts'
import { isBroken } from './marks.ts'
import type { BurnDown, LevelBand, PicturedDeployment, PicturedIncident } from './picture.ts'
import { momentWords } from './moment-words.ts'

/** The same in words. */
export function burnDownWords(picture: BurnDown): string {
  const { title, objective, window, timeZone, points, bands, forecast } = picture
  const when = (at: number): string => momentWords(at, timeZone)
  const known = points.flatMap(({ at, remainingRatio }) =>
    remainingRatio === null ? [] : [{ at, remainingRatio }],
  )
  const [first, last] = [known[0], known.at(-1)]
  const about = `${title} (${objective}% over ${window})`
  if (first === undefined || last === undefined)
    return `${about}: nothing was measured from ${when(picture.from)} to ${when(picture.at)}.`
  const lowest = known.reduce((low, one) => (one.remainingRatio < low.remainingRatio ? one : low))
  const left = (ratio: number): string => percentText(ratio, boundsOf(bands))
  return [
    `${about}: ${left(first.remainingRatio)} was left on ${when(first.at)}, ${left(last.remainingRatio)} on ${when(last.at)}${lowest === last || lowest === first ? '' : `; the least was ${left(lowest.remainingRatio)} on ${when(lowest.at)}`}.`,
    `Levels: ${listInWords(bands.map(bandText))}.`,
    incidentsText(picture.incidents, when),
    deploymentsText(picture.deployments, when),
    forecast === null ? 'There is no forecast.' : `Forecast: ${forecast.words}.`,
  ].join(' ')
}

const boundsOf = (bands: readonly LevelBand[]): number[] =>
  bands.flatMap(({ aboveRatio }) => (aboveRatio === null ? [] : [aboveRatio]))

function bandText({ level, aboveRatio, upToRatio }: LevelBand): string {
  const bound = (ratio: number): string => percentText(ratio, [ratio])
  if (aboveRatio === null) return upToRatio === null ? level : `${level} below ${bound(upToRatio)}`
  return upToRatio === null
    ? `${level} above ${bound(aboveRatio)}`
    : `${level} from ${bound(upToRatio)} to ${bound(aboveRatio)}`
}

function incidentsText(incidents: readonly PicturedIncident[], when: (at: number) => string): string {
  if (incidents.length === 0) return 'No incidents.'
  const told = incidents.map(
    ({ what, from, until, costRatio }) =>
      `${what} ${until === null ? `since ${when(from)}` : `on ${when(from)}`}${costRatio === null ? '' : ` (${sharePercentText(costRatio)} of the budget)`}`,
  )
  return `${counted(incidents.length, 'incident')}: ${listInWords(told)}.`
}

function deploymentsText(deployments: readonly PicturedDeployment[], when: (at: number) => string): string {
  if (deployments.length === 0) return 'No deployments.'
  const broken = deployments.filter(isBroken)
  const told = broken.map(
    ({ revision, at, state }) =>
      `${revision ?? 'one without a revision'} ${state === 'failed' ? 'failed' : 'was rolled back'}, begun on ${when(at)}`,
  )
  const how = told.length === 0 ? '' : `; ${listInWords(told)}`
  return `${counted(deployments.length, 'deployment')}${how}.`
}
