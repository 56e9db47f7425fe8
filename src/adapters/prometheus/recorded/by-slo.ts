/** Values by service and SLO, for tens of thousands of look-ups that make no key of the two. */
export class BySlo<Value> {
  readonly #services = new Map<string, Map<string, Value>>()

  get(service: string, slo: string): Value | undefined {
    return this.#services.get(service)?.get(slo)
  }

  set(service: string, slo: string, value: Value): void {
    const slos = this.#services.get(service)
    if (slos === undefined) this.#services.set(service, new Map([[slo, value]]))
    else slos.set(slo, value)
  }
}
