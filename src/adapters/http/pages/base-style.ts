/** Colours, text, the bar at the top, forms. `--tone` says how well something stands. */
export const BASE_STYLE = `
:root { color-scheme: light dark; --paper: #f5f6f8; --card: #fff; --ink: #1c2430; --soft: #566172; --line: #dfe4ea;
  --good: #14693d; --fair: #7d5500; --poor: #a8380a; --bad: #a61b25; --unknown: #566172; --link: #1450a3 }
@media (prefers-color-scheme: dark) { :root { --paper: #12161c; --card: #1a2028; --ink: #e7ebf0; --soft: #9fabba;
  --line: #2d3540; --good: #4cc38a; --fair: #f0b429; --poor: #ff9457; --bad: #ff7b82; --unknown: #9fabba; --link: #8ab4f8 } }
.good { --tone: var(--good) } .fair { --tone: var(--fair) } .poor { --tone: var(--poor) } .bad { --tone: var(--bad) }
.unknown { --tone: var(--unknown) }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 80rem; padding: 1rem 1.25rem 3rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { margin: 0 0 .25rem; font-size: 1.5rem; letter-spacing: -.01em; line-height: 1.25 }
h2 { margin: 1.75rem 0 .5rem; font-size: 1.1rem } p { margin: 0 0 .5rem }
.lead { font-size: 1.1rem } .note { color: var(--soft); font-size: .9rem }
small { color: var(--soft); font-weight: 400; font-size: .85em }
strong, time, .figure { font-variant-numeric: tabular-nums } time { white-space: nowrap }
code { font-size: .9em; background: var(--line); padding: .1em .3em; border-radius: .2rem }
a { color: var(--link) } a:hover { text-decoration-thickness: 2px }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: .2rem }
.skip { position: absolute; left: -100rem }
.skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem 1rem }
.bar { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1.25rem; margin-bottom: 1.25rem;
  padding-bottom: .75rem; border-bottom: 1px solid var(--line) }
.brand { font-weight: 700; color: inherit; text-decoration: none }
.bar ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 0; padding: 0; list-style: none }
.bar li a { color: var(--soft) } .bar li a[aria-current] { color: inherit; font-weight: 600 }
.viewer { display: flex; gap: .75rem; align-items: baseline; margin-left: auto; color: var(--soft); font-size: .9rem }
button { font: inherit; color: var(--card); background: var(--link); border: 0; border-radius: .4rem; padding: .4rem 1rem; cursor: pointer }
button.quiet { color: var(--link); background: none; padding: 0; text-decoration: underline }
input, select { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: .4rem; padding: .35rem .5rem }
summary { cursor: pointer; color: var(--soft); font-size: .9rem }
meter { width: 100%; height: .4rem; appearance: none; border: 0; border-radius: .3rem; background: var(--line) }
meter::-webkit-meter-bar { height: .4rem; border: 0; border-radius: .3rem; background: var(--line) }
meter::-webkit-meter-optimum-value { background: var(--tone); border-radius: .3rem }
meter::-moz-meter-bar { background: var(--tone); border-radius: .3rem }
`
