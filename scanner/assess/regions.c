#include "assess/regions.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const char region_mark[] = "{region}";

struct matcher {
	const struct rulebook *rulebook;
	const char *operator_id;
	const struct cloud_region *found;
};

static bool matches(struct matcher *m, const char *pattern, const char *host);

static bool matches_region(struct matcher *m, const char *rest, const char *host)
{
	for (size_t i = 0; i < m->rulebook->region_count; i++) {
		const struct cloud_region *r = &m->rulebook->regions[i];
		size_t len = strlen(r->region);

		if (strcmp(r->operator_id, m->operator_id) != 0 || strncasecmp(host, r->region, len) != 0)
			continue;
		if (matches(m, rest, host + len)) {
			m->found = r;
			return true;
		}
	}
	return false;
}

/* One or more whole labels, and the dot behind them, in place of "*.". */
static bool matches_labels(struct matcher *m, const char *rest, const char *host)
{
	for (const char *dot = strchr(host, '.'); dot != NULL; dot = strchr(dot + 1, '.')) {
		if (dot > host && matches(m, rest, dot + 1))
			return true;
	}
	return false;
}

static bool matches(struct matcher *m, const char *pattern, const char *host)
{
	for (; *pattern != 0; pattern++) {
		if (strncmp(pattern, region_mark, sizeof region_mark - 1) == 0)
			return matches_region(m, pattern + sizeof region_mark - 1, host);
		if (*pattern == '*') {
			host += strcspn(host, ".");
			continue;
		}
		if (tolower((unsigned char)*pattern) != tolower((unsigned char)*host))
			return false;
		host++;
	}
	return *host == 0;
}

/* What stands behind the last mark of the pattern ends the name: few patterns are left for the matcher. */
static bool may_match(const char *pattern, const char *host)
{
	const char *tail = strrchr(pattern, '}');
	size_t h = strlen(host), t;

	tail = tail == NULL ? pattern : tail + 1;
	t = strlen(tail);
	return strchr(tail, '*') != NULL || (h >= t && strcasecmp(host + h - t, tail) == 0);
}

const struct cloud_region *region_of_host(const struct rulebook *b, const char *host)
{
	for (size_t i = 0; i < b->region_pattern_count; i++) {
		const struct region_pattern *p = &b->region_patterns[i];
		struct matcher m = { b, p->operator_id, NULL };
		bool labels = strncmp(p->pattern, "*.", 2) == 0;

		if (!may_match(p->pattern, host))
			continue;
		if (labels ? matches_labels(&m, p->pattern + 2, host) : matches(&m, p->pattern, host))
			return m.found;
	}
	return NULL;
}

static bool has_label(const char *host, const char *label)
{
	size_t len = strlen(label);

	for (const char *p = host; p != NULL; p = strchr(p, '.')) {
		p += *p == '.';
		if (strncasecmp(p, label, len) == 0 && (p[len] == '.' || p[len] == 0))
			return true;
	}
	return false;
}

const struct region_hint *hint_of_host(const struct rulebook *b, const char *host)
{
	for (size_t i = 0; i < b->hint_count; i++) {
		const struct region_hint *hint = &b->hints[i];

		for (size_t k = 0; k < hint->under.n; k++) {
			if (host_under(host, hint->under.items[k]) && has_label(host, hint->label))
				return hint;
		}
	}
	return NULL;
}

const struct cdn_name *cdn_of_host(const struct rulebook *b, const char *host)
{
	const struct cdn_name *best = NULL;

	for (size_t i = 0; i < b->cdn_name_count; i++) {
		const struct cdn_name *c = &b->cdn_names[i];

		if (host_under(host, c->suffix) && (best == NULL || strlen(c->suffix) > strlen(best->suffix)))
			best = c;
	}
	return best;
}
