/** Longest texts that people may bring, in characters. Each subject has one limit, whatever way it comes in. */
export const LIMITS = {
  revision: 200,
  environment: 200,
  summary: 500,
  answer: 3_000,
  /** A line, and a list, of an exception, an override or a silver bullet. */
  documentLine: 200,
  documentList: 2_500,
  /** An incident's name. */
  incident: 80,
  note: 2_000,
  /** Of a freeze. */
  reason: 300,
  /** A top action. */
  action: 200,
  postmortem: 3_000,
  url: 500,
} as const
