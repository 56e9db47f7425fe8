/**
 * Runs work in one serialised transaction: everything in it is committed together, or nothing is. Each use case asks for
 * the stores that it needs and no more. Inside `work`, await nothing but those stores.
 */
export interface Transactor<Stores> {
  transaction<Result>(work: (stores: Stores) => Promise<Result>): Promise<Result>
}
