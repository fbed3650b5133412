/** One style for light and dark; no colour is named twice. */
export const style = `
:root { color-scheme: light dark;
  --paper: #ffffff; --card: #f6f7f9; --ink: #1b1f24; --soft: #5b6570; --line: #dfe3e8;
  --bar: #2f6fd0; --wrong: #d9730d; --good: #1a7f4b; --bad: #c4322b; --on: #ffffff; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #14171b; --card: #1d2127; --ink: #e8eaed; --soft: #a0a9b4; --line: #343b44;
  --bar: #6ea3f2; --wrong: #f0a253; --good: #58c98d; --bad: #f2766e; --on: #14171b; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1120px; padding: 32px 24px 64px; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
h1 { font-size: 26px; line-height: 1.2; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 18px; margin: 40px 0 12px; }
p { margin: 0 0 12px; } .soft { color: var(--soft); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(235px, 1fr)); gap: 12px; margin: 24px 0; }
.card { background: var(--card); border-radius: 8px; padding: 14px 16px; }
.card b { display: block; font-size: 24px; font-weight: 600; line-height: 1.3; font-variant-numeric: tabular-nums; }
.card small { color: var(--soft); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 32px; }
figure { margin: 0; } figcaption { color: var(--soft); margin-top: 8px; font-size: 13px; }
svg { max-width: 100%; height: auto; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; color: var(--soft); font-size: 13px; } .n { text-align: right; }
.passed, .better { color: var(--good); } .failed, .worse { color: var(--bad); } .warned { color: var(--wrong); }
.status { font-weight: 600; white-space: nowrap; }
.samples { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 12px; }
.sample { background: var(--card); border-radius: 8px; padding: 10px; font-size: 13px; overflow-wrap: anywhere; }
.sample img { display: block; width: 100%; height: 112px; object-fit: contain; image-rendering: auto; margin-bottom: 8px;
  border-radius: 4px; background: var(--line); }
.sample img.small { image-rendering: pixelated; }
summary { cursor: pointer; color: var(--soft); }
text { font: 12px system-ui, "DejaVu Sans", sans-serif; fill: var(--ink); } .tick, .axis { fill: var(--soft); }
.grid { stroke: var(--line); } .track { fill: var(--card); }
.bar { fill: var(--bar); } .gap { fill: var(--wrong); fill-opacity: .7; } .mark { fill: var(--ink); } .count { fill: var(--soft); fill-opacity: .5; }
.diagonal { stroke: var(--soft); stroke-dasharray: 4 4; }
.area { fill: var(--bar); fill-opacity: .15; } .curve { fill: none; stroke: var(--bar); stroke-width: 2; }
.right { fill: var(--bar); } .wrong { fill: var(--wrong); }
.count-on, .count-off { font-size: 10px; } .count-on { fill: var(--on); }
@media print { body { max-width: none; } }
`;
