// The style of the HTML report.
//
// Colours are those of Okabe and Ito, which people with any kind of colour vision tell apart; on dark ground the
// darkest are lighter.  Lines differ in their dashes as well.
// Thread safety: a constant.
#pragma once

namespace oaisim::loadtest {

inline constexpr const char* kHtmlStyle = R"(
:root { color-scheme: light dark; --ground: #fff; --card: #f6f7f9; --ink: #1b1f24; --faint: #5b6470; --rule: #d5dae1;
  --good: #00653f; --good-ground: #e3f5ec; --bad: #b00020; --bad-ground: #fdeaec;
  --c0: #0067a3; --c1: #c25100; --c2: #00805c; --c3: #c0002b; --c4: #9c4f86; --c5: #6a7480; --band: #00000009; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171b; --card: #1d2127; --ink: #e6e9ee; --faint: #a3acb8;
  --rule: #363c45; --good: #5fd6a2; --good-ground: #10301f; --bad: #ff8a97; --bad-ground: #3d1219;
  --c0: #56b4e9; --c1: #f0a04b; --c2: #2fc99a; --c3: #ff7a85; --c4: #d797c2; --c5: #98a2af; --band: #ffffff0c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
header, main, footer { max-width: 1320px; margin: 0 auto; padding: 0 20px; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 28px 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 40px 0 12px; }
p { max-width: 75ch; }
a { color: var(--c0); }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 8px; top: 8px; background: var(--ground); padding: 6px 10px; }
.sub, footer { color: var(--faint); overflow-wrap: anywhere; }
nav ul, .legend, .tiles { list-style: none; padding: 0; display: flex; flex-wrap: wrap; }
nav ul { gap: 4px 18px; margin: 12px 0; }
.verdict { border-left: 6px solid; border-radius: 6px; padding: 12px 18px; margin: 20px 0; }
.verdict p, .verdict ul { margin: 4px 0; }
.verdict .word { font-size: 1.25rem; font-weight: 700; }
.verdict.good { color: var(--good); background: var(--good-ground); }
.verdict.bad { color: var(--bad); background: var(--bad-ground); }
.good { color: var(--good); } .bad { color: var(--bad); }
.tiles { gap: 12px; margin: 20px 0; display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); }
.tiles li { background: var(--card); border-radius: 8px; padding: 10px 14px; }
.tiles b { display: block; font-size: 1.35rem; font-variant-numeric: tabular-nums; }
.tiles span { color: var(--faint); font-size: .88rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 520px), 1fr)); gap: 16px; }
figure { margin: 0; background: var(--card); border-radius: 8px; padding: 12px 14px; min-width: 0; }
figcaption { font-weight: 600; }
.legend { gap: 2px 16px; margin: 4px 0; font-size: .86rem; color: var(--faint); }
.key { width: 24px; height: 8px; margin-right: 6px; vertical-align: middle; }
.chart { width: 100%; height: auto; display: block; }
.chart text { fill: var(--faint); font-size: 13px; }
.middle { text-anchor: middle; } .end { text-anchor: end; }
.grid { stroke: var(--rule); fill: none; } .axis { stroke: var(--faint); fill: none; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.d1 { stroke-dasharray: 7 4; } .d2 { stroke-dasharray: 2 3; }
.line.s0 { stroke: var(--c0); } .line.s1 { stroke: var(--c1); } .line.s2 { stroke: var(--c2); }
.line.s3 { stroke: var(--c3); } .line.s4 { stroke: var(--c4); } .line.s5 { stroke: var(--c5); }
.dot.s0, .bar.s0 { fill: var(--c0); } .dot.s1, .bar.s1 { fill: var(--c1); } .dot.s2, .bar.s2 { fill: var(--c2); }
.dot.s3, .bar.s3 { fill: var(--c3); } .dot.s4, .bar.s4 { fill: var(--c4); } .dot.s5, .bar.s5 { fill: var(--c5); }
.band.b0 { fill: var(--band); } .band.b1 { fill: none; }
.tip { fill: transparent; } .tip:hover { fill: var(--band); }
.scroll { overflow-x: auto; margin: 0 0 24px; }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: 6px 0; }
th, td { padding: 4px 14px 4px 0; border-bottom: 1px solid var(--rule); text-align: right; white-space: nowrap; vertical-align: top; }
th { font-weight: 500; color: var(--faint); } tbody th, thead th:first-child { text-align: left; }
.plain td, .plain td .text { text-align: left; white-space: normal; overflow-wrap: anywhere; }
.text { display: inline-block; text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 24ch; max-width: 90ch; }
summary { cursor: pointer; margin: 8px 0; }
footer { border-top: 1px solid var(--rule); margin-top: 48px; padding-top: 12px; padding-bottom: 32px; font-size: .88rem; }
@media (max-width: 620px) { header, main, footer { padding: 0 12px; } .chart text { font-size: 19px; } .chart .band-name { font-size: 15px; } }
@media print { .tip { display: none; } figure { break-inside: avoid; } }
)";

}  // namespace oaisim::loadtest
