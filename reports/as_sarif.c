#include "generator.h"

#include "base/instant.h"

#include <stdio.h>

/* SARIF 2.1.0: its frame is written here, what stands in each list is a query of sarif/. */

static const char schema[] = "https://json.schemastore.org/sarif-2.1.0.json";

struct sarif {
	struct store *store;
	const struct folders *folders;
	const char *now, *most;
	struct json j;
	struct err *e;
};

static int put_row(void *ctx, const struct store_row *r)
{
	struct sarif *s = ctx;
	int rc;

	s->j.compact = true; /* one row one line: diff and grep find it whole */
	rc = shape_row(&s->j, r, s->e);
	s->j.compact = false;
	return rc;
}

static int put_fields(void *ctx, const struct store_row *r)
{
	struct sarif *s = ctx;

	return shape_fields(&s->j, r, s->e);
}

static int put_list(struct sarif *s, const char *name)
{
	const struct query q = { .sub = "sarif", .name = name, .most = s->most, .now = s->now };
	int rc;

	json_key(&s->j, name);
	json_array(&s->j);
	rc = query_run(s->store, s->folders, &q, put_row, s, s->e);
	json_array_end(&s->j);
	return rc;
}

static int put_tool(struct sarif *s, const char *tool)
{
	int rc;

	json_key(&s->j, "tool");
	json_object(&s->j);
	json_key(&s->j, "driver");
	json_object(&s->j);
	json_key(&s->j, "name");
	json_string(&s->j, "phonehome");
	json_key(&s->j, "fullName");
	json_string(&s->j, tool);
	rc = put_list(s, "rules");
	json_object_end(&s->j);
	json_object_end(&s->j);
	return rc;
}

static int put_invocation(struct sarif *s)
{
	const struct query q = { .sub = "sarif", .name = "invocation", .most = s->most, .now = s->now };
	int rc;

	json_key(&s->j, "invocations");
	json_array(&s->j);
	json_object(&s->j);
	rc = query_run(s->store, s->folders, &q, put_fields, s, s->e);
	if (rc == 0)
		rc = put_list(s, "toolExecutionNotifications");
	json_object_end(&s->j);
	json_array_end(&s->j);
	return rc;
}

static int put_run(struct sarif *s, const struct report_options *o)
{
	int rc;

	json_object(&s->j);
	rc = put_tool(s, o->tool);
	if (rc == 0)
		rc = put_invocation(s);
	if (rc == 0)
		rc = put_list(s, "artifacts");
	if (rc == 0)
		rc = put_list(s, "results");
	json_key(&s->j, "properties");
	json_object(&s->j);
	json_key(&s->j, "edition");
	json_string(&s->j, report_edition(o->edition));
	json_key(&s->j, "databaseSha256");
	json_string(&s->j, o->database_sha256);
	json_object_end(&s->j);
	json_object_end(&s->j);
	return rc;
}

int write_sarif(struct store *s, const struct folders *f, const struct report_options *o, struct buf *ret, struct err *e)
{
	char now[INSTANT_TEXT], most[16];
	struct sarif sarif = { .store = s, .folders = f, .now = instant_text(o->now, now), .most = most, .e = e };
	int rc;

	snprintf(most, sizeof most, "%d", REPORT_LISTED_MAX);
	json_begin(&sarif.j, ret, false);
	json_object(&sarif.j);
	json_key(&sarif.j, "$schema");
	json_string(&sarif.j, schema);
	json_key(&sarif.j, "version");
	json_string(&sarif.j, "2.1.0");
	json_key(&sarif.j, "runs");
	json_array(&sarif.j);
	rc = put_run(&sarif, o);
	json_array_end(&sarif.j);
	json_object_end(&sarif.j);
	buf_putc(ret, '\n');
	return rc;
}
