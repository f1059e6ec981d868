#include "command/case.h"

#include "base/digest.h"
#include "command/command.h"
#include "command/setup.h"
#include "policy/import.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char about[] =
	"Reads consent records that others keep and prints them as the events of a case, to be read and put under consent: of\n"
	"case.yaml. Nothing is written there. FILE is an ISO/IEC TS 27560 record in JSON-LD with the terms of the Data Privacy\n"
	"Vocabulary, or a table in CSV whose first line names its columns: at, state, handset, service, data, places, expires,\n"
	"evidence, with semicolons between several words. A term that is not known is told with its line; what a timeline has no\n"
	"place for stands in the result as a comment.\n\n"
	"Exit: 0 done, 2 there are mistakes.";

static void print_mistake(void *ctx, const char *text)
{
	(void)ctx;
	fprintf(stderr, "%s\n", text);
}

static int read_file(const char *file, struct buf *ret)
{
	FILE *in = fopen(file, "rb");
	char block[8192];
	size_t n;
	int status = -1;

	while (in != NULL && (n = fread(block, 1, sizeof block, in)) > 0 && ret->len <= YAML_BYTES_MAX)
		buf_add(ret, block, n);
	if (in == NULL || ferror(in) != 0)
		complain("%s: %s", file, strerror(errno));
	else if (ret->len > YAML_BYTES_MAX)
		complain("%s: longer than %d bytes", file, YAML_BYTES_MAX);
	else
		status = 0;
	if (in != NULL)
		fclose(in);
	return status;
}

/* JSON begins with a brace or a bracket, which no column is called. */
static enum import_format format_of(struct buf *text)
{
	const char *p = buf_text(text);

	while (isspace((unsigned char)*p))
		p++;
	return *p == '{' || *p == '[' ? IMPORT_RECORDS : IMPORT_TABLE;
}

static int import(struct setup *s, struct import_source *source)
{
	struct policy_mistakes m = { .report = print_mistake };
	struct buf text = { 0 }, events = { 0 };
	uint8_t sum[DIGEST_MAX];
	char hex[SHA256_HEX_LEN + 1];
	int status = read_file(source->file, &text);

	if (status == 0) {
		source->bytes = buf_span(&text);
		source->format = format_of(&text);
		status = policy_import(source, s->rulebook, &m, &events);
	}
	if (status == 0) {
		hex_of(sum, digest(DIGEST_SHA256, source->bytes, sum), hex);
		printf("# From %s, SHA-256 %s.\n# Read it, then put it under consent: of case.yaml.\n%s", source->file, hex,
			buf_text(&events));
	} else if (m.count > 0) {
		complain("%zu mistake%s; nothing was imported", m.count, m.count == 1 ? "" : "s");
	}
	buf_free(&text);
	buf_free(&events);
	return status;
}

int case_import(int argc, char **argv)
{
	struct setup s = { 0 };
	struct import_source source = { 0 };
	const struct option_row rows[] = {
		{ "handset", 0, OPTION_TEXT, &source.handset, "ID", "the handset of records that name none (default: all)" },
		{ "service", 0, OPTION_TEXT, &source.service, "ID", "the service of records that name none" },
		{ "rules", 0, OPTION_TEXT, &s.rules, "DIR", "rules instead of those that came with phonehome" },
	};
	const struct option_table table = { "case import [options] FILE", about, rows, sizeof rows / sizeof *rows };
	int first, code = EXIT_COULD_NOT;
	enum options_result parsed = options_parse(&table, argc, argv, &first);

	if (parsed != OPTIONS_GO)
		return parsed == OPTIONS_HELP ? EXIT_DONE : EXIT_COULD_NOT;
	if (argc != first + 1) {
		complain("case import takes one file: phonehome %s", table.usage);
		return EXIT_COULD_NOT;
	}
	source.file = argv[first];
	if (setup_rules(&s) == 0 && import(&s, &source) == 0)
		code = EXIT_DONE;
	setup_free(&s);
	return code;
}
