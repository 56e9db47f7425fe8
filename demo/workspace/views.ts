import { withIds } from './block-ids.ts'
import { viewProblems } from './blocks.ts'
import { slackId } from './identifiers.ts'
import type { JsonObject } from './json-values.ts'
import { objectAt, objectsAt, textAt } from './json-values.ts'
import type { Refusal } from './method-answer.ts'
import { refusal, refusalWith } from './method-answer.ts'
import type { OpenView, WorkspaceState } from './state.ts'

const MAX_VIEW_BYTES = 250_000
const MAX_STACK = 3

/** Modals in front of people, at most three deep, and the home tabs that the app published. */
export class Views {
  readonly #state: WorkspaceState
  readonly #stacks = new Map<string, readonly OpenView[]>()
  readonly #homes = new Map<string, OpenView>()
  #hashes = 0

  constructor(state: WorkspaceState) {
    this.#state = state
  }

  /** The person's modals, the lowest first. */
  stack(person: string): readonly OpenView[] {
    return this.#stacks.get(person) ?? []
  }

  top(person: string): OpenView | null {
    return this.stack(person).at(-1) ?? null
  }

  home(person: string): OpenView | null {
    return this.#homes.get(person) ?? null
  }

  find(viewId: string): OpenView | undefined {
    return [...this.#stacks.values(), [...this.#homes.values()]].flat().find(({ id }) => id === viewId)
  }

  findExternal(externalId: string): OpenView | undefined {
    const all = [...this.#stacks.values(), [...this.#homes.values()]].flat()
    return all.find(({ view }) => view['external_id'] === externalId)
  }

  /** Opens a modal in place of whatever was open. */
  open(person: string, view: unknown): OpenView | Refusal {
    const refused = this.#problemWith(view, 'modal')
    if (refused !== undefined) return refused
    const opened = this.#opened(person, objectAt(view), null)
    this.#put(person, [opened], opened)
    return opened
  }

  push(person: string, view: unknown): OpenView | Refusal {
    const refused = this.#problemWith(view, 'modal')
    if (refused !== undefined) return refused
    const stack = this.stack(person)
    const below = stack.at(-1)
    if (below === undefined) return refusal('not_found')
    if (stack.length >= MAX_STACK) return refusal('push_limit_reached')
    const pushed = this.#opened(person, objectAt(view), below)
    this.#put(person, [...stack, pushed], pushed)
    return pushed
  }

  /** Replaces a view that is open. A `hash` that is not the view's own means that somebody was faster. */
  update(known: OpenView | undefined, view: unknown, hash?: string): OpenView | Refusal {
    if (known === undefined) return refusal('not_found')
    const refused = this.#problemWith(view, textAt(known.view['type']) ?? 'modal', known)
    if (refused !== undefined) return refused
    if (hash !== undefined && hash !== known.hash) return refusal('hash_conflict')
    return this.#replace(known, { view: filled(objectAt(view)), hash: this.#nextHash(), errors: {} })
  }

  showErrors(known: OpenView, errors: Readonly<Record<string, string>>): OpenView {
    return this.#replace(known, { errors })
  }

  publish(person: string, view: unknown, hash?: string): OpenView | Refusal {
    const known = this.#homes.get(person)
    const refused = this.#problemWith(view, 'home', known)
    if (refused !== undefined) return refused
    if (hash !== undefined && hash !== known?.hash) return refusal('hash_conflict')
    const published = {
      ...this.#opened(person, objectAt(view), null),
      ...(known && { id: known.id, rootId: known.id }),
    }
    this.#homes.set(person, published)
    this.#state.announce({ type: 'view', view: published })
    return published
  }

  /** Closes one modal and what lies above it; the one below shows again. */
  close(known: OpenView): void {
    const stack = this.stack(known.person)
    const index = stack.findIndex(({ id }) => id === known.id)
    if (index < 0) return
    const left = stack.slice(0, index)
    this.#stacks.set(known.person, left)
    this.#state.announce({ type: 'view-closed', person: known.person, viewId: known.id })
    const below = left.at(-1)
    if (below !== undefined) this.#state.announce({ type: 'view', view: below })
  }

  closeAll(person: string): void {
    this.#stacks.delete(person)
    this.#state.announce({ type: 'view-closed', person, viewId: 'all' })
  }

  #problemWith(view: unknown, type: string, replaced?: OpenView): Refusal | undefined {
    const problems = [...viewProblems(view, (file) => this.#state.files.mayBeShown(file))]
    const given = objectAt(view)
    if (problems.length === 0 && given['type'] !== type) {
      problems.push(`[ERROR] must be of type ${type} [json-pointer:/view/type]`)
    }
    if (problems.length > 0) return refusalWith('invalid_arguments', problems)
    if (Buffer.byteLength(JSON.stringify(view)) > MAX_VIEW_BYTES) return refusal('view_too_large')
    const externalId = textAt(given['external_id']) ?? ''
    const sameName = externalId === '' ? undefined : this.findExternal(externalId)
    return sameName !== undefined && sameName !== replaced ? refusal('duplicate_external_id') : undefined
  }

  #opened(person: string, view: JsonObject, below: OpenView | null): OpenView {
    const id = slackId('V')
    return {
      id,
      person,
      rootId: below?.rootId ?? id,
      previousId: below?.id ?? null,
      hash: this.#nextHash(),
      view: filled(view),
      errors: {},
    }
  }

  #put(person: string, stack: readonly OpenView[], shown: OpenView): void {
    this.#stacks.set(person, stack)
    this.#state.announce({ type: 'view', view: shown })
  }

  #replace(known: OpenView, change: Partial<OpenView>): OpenView {
    const changed = { ...known, ...change }
    if (this.#homes.get(known.person)?.id === known.id) this.#homes.set(known.person, changed)
    const stack = this.stack(known.person).map((entry) => (entry.id === known.id ? changed : entry))
    this.#stacks.set(known.person, stack)
    this.#state.announce({ type: 'view', view: changed })
    return changed
  }

  #nextHash(): string {
    this.#hashes += 1
    return `${Math.floor(this.#state.now() / 1_000)}.${this.#hashes.toString(36).padStart(8, '0')}`
  }
}

function filled(view: JsonObject): JsonObject {
  return {
    private_metadata: '',
    callback_id: '',
    external_id: '',
    clear_on_close: false,
    notify_on_close: false,
    close: null,
    submit: null,
    ...view,
    blocks: withIds(objectsAt(view['blocks'])),
  }
}
