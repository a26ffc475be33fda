// PageText.h: the look and the hovering of the page; it holds no text of a
// model.
#ifndef ATTEND_COMPILER_REPORT_PAGETEXT_H
#define ATTEND_COMPILER_REPORT_PAGETEXT_H

#include "llvm/ADT/StringRef.h"

namespace attendc::report {

inline constexpr llvm::StringLiteral kPageStyle = R"css(
:root {
  color-scheme: light dark;
  --page: #f7f7f5; --surface: #ffffff; --ink: #1c1f23; --quiet: #6a7077;
  --rule: #e3e4e1; --stripe: #f6f6f4; --accent: #b3261e;
  --whole: #6d93c7; --whole1: #86a8d6; --whole2: #7a8fd0;
  --ring: #3fa796; --ring1: #66bd9a; --ring2: #3c9fae; --scratch: #dca54a; --counters: #a486bd;
  --alive: #c9cdd2; --faint: .38;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #131517; --surface: #1a1d20; --ink: #e6e8ea; --quiet: #969da5;
    --rule: #2b3035; --stripe: #1f2327; --accent: #ff8a7a;
    --whole: #4a74ad; --whole1: #3d649a; --whole2: #5767a8;
    --ring: #2b8577; --ring1: #3c7f5c; --ring2: #2a7585; --scratch: #a3762a; --counters: #80619b;
    --alive: #3a4148; --faint: .5;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif;
}
main { max-width: 1240px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 22px; font-weight: 600; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 15px; font-weight: 600; margin: 36px 0 10px; }
p { margin: 0 0 10px; color: var(--quiet); max-width: 80ch; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 1px;
  margin: 20px 0 0; background: var(--surface); border: 1px solid var(--rule); border-radius: 8px; overflow: hidden; }
dl div { box-shadow: 0 0 0 1px var(--rule); padding: 12px 14px; }
dt { color: var(--quiet); font-size: 12px; }
dd { margin: 2px 0 0; font-size: 19px; font-weight: 600; font-variant-numeric: tabular-nums; }
dd small { display: block; font-size: 12px; font-weight: 400; color: var(--quiet); overflow-wrap: anywhere; }
.scroll { overflow-x: auto; background: var(--surface); border: 1px solid var(--rule); border-radius: 8px; }
svg { display: block; }
svg text { font: 11px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: var(--ink); }
svg .tick, svg .name { fill: var(--quiet); font-size: 10px; }
svg .label { font-size: 9px; pointer-events: none; }
svg .grid { stroke: var(--rule); stroke-width: 1; shape-rendering: crispEdges; }
svg .stripe { fill: var(--stripe); }
svg .bracket { fill: none; stroke: var(--quiet); }
.buffer path { fill: var(--kind); fill-opacity: var(--faint); shape-rendering: crispEdges; }
.buffer.held path { fill-opacity: .85; }
.buffer:hover path, .buffer:focus path { fill-opacity: 1; stroke: var(--ink); stroke-width: 1; }
.tell { outline: none; }
.whole { --kind: var(--whole); } .ring { --kind: var(--ring); }
svg .whole:nth-of-type(3n+1) { --kind: var(--whole1); } svg .whole:nth-of-type(3n+2) { --kind: var(--whole2); }
svg .ring:nth-of-type(3n+1) { --kind: var(--ring1); } svg .ring:nth-of-type(3n+2) { --kind: var(--ring2); }
.scratch { --kind: var(--scratch); } .counters { --kind: var(--counters); }
svg .curve { fill: none; stroke: var(--whole); stroke-width: 1.5; }
.point circle { fill: var(--surface); stroke: var(--whole); stroke-width: 1.5; }
.point.taken circle { fill: var(--accent); stroke: var(--accent); }
.point:hover circle, .point:focus circle { stroke: var(--ink); }
svg .alive { fill: var(--alive); }
svg line.peak { stroke: var(--accent); stroke-dasharray: 3 3; pointer-events: none; }
svg circle.peak { fill: var(--accent); }
svg text.peak { fill: var(--accent); font-weight: 600; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 10px 0 0; padding: 0; list-style: none; color: var(--quiet); font-size: 12px; }
.legend i { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 6px; vertical-align: -1px; background: var(--kind); }
table { border-collapse: collapse; width: 100%; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 5px 12px; border-top: 1px solid var(--rule); white-space: nowrap; }
thead th { border-top: 0; color: var(--quiet); font-weight: 500; font-size: 12px; }
.n { text-align: right; }
td.id { unicode-bidi: isolate; }
tbody tr:hover { background: var(--stripe); }
td i { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 8px; background: var(--kind); }
.quiet { color: var(--quiet); }
#tip { position: fixed; z-index: 1; display: none; max-width: min(460px, 90vw); padding: 9px 12px; background: var(--ink); color: var(--page);
  border-radius: 6px; font-size: 12px; white-space: pre-line; overflow-wrap: anywhere; pointer-events: none; }
#tip::first-line { font-weight: 600; }
@media (max-width: 640px) { main { padding: 20px 14px 48px; } }
@media print { .scroll { overflow: visible; } }
)css";

/// Brings the peak into view, and shows the <title> of what is under the
/// pointer, or with the focus, at once and in full.
inline constexpr llvm::StringLiteral kPageScript = R"js(
const peak = document.querySelector("line.peak");
if (peak) {
  const scroll = peak.closest(".scroll");
  const x = peak.getAttribute("x1");
  if (x > scroll.clientWidth - 40)
    scroll.scrollLeft = x - scroll.clientWidth / 2;
}
const tip = document.getElementById("tip");
const place = (x, y) => {
  const box = tip.getBoundingClientRect();
  tip.style.left = Math.max(6, Math.min(x + 14, innerWidth - box.width - 6)) + "px";
  tip.style.top = (y + 18 + box.height < innerHeight ? y + 18 : Math.max(6, y - box.height - 10)) + "px";
};
const show = (text, x, y) => {
  tip.textContent = text;
  tip.style.display = "block";
  place(x, y);
};
const hide = () => { tip.style.display = "none"; };
for (const shape of document.querySelectorAll(".tell")) {
  const title = shape.querySelector("title");
  const text = title.textContent;
  title.remove();
  shape.setAttribute("aria-label", text);
  shape.addEventListener("pointerenter", event => show(text, event.clientX, event.clientY));
  shape.addEventListener("pointermove", event => place(event.clientX, event.clientY));
  shape.addEventListener("pointerleave", hide);
  shape.addEventListener("focus", () => {
    const box = shape.getBoundingClientRect();
    show(text, box.left, box.top);
  });
  shape.addEventListener("blur", hide);
}
)js";

} // namespace attendc::report

#endif // ATTEND_COMPILER_REPORT_PAGETEXT_H
