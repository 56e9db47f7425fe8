type Given<Values> = { [Key in keyof Values]?: Exclude<Values[Key], undefined> }

/** Those of the values that there are: what is left out of a file is left out of what is read, too. */
export const given = <Values extends object>(values: Values): Given<Values> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<Values>
