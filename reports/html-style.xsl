<?xml version="1.0" encoding="UTF-8"?>
<!-- How the HTML report looks. Fonts are the reader's own; nothing is loaded. Colours keep to WCAG AA in both schemes. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

<xsl:template name="style">
<style>
:root {
	color-scheme: light dark;
	--page: #faf9f6; --card: #ffffff; --ink: #1f2328; --quiet: #57606a; --line: #dedbd3; --accent: #1d5f8a;
	--without: #b42318; --given: #1a7a53; --unknown: #6e6a5e;
	--breach: #b42318; --breach-soft: #fdf0ee; --review: #855a00; --review-soft: #fdf6e3; --permitted: #1a6e4b; --permitted-soft: #edf7f2;
	--code: #f2f0eb; --land: #e4e0d6; --coast: #ffffff; --field: #8a8578;
}
@media (prefers-color-scheme: dark) {
	:root {
		--page: #15181b; --card: #1d2125; --ink: #e8e9ea; --quiet: #a8b0b8; --line: #343a40; --accent: #86c1ea;
		--without: #f0857a; --given: #5fc596; --unknown: #a09c90;
		--breach: #ff9c92; --breach-soft: #33201f; --review: #ebc46c; --review-soft: #2e2819; --permitted: #7fd6ad; --permitted-soft: #1a2b24;
		--code: #262b30; --land: #3a4148; --coast: #1d2125; --field: #7d8790;
	}
}
* { box-sizing: border-box; }
html { font: 17px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); overflow-wrap: anywhere; }
.wrap { max-width: 62rem; margin: 0 auto; padding: 0 1.5rem; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; z-index: 1; }
header { padding: 2.4rem 0 1.2rem; }
.eyebrow { margin: 0 0 .75rem; color: var(--quiet); font-size: .85rem; letter-spacing: .02em; }
h1 { margin: 0; font-size: clamp(1.4rem, 1rem + 1.8vw, 1.85rem); line-height: 1.28; font-weight: 650; letter-spacing: -.015em; text-wrap: balance; }
.lead { margin: 1rem 0 0; font-size: 1.1rem; color: var(--quiet); max-width: 46rem; }
.caution { margin: 1.5rem 0 0; padding: .8rem 1.1rem; border: 1px solid var(--review); border-left-width: .4rem; border-radius: .4rem; background: var(--review-soft); }
h2 { margin: 0 0 .4rem; font-size: 1.4rem; line-height: 1.3; font-weight: 650; letter-spacing: -.01em; }
h3 { margin: 0; font-size: 1.05rem; line-height: 1.4; font-weight: 650; }
section { padding: 1.6rem 0 .6rem; }
.rule { margin-top: 1.6rem; }
section > h3 { margin-top: 1.4rem; }
section > p { max-width: 46rem; }
.quiet { color: var(--quiet); }
.small { font-size: .88rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.8rem, 1fr)); gap: .8rem; margin: 1.5rem 0 0; padding: 0; list-style: none; }
.tiles li { background: var(--card); border: 1px solid var(--line); border-radius: .7rem; padding: 1rem 1.1rem; }
.tiles b { display: block; font-size: 1.9rem; line-height: 1.15; font-weight: 650; font-variant-numeric: tabular-nums; }
.tiles span { color: var(--quiet); font-size: .88rem; line-height: 1.35; display: block; margin-top: .25rem; }
nav ul { list-style: none; margin: 1.3rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem 1.3rem; font-size: .92rem; }

