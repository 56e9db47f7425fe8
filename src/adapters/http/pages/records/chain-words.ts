import { entriesText } from '../../../../core/kernel/counted.ts'
import type { ChainState } from '../../../../core/kernel/audit/chain-check.ts'
import { html, type Html } from '../../../../core/kernel/html.ts'
import type { PageView } from '../page-view.ts'

/** Whether each entry follows from the one before, as far as somebody has asked. */
export function chainWords(state: ChainState, view: PageView): Html {
  return html`<section id="chain" aria-labelledby="chain-title">
    <h2 id="chain-title">Is it whole?</h2>
    ${chainLine(state, view)}
    <p class="note">
      Each entry holds the hash of the one before: what is changed or removed later breaks the chain.
    </p>
    <form method="get" action="${view.at('/audit/verification')}">
      <button>${state.kind === 'never' ? 'Verify the whole log' : 'Verify it again'}</button>
    </form>
  </section>`
}

export function chainLine(state: ChainState, view: PageView): Html {
  switch (state.kind) {
    case 'never':
      return html`<p>Nobody has asked since the bot started.</p>`
    case 'running':
      return html`<p role="status">
        It is being verified: ${state.checked.toLocaleString('en-US')} of ${entriesText(state.of)} so far.
      </p>`
    case 'failed':
      return html`<p class="told bad">The log could not be read ${view.time(state.at)}.</p>`
    case 'done':
      return state.result.intact
        ? html`<p class="told good">
            <b>Whole</b>: ${entriesText(state.result.entries)}, verified ${view.time(state.at)}. The last hash
            is <code>${state.result.lastHash}</code>.
          </p>`
        : html`<p class="told bad"><b>Broken</b>: ${state.result.problem}, found ${view.time(state.at)}.</p>`
  }
}
