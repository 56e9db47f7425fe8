/** Of a report wherever it stands: in the bot's pages, in a file of its own, on paper. Everything holds below `.report` alone. */
export const REPORT_STYLE = `
.report { --paper: #f5f6f8; --card: #fff; --ink: #1c2430; --soft: #566172; --line: #dfe4ea; --link: #1450a3;
  --good: #14693d; --bad: #a61b25; --unknown: #566172; color: var(--ink); overflow-wrap: anywhere }
.report .plain { --tone: var(--ink) } .report .good { --tone: var(--good) } .report .bad { --tone: var(--bad) }
.report .unknown { --tone: var(--unknown) }
.report .about { margin: 0 0 .75rem; color: var(--soft) }
.report .remark { margin: 0 0 .75rem; padding: .45rem .75rem; border-left: 4px solid var(--unknown); background: var(--card) }
.report h2 { margin: 2rem 0 .5rem; font-size: 1.2rem; line-height: 1.3 } .report h3 { margin: 1rem 0 .35rem; font-size: 1rem }
.report p { margin: 0 0 .5rem } .report ul { margin: 0 0 .5rem; padding-left: 1.25rem } .report li { margin: .15rem 0 }
.report dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 11rem), 1fr)); gap: .75rem 1.25rem; margin: 0 0 .75rem;
  padding: .75rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem }
.report dt { color: var(--soft); font-size: .85rem } .report dd { margin: 0; color: var(--tone); font-variant-numeric: tabular-nums }
.report .headline { grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)) }
.report .headline dd { font-size: 1.15rem; font-weight: 600; line-height: 1.3 }
.report .good dd, .report .bad dd, .report td.good, .report td.bad { font-weight: 600 }
.report table { width: 100%; margin: 0 0 .75rem; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); font-size: .95rem }
.report th, .report td { padding: .4rem .65rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; color: var(--tone, inherit) }
.report th, .report td.number { overflow-wrap: break-word } .report tbody th { overflow-wrap: anywhere; min-width: 10rem }
.report td.words { min-width: 6.5rem } .report thead th { color: var(--soft); font-size: .85rem; font-weight: 600 } .report tbody th { font-weight: 600 }
.report .number { text-align: right; font-variant-numeric: tabular-nums } .report td.number { white-space: nowrap }
.report .picture { margin: 1rem 0 } .report .picture > div { display: none } .report .picture > .wide.light { display: block }
.report .picture svg { box-sizing: border-box; display: block; width: 100%; height: auto; border: 1px solid var(--line); border-radius: .5rem }
.report .contents { margin: 0 0 .75rem } .report summary { cursor: pointer; color: var(--soft) } .report a { color: var(--link) }
.report .contents ol { columns: 16rem; margin: .5rem 0 }
@media (max-width: 40rem) {
  .report .picture > .wide.light { display: none } .report .picture > .narrow.light { display: block }
  .report table, .report tbody, .report tr, .report tbody th, .report td { display: block }
  .report thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
  .report table { border: 0; background: none }
  .report tr { margin: 0 0 .6rem; padding: .5rem .75rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem }
  .report tbody th, .report td { padding: .1rem 0; border: 0; min-width: 0 }
  .report .figures { grid-template-columns: repeat(auto-fill, minmax(min(100%, 8rem), 1fr)); gap: .5rem 1rem }
  .report td, .report td.number { display: flex; justify-content: space-between; gap: 1rem; text-align: right; white-space: normal }
  .report td::before { content: attr(data-label); color: var(--soft); font-weight: 400; text-align: left; flex: none; max-width: 50% }
}
@media screen and (prefers-color-scheme: dark) {
  .report { --paper: #12161c; --card: #1a2028; --ink: #e7ebf0; --soft: #9fabba; --line: #2d3540; --link: #8ab4f8;
    --good: #4cc38a; --bad: #ff7b82; --unknown: #9fabba }
  .report .picture > .wide.light { display: none } .report .picture > .wide.dark { display: block }
}
@media screen and (prefers-color-scheme: dark) and (max-width: 40rem) {
  .report .picture > .wide.dark, .report .picture > .narrow.light { display: none } .report .picture > .narrow.dark { display: block }
}
@media print {
  .report { --card: #fff; --ink: #000; --soft: #444; --line: #bbb; font-size: 9.5pt }
  .report .contents { display: none } .report h2, .report h3 { break-after: avoid } .report h2 { margin-top: 1.1rem } .report .headline dd { font-size: 1rem }
  .report tr, .report dl, .report .picture, .report li { break-inside: avoid } .report thead { display: table-header-group }
  .report dl { gap: .3rem 1rem; padding: .4rem .6rem } .report th, .report thead th, .report td { padding: .2rem .4rem; font-size: 8.5pt }
}
`
