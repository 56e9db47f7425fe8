/** What is wrong with a variable, and the settings path that names it, where one does. */
export interface EnvironmentFault {
  readonly variable: string
  readonly path: readonly (string | number)[]
  readonly message: string
}