.scroll { overflow-x: auto; margin: 1.2rem 0; background: var(--card); border: 1px solid var(--line); border-radius: .7rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; line-height: 1.45; overflow-wrap: normal; }
caption { text-align: left; padding: .9rem 1.1rem .3rem; color: var(--quiet); font-size: .88rem; }
th, td { padding: .6rem .7rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
th:first-child, td:first-child { padding-left: 1.1rem; }
tr.more td:first-child { padding-left: .7rem; } /* a cell above reaches down to the left of it */
th:last-child, td:last-child { padding-right: 1.1rem; }
caption + thead th, thead th { border-top: 0; font-weight: 600; color: var(--quiet); font-size: .85rem; vertical-align: bottom; }
tbody th { font-weight: 600; min-width: 7rem; }
td:not(.n) { min-width: 6.5rem; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead .n { white-space: normal; overflow-wrap: normal; min-width: 5.2rem; }
td.n.zero { color: var(--quiet); }
td .host, .host { overflow-wrap: anywhere; }
td.time { white-space: nowrap; font-variant-numeric: tabular-nums; }
td.says:not(.n) { min-width: 14rem; }
td.says + td:not(.n) { min-width: 10.5rem; }
td .wraps { white-space: normal; }

.bars { margin: 1rem 0; padding: 0; list-style: none; }
.bars li { display: grid; grid-template-columns: 9rem 1fr 3.2rem; gap: .9rem; align-items: center; margin: .4rem 0; font-size: .95rem; }
.bars .n { font-weight: 600; }
.track { display: block; }
.bar { display: flex; height: 1.35rem; border-radius: .3rem; overflow: hidden; gap: 2px; }
.bar i, .key i { display: block; min-width: 3px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.given { background-color: var(--given); }
.without { background-color: var(--without); background-image: repeating-linear-gradient(45deg, transparent 0 5px, color-mix(in srgb, var(--card) 45%, transparent) 5px 7px); }
.unknown { background-color: var(--card); border: 2px dotted var(--unknown); }
.key { display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; margin: .8rem 0 0; padding: 0; list-style: none; font-size: .88rem; color: var(--quiet); }
.key li { display: flex; align-items: center; gap: .5rem; }
.key i { width: 1.5rem; height: .95rem; border-radius: .2rem; }

figure { margin: 1.2rem 0; background: var(--card); border: 1px solid var(--line); border-radius: .7rem; overflow: hidden; }
figure svg { display: block; width: 100%; height: auto; }
figure .scroll { margin: 0; border: 0; border-radius: 0; }
figcaption { padding: .2rem 1.1rem .9rem; }
figcaption p { margin: .4rem 0 0; }
.key .given, .key .without { border: 0; }
.key .home, .key .consent { width: .8rem; height: .8rem; transform: rotate(45deg); margin: 0 .35rem; border-radius: 0; background: var(--ink); }
.key .step { width: .85rem; height: .85rem; border: 2px solid var(--quiet); border-radius: 50%; margin: 0 .3rem; }
.key .consent { background: var(--accent); }

.patterns { position: absolute; }
svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
#p-without rect { fill: var(--without); }
#p-without path { stroke: var(--card); stroke-width: 1.6; stroke-opacity: .55; }
#p-unknown rect { fill: var(--card); }
#p-unknown circle { fill: var(--unknown); }
.map .land { fill: var(--land); stroke: var(--coast); stroke-width: .5; stroke-linejoin: round; }
.map .land path { vector-effect: non-scaling-stroke; }
svg .without { fill: url(#p-without); }
svg .unknown { fill: url(#p-unknown); }
svg .given { fill: var(--given); }
.map .routes path { fill: none; stroke-linecap: round; stroke: var(--given); stroke-opacity: .85; }
.map .routes .without { stroke: var(--without); stroke-dasharray: 7 3; }
.map .routes .unknown { stroke: var(--unknown); stroke-dasharray: .1 5; }
.map .homes path { fill: var(--ink); stroke: var(--card); stroke-width: 1.5; }
.map .circles circle { fill: var(--card); fill-opacity: .82; stroke: var(--given); stroke-width: 2; }
.map .circles .without circle { stroke: var(--without); }
.map .circles .unknown circle { stroke: var(--unknown); stroke-dasharray: 2 2; }
.map text { font-size: 13px; font-weight: 600; fill: var(--ink); stroke: var(--card); stroke-width: 3.5px; stroke-linejoin: round; paint-order: stroke; }
.moments .ground { stroke: var(--quiet); stroke-width: 1.5; }
.moments .day { stroke: var(--line); stroke-dasharray: 3 3; }
.moments .date { font-size: 12px; fill: var(--quiet); }
.moments .n { font-size: 12px; font-weight: 600; fill: var(--ink); }
.moments circle.step { fill: var(--card); stroke: var(--quiet); stroke-width: 2; }
.moments path.consent { fill: var(--accent); stroke: var(--card); stroke-width: 1.5; }
.moments rect.unknown { stroke: var(--unknown); stroke-width: 1.2; }
.moments svg { margin: .6rem auto 0; }

.timeline { list-style: none; margin: 1.4rem 0; padding: 0 0 0 1.4rem; border-left: 2px solid var(--line); }
.timeline li { position: relative; padding: .45rem 0; display: grid; grid-template-columns: 12.5rem 1fr; gap: 0 1rem; }
.timeline li::before { content: ""; position: absolute; left: calc(-1.4rem - 6px); top: 1rem; width: 10px; height: 10px; background: var(--page); border: 2px solid var(--quiet); }
.timeline .step::before { border-radius: 50%; }
.timeline .consent::before { background: var(--accent); border-color: var(--accent); transform: rotate(45deg); }
.timeline .seen::before { background: var(--given); border-color: var(--given); }
.timeline .seen.without::before { background: var(--without); border-color: var(--without); }
.timeline .seen.unknown::before { background: var(--page); border: 2px dotted var(--unknown); }
.timeline li.seen { background-image: none; border: 0; background-color: transparent; }
.timeline time { color: var(--quiet); font-size: .88rem; font-variant-numeric: tabular-nums; padding-top: .1rem; }
.timeline .consent span, .timeline .step span { font-weight: 600; }

.filter { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: end; margin: 1.2rem 0 0; font-size: .88rem; }
.filter[hidden], .finding[hidden] { display: none; }
.filter label { display: grid; gap: .15rem; color: var(--quiet); flex: 1 1 8rem; min-width: 0; }
.filter input, .filter select { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--field); border-radius: .4rem; padding: .4rem .5rem; width: 100%; min-width: 0; min-height: 2.4rem; }
.filter output { flex: 0 0 auto; padding: .5rem 0; color: var(--quiet); }
.filter :focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }

.findings { list-style: none; margin: 1.4rem 0; padding: 0; display: grid; gap: .9rem; }
.finding { background: var(--card); border: 1px solid var(--line); border-left: .4rem solid var(--unknown); border-radius: .6rem; padding: 1.1rem 1.3rem; break-inside: avoid; }
.finding.breach { border-left-color: var(--breach); }
.finding.review { border-left-color: var(--review); border-left-style: double; }
.finding.permitted { border-left-color: var(--permitted); border-left-style: dotted; }
.finding .head { display: flex; flex-wrap: wrap; gap: .4rem .9rem; align-items: baseline; justify-content: space-between; }
.finding p { margin: .5rem 0 .6rem; max-width: 50rem; }
.badge { font-size: .8rem; font-weight: 600; line-height: 1.4; padding: .12rem .65rem; border-radius: 1rem; border: 1px solid var(--line); color: var(--quiet); white-space: nowrap; }
.badge.breach { color: var(--breach); background: var(--breach-soft); border-color: currentColor; }
.badge.review { color: var(--review); background: var(--review-soft); border-color: currentColor; }
.badge.permitted { color: var(--permitted); background: var(--permitted-soft); border-color: currentColor; }
details { font-size: .92rem; }
summary { cursor: pointer; color: var(--accent); padding: .25rem 0; }
dl { margin: .5rem 0 .2rem; display: grid; grid-template-columns: 9.5rem 1fr; gap: .35rem 1rem; }
dt { color: var(--quiet); }
dd { margin: 0; min-width: 0; }
dd ul { margin: 0; padding-left: 1.1rem; }
code, pre { font: .86rem/1.5 ui-monospace, SFMono-Regular, "Cascadia Mono", "DejaVu Sans Mono", "Liberation Mono", monospace; }
code { background: var(--code); padding: .1rem .35rem; border-radius: .25rem; overflow-wrap: anywhere; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
pre { background: var(--code); padding: .9rem 1.1rem; border-radius: .5rem; white-space: pre-wrap; overflow-wrap: anywhere; margin: .6rem 0; }
.plain { padding-left: 1.2rem; }
.plain li { margin: .3rem 0; }
footer { border-top: 1px solid var(--line); margin-top: 2.4rem; padding: 1.6rem 0 3rem; color: var(--quiet); font-size: .88rem; }
footer h2 { font-size: 1rem; }
footer p { margin: .2rem 0; }

@media (max-width: 40rem) {
	html { font-size: 16px; }
	.wrap { padding: 0 1rem; }
	header { padding: 2rem 0 1rem; }
	.tiles { grid-template-columns: 1fr 1fr; gap: .6rem; }
	.tiles li { padding: .8rem .9rem; }
	.bars li { grid-template-columns: 1fr auto; gap: .15rem .8rem; }
	.bars .track { grid-column: 1 / -1; order: 3; }
	.timeline li { grid-template-columns: 1fr; }
	.map .circles g:not(:first-child) text { display: none; } /* the table below names them all */
	.map text { font-size: 34px; stroke-width: 8px; }
	dl { grid-template-columns: 1fr; gap: 0; }
	dd { margin-bottom: .5rem; }
	.finding { padding: .9rem 1rem; }
	th, td { padding: .5rem .4rem; }
	table { font-size: .86rem; }
	tbody th, td:not(.n) { min-width: 5.5rem; }
	thead .n { min-width: 4.6rem; }
}
@media print {
	@page { size: A4; margin: 16mm 14mm; }
	:root { color-scheme: light; --page: #fff; --card: #fff; --ink: #000; --quiet: #444; --line: #bbb; --accent: #000; --code: #f4f4f4;
		--without: #a11d13; --given: #14643f; --unknown: #555; --breach: #a11d13; --breach-soft: #fff; --review: #6b4800; --review-soft: #fff;
		--permitted: #14643f; --permitted-soft: #fff; --land: #e8e8e8; --coast: #fff; }
	html { font-size: 10.5pt; }
	header { padding-top: 0; }
	nav, .skip { display: none; }
	.wrap { max-width: none; padding: 0; }
	.scroll { overflow: visible; }
	.filter { display: none; }
	.tiles { grid-template-columns: repeat(auto-fit, minmax(24mm, 1fr)); gap: 2.5mm; }
	.tiles li { padding: .7rem .8rem; }
	section > .quiet { break-inside: avoid; }
	figure { break-inside: avoid; }
	figure svg { min-width: 0 !important; max-width: 100% !important; }
	table { font-size: 8.5pt; }
	th, td { overflow-wrap: anywhere; }
	tr, .timeline li, .bars li { break-inside: avoid; }
	h2, h3, caption, thead, section > .quiet, .finding .head { break-after: avoid; }
	.finding { break-inside: auto; padding: .6rem .8rem; }
	.finding > p, .finding .head, dd, dt { break-inside: avoid; orphans: 3; widows: 3; }
	details { font-size: 8pt; line-height: 1.4; }
	dl { gap: .1rem .8rem; grid-template-columns: 7.5rem 1fr; }
	details code, details pre { font-size: 7.5pt; line-height: 1.35; }
	.timeline li { padding: .15rem 0; font-size: 9pt; }
	.timeline li::before { top: .55rem; }
	.timeline li::before, svg, .badge { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
	.timeline time { font-size: 8.5pt; }
	th, td { padding: .35rem .5rem; }
	.timeline { margin-left: .6rem; }
	details::details-content { content-visibility: visible; height: auto; }
	#rules details { break-inside: auto; }
	section { padding-top: 1.4rem; }
}
</style>
</xsl:template>

</xsl:stylesheet>
