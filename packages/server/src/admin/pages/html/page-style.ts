/** The look of all pages; colours follow what the reader's system prefers. */
export const PAGE_STYLE = `
:root { color-scheme: light dark;
  --paper: #f6f7f9; --card: #fff; --ink: #1b2330; --soft: #5b6676; --line: #dde2ea; --well: #f1f3f7; --link: #1557c0;
  --running: #1868d6; --succeeded: #1a7f4b; --failed: #c62f33; --caught: #b26a00; --stopped: #6b7585; --edge: #b6bfcc; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #0f141b; --card: #171e28; --ink: #e4e9f1; --soft: #97a3b4; --line: #2a3442; --well: #10161e; --link: #7fb2ff;
  --running: #5b9dff; --succeeded: #46b97c; --failed: #f2696c; --caught: #e0a040; --stopped: #8a95a6; --edge: #465366; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main, .bar { max-width: 1560px; margin: 0 auto; padding: 0 24px; }
.bar { display: flex; align-items: center; gap: 10px; padding-top: 14px; color: var(--soft); font-size: 13px; }
.bar b { color: var(--ink); letter-spacing: .01em; }
h1 { font-size: 24px; line-height: 1.25; margin: 14px 0 6px; overflow-wrap: anywhere; display: flex; flex-wrap: wrap; gap: 6px 14px; align-items: center; }
h2 { font-size: 15px; margin: 0 0 12px; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px; }
.facts { display: flex; flex-wrap: wrap; gap: 4px 26px; margin: 8px 0 18px; padding: 0; }
.facts div { min-width: 0; }
.facts dt { display: inline; color: var(--soft); margin-right: 6px; }
.facts dd { display: inline; margin: 0; overflow-wrap: anywhere; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px 18px; margin: 0 0 18px; min-width: 0; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 18px; align-items: start; }
@media (min-width: 1080px) { .columns { grid-template-columns: minmax(340px, 5fr) minmax(0, 7fr); } .graph-card { position: sticky; top: 12px; } }
.canvas { overflow: auto; max-height: 78vh; text-align: center; }
.badge { display: inline-flex; align-items: center; gap: 6px; font-size: 13px; font-weight: 600; padding: 3px 11px 3px 6px; border-radius: 99px; border: 1px solid currentColor; white-space: nowrap; }
.mark { display: inline-flex; }
.badge, .mark { color: var(--tone); }
.running { --tone: var(--running); } .retrying { --tone: var(--caught); } .succeeded { --tone: var(--succeeded); }
.failed { --tone: var(--failed); } .caught { --tone: var(--caught); } .stopped { --tone: var(--stopped); } .idle { --tone: var(--edge); }
.icon circle { fill: var(--tone); } .icon path { fill: none; stroke: var(--card); stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.alarm { border-left: 4px solid var(--failed); }
.alarm h2 { color: var(--failed); overflow-wrap: anywhere; }
pre { margin: 0; padding: 10px 12px; background: var(--well); border: 1px solid var(--line); border-radius: 6px; overflow: auto; max-height: 420px; font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; text-align: left; }
.log { max-height: 620px; background: #0d1117; color: #d7dee8; border-color: #0d1117; white-space: pre; overflow-wrap: normal; tab-size: 4; }
.note-line { color: var(--soft); font-size: 13px; margin: 8px 0 0; }
.pairs { display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); }
.pairs h3, .body h3 { font-size: 12px; font-weight: 600; color: var(--soft); margin: 0 0 4px; }
.visits { list-style: none; margin: 0 -8px; padding: 0; }
.visits > li { border-top: 1px solid var(--line); }
.visits > li:first-child { border-top: 0; }
summary { cursor: pointer; }
.visits summary { display: grid; grid-template-columns: 16px minmax(0, 1fr) 78px 74px minmax(60px, 150px); gap: 0 10px; align-items: center; padding: 8px; border-radius: 6px; list-style: none; }
.visits summary::-webkit-details-marker { display: none; }
.visits summary:hover { background: var(--well); }
.visits .what { min-width: 0; overflow-wrap: anywhere; unicode-bidi: isolate; }
.visits .what small, .soft { color: var(--soft); font-size: 13px; font-weight: 400; }
.visits .num { text-align: right; font-variant-numeric: tabular-nums; color: var(--soft); font-size: 13px; white-space: nowrap; }
.visits svg.span { display: block; width: 100%; height: 8px; }
.span .all { fill: var(--well); } .span .own { fill: var(--tone); }
.nest-1 { padding-left: 14px !important; } .nest-2 { padding-left: 28px !important; } .nest-3 { padding-left: 42px !important; }
@media (max-width: 620px) { main, .bar { padding-left: 12px; padding-right: 12px; } .visits summary { grid-template-columns: 16px minmax(0, 1fr) 74px; } .visits .from, .visits .bar-cell { display: none; } }
.body { padding: 4px 8px 16px 34px; display: grid; gap: 12px; }
.body:target { background: color-mix(in srgb, var(--link) 8%, transparent); border-radius: 6px; }
.error-name { font-weight: 600; color: var(--failed); overflow-wrap: anywhere; }
.attempts { border-collapse: collapse; width: 100%; font-size: 13px; }
.attempts th { text-align: left; color: var(--soft); font-weight: 600; }
.attempts th, .attempts td { padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
.attempts td:first-child, .attempts .num { white-space: nowrap; font-variant-numeric: tabular-nums; }
.listing { width: 100%; border-collapse: collapse; }
.listing th { text-align: left; color: var(--soft); font-size: 13px; font-weight: 600; }
.listing th, .listing td { padding: 8px 14px 8px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.listing tr:last-child td { border-bottom: 0; }
.listing .num { white-space: nowrap; font-variant-numeric: tabular-nums; }
.table-box { overflow-x: auto; }
.links { display: flex; flex-wrap: wrap; gap: 6px 16px; margin: 10px 0 0; font-size: 14px; }
.links [aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
svg.graph { display: inline-block; text-align: left; }
.graph .box { fill: var(--card); stroke: var(--tone); stroke-width: 1.5; }
.graph .state:not(.idle) > .box:not(.behind) { fill: color-mix(in srgb, var(--tone) 9%, var(--card)); }
.graph .idle > .box { stroke-dasharray: none; }
.graph .inner { fill: none; stroke: var(--line); stroke-dasharray: 4 4; }
.graph .name { font-size: 13px; font-weight: 600; fill: var(--ink); unicode-bidi: isolate; } .graph .note { font-size: 11px; fill: var(--soft); }
.graph .idle .name { fill: var(--soft); }
.graph a { text-decoration: none; } .graph a:hover > .box { stroke-width: 2.5; } .graph a:focus-visible { outline: none; } .graph a:focus-visible > .box { stroke: var(--link); stroke-width: 3; }
.graph .edge { fill: none; stroke: var(--edge); stroke-width: 1.4; } .graph .edge.catch { stroke-dasharray: 5 4; }
.graph .edge.taken { stroke: var(--ink); stroke-width: 1.7; } .graph .edge.catch.taken { stroke: var(--caught); }
.graph .arrow path { fill: var(--edge); } .graph .arrow-taken path { fill: var(--ink); }
.graph .start { fill: var(--ink); } .graph .end { fill: var(--card); stroke: var(--ink); stroke-width: 2.5; }
.graph .idle .end { stroke: var(--edge); }
@keyframes breathe { 50% { stroke-opacity: .3; } } @keyframes turn { to { transform: rotate(360deg); } }
.graph .running > .box, .graph .retrying > .box { stroke-width: 2.5; animation: breathe 1.8s ease-in-out infinite; }
.badge.running .icon path, .mark.running .icon path { transform-origin: 8px 8px; animation: turn 2.4s linear infinite; }
@media (prefers-reduced-motion: reduce) { *, *::before { animation: none !important; } }
.plain { max-width: 720px; margin: 8vh auto; }
.plain code, .facts code { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
`;
