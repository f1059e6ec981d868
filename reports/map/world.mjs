// Draws the countries of Natural Earth 1:50m in one projection: world.svg has one shape for each ISO 3166-1 alpha-2 code (a dot where a
// country is too small to be seen), centroids.xml says where a circle or a line of a country belongs.
import { readFileSync, writeFileSync } from 'node:fs'
import { geoArea, geoCentroid, geoNaturalEarth1, geoPath } from 'd3-geo'
import { feature } from 'topojson-client'
import { presimplify, simplify } from 'topojson-simplify'
import codes from 'i18n-iso-countries'

const WIDTH = 1000, HEIGHT = 460, DOT_AREA = 5, DOT_RADIUS = 2
// Triangles of less than this many square degrees are not seen at this size.
const DETAIL = 0.012

// Countries and territories that the atlas draws as a part of another, or not at all: longitude, latitude.
const ALONE = {
	BQ: [-68.3, 12.2], BV: [3.4, -54.4], CC: [96.8, -12.2], CX: [105.6, -10.5], GF: [-53.1, 3.9], GI: [-5.35, 36.1], GP: [-61.6, 16.2],
	HM: [73.5, -53.1], IO: [72.4, -7.3], MQ: [-61, 14.7], RE: [55.5, -21.1], SJ: [16, 78], TK: [-171.8, -9.2], TV: [179.2, -8.5],
	UM: [166.6, 19.3], YT: [45.2, -12.8], AQ: [0, -78], PN: [-130.1, -25.1], NU: [-169.9, -19.1], GS: [-36.5, -54.4], TF: [69.2, -49.3]
}
const atlas = simplify(presimplify(JSON.parse(readFileSync('node_modules/world-atlas/countries-50m.json'))), DETAIL)
const countries = feature(atlas, atlas.objects.countries).features.filter(f => f.properties.name !== 'Antarctica')
const projection = geoNaturalEarth1().fitSize([WIDTH, HEIGHT], { type: 'FeatureCollection', features: countries })
const round = n => Math.round(n * 10) / 10

const tenths = n => String(n / 10).replace(/^(-?)0\./, '$1.')

// Points of tenths, each said by its step from the one before: half the size of what d3 writes.
function compact(d) {
	return d.split('M').slice(1).map(ring => {
		const points = ring.replace('Z', '').split('L').map(p => p.split(',').map(n => Math.round(n * 10)))
		let [x, y] = points[0], text = `M${tenths(x)} ${tenths(y)}l`, steps = 0

		for (const [px, py] of points.slice(1)) {
			if (px === x && py === y)
				continue
			text += (steps++ === 0 || px < x ? '' : ' ') + tenths(px - x) + (py < y ? '' : ' ') + tenths(py - y)
			x = px
			y = py
		}
		return steps < 3 ? '' : text + 'z'
	}).join('')
}

// The largest piece: the centre of all of France with its territories lies in the sea.
function mainland(f) {
	if (f.geometry.type !== 'MultiPolygon')
		return f
	const pieces = f.geometry.coordinates.map(c => ({ type: 'Polygon', coordinates: c }))

	return pieces.reduce((a, b) => geoArea(a) >= geoArea(b) ? a : b)
}

const path = geoPath(projection).digits(2), shapes = [], dots = [], places = {}

for (const f of countries) {
	const code = f.id && codes.numericToAlpha2(f.id), id = code && !places[code] ? ` id="${code}"` : ''
	const at = projection(geoCentroid(mainland(f)))

	if (id)
		places[code] = at
	if (path.area(f) < DOT_AREA)
		dots.push(`<circle${id} cx="${round(at[0])}" cy="${round(at[1])}" r="${DOT_RADIUS}"/>`)
	else
		shapes.push(`<path${id} d="${compact(path(f))}"/>`)
}
for (const [code, lonlat] of Object.entries(ALONE)) {
	if (places[code])
		continue
	places[code] = projection(lonlat)
	if (code !== 'AQ')
		dots.push(`<circle id="${code}" cx="${round(places[code][0])}" cy="${round(places[code][1])}" r="${DOT_RADIUS}"/>`)
}
const missing = Object.keys(codes.getAlpha2Codes()).filter(c => !places[c] && c !== 'XK')

if (missing.length > 0)
	throw new Error(`no place for ${missing}`)
writeFileSync('world.svg', `<?xml version="1.0" encoding="UTF-8"?>
<!-- Drawn by make.sh from Natural Earth 1:50m (public domain). One shape an ISO 3166-1 alpha-2 code; land without one has no id. -->
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}">
${[...shapes, ...dots].join('\n')}
</svg>
`)
writeFileSync('centroids.xml', `<?xml version="1.0" encoding="UTF-8"?>
<!-- Where a country's circle stands in world.svg. Drawn by make.sh; another map needs another table. -->
<centroids>
${Object.keys(places).sort().map(c => `\t<place id="${c}" x="${round(places[c][0])}" y="${round(places[c][1])}"/>`).join('\n')}
</centroids>
`)
