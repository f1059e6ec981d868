<?xml version="1.0" encoding="UTF-8"?>
<!--
  The page's only script: it shows the form above the findings, filters and sorts them, and unfolds the evidence for printing. Without it
  nothing is lost. The page's Content-Security-Policy lets this text run and no other, so after a change the hash must be made anew:
  tests/browser/hash.sh prints it.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

<xsl:variable name="script-hash">sha256-N9U+Yr5nzvtNXkdlBYFk1iJWih6hcYHaaTlf95RebGw=</xsl:variable>

<xsl:template name="script">
<script>(function () {
	var form = document.getElementById('filter'), list = document.querySelector('.findings'), folded = [];
	var items = list ? [].slice.call(list.children) : [];

	function fits(item) {
		var words = form.elements.words.value.toLowerCase().split(/\s+/), text = item.textContent.toLowerCase();

		return ['verdict', 'consent', 'country', 'app'].every(function (name) {
			var asked = form.elements[name];

			return !asked || asked.value === '' || (',' + item.dataset[name] + ',').indexOf(',' + asked.value + ',') !== -1;
		}) &amp;&amp; words.every(function (word) { return text.indexOf(word) !== -1; });
	}

	var orders = {
		worst: function (a, b) { return items.indexOf(a) - items.indexOf(b); },
		first: function (a, b) { return a.dataset.first.localeCompare(b.dataset.first) || orders.worst(a, b); },
		title: function (a, b) {
			return a.querySelector('h3').textContent.localeCompare(b.querySelector('h3').textContent) || orders.worst(a, b);
		}
	};

	function show() {
		var out = form.querySelector('output'), shown = items.filter(function (item) { return !(item.hidden = !fits(item)); });

		items.slice().sort(orders[form.elements.sort.value]).forEach(function (item) { list.appendChild(item); });
		out.textContent = out.dataset.say.replace('{shown}', shown.length).replace('{n}', items.length);
	}

	if (form) {
		form.hidden = false;
		form.addEventListener('input', show);
		form.addEventListener('submit', function (event) { event.preventDefault(); });
		show();
	}
	window.addEventListener('beforeprint', function () {
		folded = [].slice.call(document.querySelectorAll('details:not([open])'));
		folded.forEach(function (details) { details.open = true; });
	});
	window.addEventListener('afterprint', function () {
		folded.forEach(function (details) { details.open = false; });
	});
}());
</script>
</xsl:template>

</xsl:stylesheet>
