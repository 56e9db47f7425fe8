import type { Button } from '@slack/types'

import { MAX_BUTTON_TEXT } from './limits.ts'
import { plainText } from './parts.ts'

/** Where somebody is in the list of services: what they asked for, and the page, from 1. */
export interface StatusPlace {
  /** A level, a colour, a state or a part of a name; empty for all. */
  readonly only: string
  readonly page: number
}

/** Longer words match no name, and an option of a list takes 150 characters. */
const LONGEST_WORD = 100

/** As a button carries it: `2/red`. It says what to show, never what somebody may do. */
export const placeText = ({ only, page }: StatusPlace): string => `${page}/${startOf(only)}`

/** Never half a character, which no server takes. */
const startOf = (word: string): string => word.slice(0, LONGEST_WORD).replace(/[\uD800-\uDBFF]$/, '')

/** Reads what a button carries; the first page of all where that is nothing of ours. */
export function placeIn(text: string): StatusPlace {
  const { page = '1', only = '' } = /^(?<page>[1-9]\d{0,3})\/(?<only>.*)$/su.exec(text)?.groups ?? {}
  return { only, page: Number(page) }
}

/** A service and the place that it is chosen from, as an option carries them: `billing/2/red`. A service's name has no slash. */
export const chosenText = (service: string, from: StatusPlace): string => `${service}/${placeText(from)}`

export function chosenIn(text: string): { readonly service: string; readonly from: StatusPlace } {
  const [service = ''] = text.split('/', 1)
  return { service, from: placeIn(text.slice(service.length + 1)) }
}

/** A button that shows another place. */
export const placeButton = (action: string, text: string, place: StatusPlace): Button => ({
  type: 'button',
  action_id: action,
  text: plainText(text, MAX_BUTTON_TEXT),
  value: placeText(place),
})
