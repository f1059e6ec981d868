// Opens reports in a real browser and says in TAP what is wrong with them. usage: check.mjs CHROMIUM PAGE.html...
import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'
import { findings, graphics, hostile, shapes } from './probes.mjs'

const [executablePath, ...pages] = process.argv.slice(2)
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const WIDTHS = [360, 768, 1440], PAGE_MAX = 2000000
// No name is looked up, and nothing but the page itself is to be fetched: who tries is seen.
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND']
let number = 0

function ok(what, wrong) {
	console.log(`${wrong.length === 0 ? 'ok' : 'not ok'} ${++number} - ${what}`)
	for (const line of wrong.slice(0, 20))
		console.log(`#   ${String(line).slice(0, 300)}`)
}

// A page on which everything that should not happen is written down.
async function open(browser, file, options, troubles) {
	const context = await browser.newContext({ viewport: { width: WIDTHS[0], height: 900 }, ...options })
	const page = await context.newPage(), address = pathToFileURL(file).href

	page.on('console', m => troubles.push(`console: ${m.type()}: ${m.text()}`))
	page.on('pageerror', e => troubles.push(`error: ${e.message}`))
	page.on('dialog', d => { troubles.push(`dialog: ${d.message()}`); d.dismiss() })
	page.on('request', r => { if (r.url() !== address) troubles.push(`request: ${r.url()}`) })
	await page.goto(address)
	return page
}

// The map and its names are seen whole, and none of it has to be scrolled to.
const cut = () => [...document.querySelectorAll('.map svg, .map text')].filter(e => e.checkVisibility() &&
	e.getBoundingClientRect().right > e.closest('.map').getBoundingClientRect().right + 1).map(e => `the map's ${e.tagName} ${e.tagName === 'text' ? e.textContent : ''} is cut`)

async function overflows(page) {
	const wide = []

	for (const width of WIDTHS) {
		await page.setViewportSize({ width, height: 900 })
		const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)

		if (over > 0)
			wide.push(`${over} px too wide at ${width}`)
		for (const what of await page.evaluate(cut))
			wide.push(`${what} at ${width}`)
	}
	return wide
}

async function violations(page, scheme, options) {
	await page.emulateMedia({ colorScheme: scheme })
	await page.evaluate(() => document.querySelectorAll('details').forEach((d, i) => { d.open = i < 3 }))
	await page.evaluate(axe)
	const result = await page.evaluate(o => globalThis.axe.run(document, { resultTypes: ['violations'], ...o }), options)

	return result.violations.map(v => `${v.id}: ${v.help}: ${v.nodes[0].html} (${v.nodes.length}) ${v.nodes[0].failureSummary.replace(/\s+/g, ' ')}`)
}

const folded = page => page.evaluate(() => [...document.querySelectorAll('details dl, details pre')].filter(e => !e.checkVisibility()).length)

async function printed(page) {
	await page.emulateMedia({ media: 'print', colorScheme: 'light' })
	const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true }), hidden = await folded(page)

	await page.emulateMedia({ media: 'screen' })
	return [...hidden > 0 ? [`${hidden} pieces of evidence are folded`] : [], ...pdf.subarray(0, 5).toString() === '%PDF-' ? [] : ['no PDF']]
}

async function check(browser, file) {
	const name = basename(file, '.html'), troubles = []
	const bare = await open(browser, file, { javaScriptEnabled: false }, troubles)

	ok(`${name}: no script: not wider than the window`, await overflows(bare))
	ok(`${name}: no script: prints, with the evidence`, await printed(bare))
	const text = await bare.evaluate(shapes)

	await bare.context().close()
	const page = await open(browser, file, {}, troubles)

	ok(`${name}: nothing is lost without the script`, await page.evaluate(shapes) === text ? [] : ['the texts differ'])
	ok(`${name}: not wider than the window`, await overflows(page))
	ok(`${name}: axe finds nothing, light`, await violations(page, 'light', {}))
	ok(`${name}: axe finds no want of contrast, dark`, await violations(page, 'dark', { runOnly: ['color-contrast'] }))
	ok(`${name}: findings are filtered and sorted`, await page.evaluate(findings))
	ok(`${name}: pictures have contrast, dark`, await page.evaluate(graphics))
	await page.emulateMedia({ colorScheme: 'light' })
	ok(`${name}: pictures have contrast, light`, await page.evaluate(graphics))
	if (name === 'hostile')
		ok(`${name}: hostile strings are text`, await page.evaluate(hostile))
	await page.context().close()
	ok(`${name}: no error, no request, no dialog`, troubles)
	ok(`${name}: under 2 MB`, statSync(file).size < PAGE_MAX ? [] : [`${statSync(file).size} bytes`])
}

const browser = await chromium.launch({ executablePath, args: ARGS })

for (const file of pages)
	await check(browser, file)
await browser.close()
console.log(`1..${number}`)
