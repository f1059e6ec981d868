#include "generator.h"

#include "base/alloc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/*
 * Each is a file editions/NAME.sql: the documented views again, under their own names, without what the edition leaves out. It is put
 * before every query, so that a query cannot but read those.
 */
static const char *const editions[] = { [EDITION_FULL] = "full", [EDITION_REGULATOR] = "regulator", [EDITION_PUBLIC] = "public" };

enum { EDITIONS = sizeof editions / sizeof *editions };

/*
 * What a public page shows under no circumstances, by the name of the column: for a query that reads tables, and for ids, which the
 * views need among themselves but which are made from frame numbers.
 */
static const char *const never_public[] = { "sighting_id", "flow_id", "finding_id", "signal_id", "frame", "first_frame", "last_frame", "offset", "length",
	"client", "client_ip", "client_port", "server", "server_ip", "server_port", "address", "mac", "hmac", "path", "step",
	"event.id" };

const char *report_edition(size_t i)
{
	return i < EDITIONS ? editions[i] : NULL;
}

bool report_edition_parse(const char *name, enum report_edition *ret)
{
	for (size_t i = 0; i < EDITIONS; i++) {
		if (strcmp(editions[i], name) == 0) {
			*ret = (enum report_edition)i;
			return true;
		}
	}
	return false;
}

bool edition_hides(enum report_edition edition, const char *column)
{
	for (size_t i = 0; edition == EDITION_PUBLIC && i < sizeof never_public / sizeof *never_public; i++) {
		if (strcasecmp(column, never_public[i]) == 0)
			return true;
	}
	return false;
}

/* Behind white space and comments. */
static const char *skip_blank(const char *sql)
{
	for (;;) {
		const char *end;

		sql += strspn(sql, " \t\r\n");
		if (strncmp(sql, "--", 2) == 0)
			end = strchr(sql, '\n');
		else if (strncmp(sql, "/*", 2) == 0)
			end = strstr(sql + 2, "*/");
		else
			return sql;
		if (end == NULL)
			return sql + strlen(sql);
		sql = end + (*end == '*' ? 2 : 1);
	}
}

/* True, and *sql behind it, where the next word is this one. */
static bool skip_word(const char **sql, const char *word)
{
	const char *at = skip_blank(*sql);
	size_t len = strlen(word);

	if (strncasecmp(at, word, len) != 0 || isalnum((unsigned char)at[len]) || at[len] == '_')
		return false;
	*sql = at + len;
	return true;
}

int edition_apply(const struct folders *f, const char *sql, struct buf *ret, struct err *e)
{
	const struct folders own = { .own = f->own }; /* a user's folder has no say in what is left out */
	char *file = xasprintf("%s.sql", editions[f->edition]);
	struct buf views = { 0 };
	int rc = folder_read(&own, "editions", file, &views, e);

	if (rc == 0) {
		bool more = skip_word(&sql, "WITH");

		if (more)
			skip_word(&sql, "RECURSIVE");
		buf_printf(ret, "WITH RECURSIVE\n%s%s%s", buf_text(&views), more ? ", " : "", sql);
	}
	free(file);
	buf_free(&views);
	return rc;
}
