/** Colours of a light page. Text has a contrast of 4.5 and more to what it lies on, marks 3 and more. */
const LIGHT = `--page:#fff;--panel:#f5f6f8;--text:#1b1f26;--muted:#565d6b;--rule:#d5d9e0;--grid:#e4e7ec;--link:#0b53a8;
--pass:#17692f;--pass-back:#e7f5ea;--fail:#b3201a;--fail-back:#fdecea;--inconclusive:#7a4d00;--inconclusive-back:#fdf3dc;
--band:#e2e6ee;--ink:#fff;--c0:#0b5cad;--c1:#b34700;--c2:#1a7a3a;--c3:#7a35c4;--c4:#a8156b;--c5:#00727a;--c6:#6b5b00;--c7:#4a4f5a;
--network:#6b7a99;--connect:#a0612a;--init:#8a3fb0;--handler:#0b5cad;--requests:#6b7a99;--compute:#0b5cad;--storage:#1a7a3a;`;

/** Of a dark page. */
const DARK = `--page:#14171c;--panel:#1d2129;--text:#e7eaf0;--muted:#a5adbb;--rule:#3a414d;--grid:#2a303a;--link:#82b8ff;
--pass:#74d58d;--pass-back:#17301f;--fail:#ff9a92;--fail-back:#3a1b1a;--inconclusive:#f0c264;--inconclusive-back:#352a12;
--band:#2c3442;--ink:#14171c;--c0:#6cb6ff;--c1:#ff9f5a;--c2:#5fd38a;--c3:#c9a0ff;--c4:#ff8ac2;--c5:#4fd3da;--c6:#e0c84a;--c7:#c3c8d2;
--network:#9aa8c4;--connect:#e0a36a;--init:#c790ea;--handler:#6cb6ff;--requests:#9aa8c4;--compute:#6cb6ff;--storage:#5fd38a;`;

const PAGE = `
*{box-sizing:border-box}
html{font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif;color:var(--text);background:var(--page);-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:1.5rem clamp(1rem,4vw,2.5rem) 3rem;max-width:66rem}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .25rem;overflow-wrap:anywhere}
h2{font-size:1.25rem;margin:0 0 .75rem;overflow-wrap:anywhere}
h3{font-size:1rem;margin:1.5rem 0 .25rem}
p{margin:.5rem 0;max-width:46rem;overflow-wrap:anywhere}
ul,ol{padding-left:1.25rem;margin:.5rem 0}
li{margin:.2rem 0;overflow-wrap:anywhere}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:2px}
section{margin:2.25rem 0 0;padding:1.5rem 0 0;border-top:1px solid var(--rule)}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;padding:0;margin:.75rem 0 0}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.875em;overflow-wrap:anywhere}
pre{background:var(--panel);padding:.6rem .8rem;border-radius:.4rem;white-space:pre-wrap;margin:.5rem 0}
bdi,dd,td,th,li,text,summary{unicode-bidi:isolate}
footer{margin-top:2.5rem;font-size:.875rem}
.muted{color:var(--muted)}
.number,.strong{font-weight:600}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.group{display:inline-flex;align-items:center;gap:.4rem;font-weight:600;vertical-align:bottom;max-width:100%}
.group bdi{min-width:0;overflow-wrap:anywhere}
.key{flex:none;vertical-align:-.1em}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;padding:0}
.values{font-size:.875rem;color:var(--muted)}
.scroll{overflow-x:auto;position:relative;margin:.75rem 0}
`;

const VERDICTS = `
.verdict{font-size:1.125rem;padding:.75rem 1rem;border-left:.35rem solid var(--muted);background:var(--panel);border-radius:.25rem;max-width:none;margin:0 0 .75rem}
.verdict.pass{border-color:var(--pass);background:var(--pass-back)}
.verdict.fail{border-color:var(--fail);background:var(--fail-back)}
.verdict.inconclusive{border-color:var(--inconclusive);background:var(--inconclusive-back)}
.badge{font-weight:600;white-space:nowrap}
.badge.pass{color:var(--pass)}.badge.fail,.failed{color:var(--fail)}.badge.inconclusive{color:var(--inconclusive)}
.failed{font-weight:600;overflow-wrap:anywhere}
.threats{margin:.75rem 0}
.threats div{display:grid;grid-template-columns:11rem 1fr;gap:0 1rem;padding:.5rem 0;border-bottom:1px solid var(--grid)}
.threats dt{font-weight:600;grid-row:1/span 99}.threats dd{margin:0;grid-column:2;overflow-wrap:anywhere}
@media (max-width:40rem){.threats div{display:block}}
`;

