import { actAnswer, plainAnswer } from '../answer.ts'
import type { Subcommand } from './subcommand.ts'

export const budgetNotes: Subcommand = {
  command: '/budget',
  name: 'notes',
  usage: '<review> <link>',
  summary: 'hands in where the notes of a review are',
  async run({ words, useCases, userId }) {
    const [review, link] = words
    if (review === undefined || link === undefined)
      return plainAnswer(
        'Please give the review’s id and the link to its notes: `/budget notes v-… https://…`. The review’s message names its id.',
      )
    const outcome = await useCases.reviews.handInNotes(review.text, link.text, userId)
    return actAnswer(outcome, () => ':white_check_mark: The review’s message shows where its notes are.')
  },
}
