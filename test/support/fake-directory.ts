import type { Directory } from '../../src/core/people/directory.ts'
import type { Identity } from '../../src/core/people/identity.ts'

type Known = Extract<Identity, { known: true }>

export interface PersonOnFile {
  readonly name: string
  readonly groups?: readonly string[]
  readonly barred?: Known['barred']
}

/** A directory in memory, whose people change groups and which may be down. */
export class FakeDirectory implements Directory {
  readonly #people: Map<string, PersonOnFile>
  isDown = false
  /** The workspace says who people are, and not which groups they are in. */
  hidesGroups = false

  constructor(people: Readonly<Record<string, PersonOnFile>>) {
    this.#people = new Map(Object.entries(people))
  }

  /** Changes what is on file of somebody. */
  change(userId: string, change: Partial<PersonOnFile>): void {
    this.#people.set(userId, { name: userId, ...this.#people.get(userId), ...change })
  }

  identify(userIds: readonly string[]): Promise<ReadonlyMap<string, Identity>> {
    return Promise.resolve(new Map(userIds.map((userId) => [userId, this.#identity(userId)])))
  }

  members(groupIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]> | null> {
    if (this.isDown || this.hidesGroups) return Promise.resolve(null)
    const inGroup = (group: string): string[] =>
      [...this.#people].filter(([, { groups = [] }]) => groups.includes(group)).map(([userId]) => userId)
    return Promise.resolve(new Map(groupIds.map((group) => [group, inGroup(group)])))
  }

  #identity(userId: string): Identity {
    const person = this.#people.get(userId)
    if (this.isDown) return { known: false, userId, reason: 'the directory is down' }
    if (person === undefined) return { known: false, userId, reason: 'nobody has this id' }
    const { name, groups = [], barred = '' } = person
    return { known: true, userId, name, barred, groups: this.hidesGroups ? null : new Set(groups) }
  }
}