const TABLES = `
table{border-collapse:collapse;font-size:.9375rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--muted);font-size:.875rem;padding:0 0 .4rem;max-width:min(46rem,calc(100vw - 2rem));caption-side:top;position:sticky;left:0}
th,td{padding:.35rem .9rem .35rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--grid)}
thead th{border-bottom:1px solid var(--rule);white-space:nowrap;font-weight:600;vertical-align:bottom}
tbody th{font-weight:400;color:var(--muted)}
td{white-space:nowrap}
tbody th .group{color:var(--text)}
.scroll .group bdi{overflow-wrap:break-word;white-space:normal;width:max-content;max-width:16rem}
.wide{display:block;white-space:normal;min-width:16rem}
`;

const INVOCATIONS = `
.invocations{list-style:none;padding:0}
.invocation{border:1px solid var(--rule);border-radius:.4rem;margin:.4rem 0;padding:0 .8rem}
summary{cursor:pointer;padding:.35rem 0;overflow-wrap:anywhere}
.invocation[open]{background:var(--panel)}
.invocation details{margin:.25rem 0}
.invocation pre{background:var(--page)}
.invocation .grid{stroke:var(--rule)}
.ids{font-size:.875rem;color:var(--muted)}
.ids span{margin-right:1rem}
.waterfall{width:100%;font-size:.875rem}
.waterfall th,.waterfall td{padding:.2rem .75rem .2rem 0;border-bottom:1px solid var(--rule)}
.waterfall tbody th{color:var(--text);white-space:normal;min-width:16rem;max-width:28rem;overflow-wrap:anywhere}
.waterfall :is(th,td):nth-child(2),.waterfall :is(th,td):nth-child(3){text-align:right}
.waterfall :is(th,td):last-child{width:15rem;padding-right:0}
.waterfall .log th{color:var(--muted)}
.level{font-weight:600}
.depth{display:block;border-left:0 solid transparent}
${Array.from({ length: 13 }, (_, depth) => `.d${depth + 1}{padding-left:${(depth + 1) * 0.9}rem}`).join("")}
.timeline{display:block}
.attributes div{display:grid;grid-template-columns:minmax(9rem,16rem) 1fr;gap:.1rem 1rem;font-size:.875rem}
.attributes dt{color:var(--muted);overflow-wrap:anywhere}.attributes dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}
@media (max-width:40rem){.attributes div{grid-template-columns:1fr}}
`;

const CHARTS = `
.chart{display:block;max-width:none;height:auto;font-size:13px;min-width:46rem;width:100%}
.chart text{fill:var(--text)}
.chart text.muted,.chart text.tick,.chart text.axis{fill:var(--muted);font-size:12px}
.middle{text-anchor:middle}.end{text-anchor:end}
.patterns{position:absolute}
.grid{stroke:var(--grid);stroke-width:1}
.rule{stroke:var(--rule);stroke-width:1}
.reference{stroke:var(--text);stroke-width:1.5}
.whisker{stroke:var(--muted);stroke-width:2}
.interval{stroke-width:2.5}
.line{fill:none;stroke-width:2}
.mark{stroke:var(--page);stroke-width:1}
.dots .mark{fill-opacity:.75}
.band{fill:var(--band)}
.ink{fill:var(--ink)}
.span{fill:var(--c0)}.failed-span{fill:var(--fail)}
.fill.network,.fill.requests{fill:var(--network)}.fill.connect{fill:var(--connect)}.fill.init{fill:var(--init)}
.fill.handler,.fill.compute{fill:var(--handler)}.fill.storage{fill:var(--storage)}
.pattern{fill:none}
.pattern.network,.pattern.requests{fill:url(#pattern-diagonal)}.pattern.connect{fill:url(#pattern-counter)}
.pattern.init,.pattern.storage{fill:url(#pattern-dots)}
.rounding{fill:none;stroke:var(--text);stroke-width:2;stroke-dasharray:5 3}
${Array.from({ length: 8 }, (_, index) => `.s${index}{stroke:var(--c${index})}.mark.s${index}{fill:var(--c${index});stroke:var(--page)}`).join("")}
.line.s1{stroke-dasharray:9 4}.line.s2{stroke-dasharray:3 3}.line.s3{stroke-dasharray:11 3 3 3}.line.s4{stroke-dasharray:6 2}
.line.s5{stroke-dasharray:2 5}.line.s6{stroke-dasharray:14 4}.line.s7{stroke-dasharray:8 3 2 3 2 3}
`;

/** On paper: black on white, nothing cut off at the side, nothing torn apart that belongs together. */
const PRINT = `
@page{margin:14mm}
@media print{
:root{color-scheme:light;${LIGHT.replaceAll("\n", "")}}
html{font-size:10pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{max-width:none;padding:0}
nav{display:none}
.scroll{overflow:visible}
.chart{min-width:0;width:100%}
td,thead th{white-space:normal}
h2,h3,caption{break-after:avoid}
.chart,tr,.verdict,.invocation summary,.threats div{break-inside:avoid}
section{margin-top:1.25rem;padding-top:1rem}
}
`;

/** The report's one style sheet. */
export const STYLE = `:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}${PAGE}${VERDICTS}${TABLES}${INVOCATIONS}${CHARTS}${PRINT}`;
