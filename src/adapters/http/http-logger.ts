/** The part of a logger that the API needs; pino's fits. */
export interface HttpLogger {
  debug(about: object, message: string): void
  warn(about: object, message: string): void
  error(about: object, message: string): void
}
