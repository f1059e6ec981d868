// What is asked inside of a page. Each runs there alone, so each holds all it needs.

// The words of the page as they are without its form, in one string.
export function shapes() {
	const body = document.body.cloneNode(true)

	body.querySelectorAll('form, script').forEach(e => e.remove())
	return body.textContent.replace(/\s+/g, ' ')
}

export function findings() {
	const form = document.getElementById('filter'), items = [...document.querySelectorAll('.finding')], wrong = []
	const shown = () => [...document.querySelectorAll('.finding')].filter(i => i.checkVisibility())

	function choose(name, value) {
		form.elements[name].value = value
		form.elements[name].dispatchEvent(new Event('input', { bubbles: true }))
	}

	if (form === null)
		return items.length > 3 ? ['no form'] : []
	if (!form.checkVisibility())
		wrong.push('the form is hidden')
	for (const name of ['verdict', 'consent', 'country']) {
		for (const option of [...form.elements[name].options].slice(1)) {
			choose(name, option.value)
			if (shown().length === 0 || shown().some(i => i.dataset[name] !== option.value))
				wrong.push(`${name} ${option.value}: ${shown().length} shown`)
		}
		choose(name, '')
	}
	choose('words', 'no such word anywhere')
	if (shown().length > 0)
		wrong.push('words that are nowhere show something')
	choose('words', '')
	choose('sort', 'first')
	const times = shown().map(i => i.dataset.first)

	if (times.length !== items.length || times.join() !== times.slice().sort().join())
		wrong.push('not sorted by time')
	choose('sort', 'worst')
	if (shown().some((item, i) => item !== items[i]))
		wrong.push('the first order does not come back')
	return wrong
}

// WCAG 1.4.3 and 1.4.11: text 4.5 : 1, what a picture is read by 3 : 1.
export function graphics() {
	const style = getComputedStyle(document.documentElement), wrong = []
	const channel = c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4

	function light(name) {
		const hex = style.getPropertyValue(name).trim().slice(1), full = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex
		const [r, g, b] = [0, 2, 4].map(i => channel(parseInt(full.slice(i, i + 2), 16) / 255))

		return 0.2126 * r + 0.7152 * g + 0.0722 * b
	}

	function need(least, front, back) {
		const [a, b] = [light(front), light(back)].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05)

		if (!(ratio >= least))
			wrong.push(`${front} on ${back}: ${ratio.toFixed(2)}, needs ${least}`)
	}

	for (const back of ['--page', '--card']) {
		for (const text of ['--ink', '--quiet', '--accent'])
			need(4.5, text, back)
		for (const mark of ['--without', '--unknown', '--given', '--field'])
			need(3, mark, back)
	}
	for (const verdict of ['breach', 'review', 'permitted'])
		need(4.5, `--${verdict}`, `--${verdict}-soft`)
	for (const fill of ['--without', '--given', '--ink'])
		need(3, fill, '--land')
	return wrong
}

export function hostile() {
	const text = document.body.textContent, wrong = []

	for (const said of ['<img src=http://hostile.example/x onerror=alert(1)>"\'&amp;', '</script></style><script>alert(2)</script>',
		'=HYPERLINK("http://hostile.example","click")', '{n} {what} ]]> <!-- javascript:alert(3)'])
		if (!text.includes(said))
			wrong.push(`not there as text: ${said}`)
	for (const [name, pattern] of [['control character', /[\x00-\x08\x0b-\x1f\x7f-\x9f]/], ['turn of direction', /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/]])
		if (pattern.test(text))
			wrong.push(`a ${name} came through`)
	if (document.querySelectorAll('script').length !== 1 || document.querySelector('img, iframe, object, embed, link, base'))
		wrong.push('an element that is not ours')
	for (const element of document.querySelectorAll('*'))
		for (const { name, value } of element.attributes)
			if (/^on/.test(name) || /^(href|src|action)$/.test(name) && /^\s*(javascript|data):/i.test(value))
				wrong.push(`${element.localName} ${name}=${value}`)
	return wrong
}
