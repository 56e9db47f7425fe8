/** Stands in a database while a store is being moved into it. Such a one holds nothing yet, and is not to be gone on with. */
export const UNFINISHED_MOVE = 'unfinished_move'
