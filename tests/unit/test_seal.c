#include "unit.h"

#include "stored.h"

#include "base/alloc.h"
#include "command/seal.h"

static void put_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void remove_note(const struct stored *d)
{
	char *note = xasprintf("%s.sha256", d->path);

	unlink(note);
	free(note);
}

static void a_closed_database_has_its_hash_beside_it(void **state)
{
	char noted[SHA256_HEX_LEN + 1] = "", is[SHA256_HEX_LEN + 1] = "";
	struct stored d;

	(void)state;
	stored_begin(&d);
	assert_int_equal(seal_close(d.path, d.s), 0);
	d.s = NULL;
	assert_int_equal(seal_read(d.path, noted), 1);
	assert_int_equal(seal_hash(d.path, is), 0);
	assert_string_equal(noted, is);
	remove_note(&d);
	stored_end(&d);
}

static void the_note_is_written_anew(void **state)
{
	char first[SHA256_HEX_LEN + 1] = "", second[SHA256_HEX_LEN + 1] = "";
	struct stored d;

	(void)state;
	stored_begin(&d);
	assert_int_equal(seal_close(d.path, d.s), 0);
	seal_read(d.path, first);
	stored_open(&d, STORE_WRITE, "the key of the case");
	stored_ok(&d, store_custody_add(d.s, "looked at", "", "{}", &d.e));
	assert_int_equal(seal_close(d.path, d.s), 0);
	d.s = NULL;
	seal_read(d.path, second);
	assert_string_not_equal(first, second);
	remove_note(&d);
	stored_end(&d);
}

static void without_a_note_there_is_none(void **state)
{
	char noted[SHA256_HEX_LEN + 1] = "as it was";
	struct stored d;

	(void)state;
	stored_begin(&d);
	assert_int_equal(seal_read(d.path, noted), 0);
	assert_string_equal(noted, "as it was");
	stored_end(&d);
}

static const char *const not_notes[] = {
	"", "\n", "0123", "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef  t.db\n",
	"g123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef  t.db\n",
};

static void what_is_no_hash_is_refused(void **state)
{
	char noted[SHA256_HEX_LEN + 1] = "as it was";
	struct stored d;
	char *note;

	(void)state;
	stored_begin(&d);
	note = xasprintf("%s.sha256", d.path);
	for (size_t i = 0; i < sizeof not_notes / sizeof *not_notes; i++) {
		put_file(note, not_notes[i]);
		assert_int_equal(seal_read(d.path, noted), -1);
		assert_string_equal(noted, "as it was");
	}
	free(note);
	remove_note(&d);
	stored_end(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_closed_database_has_its_hash_beside_it),
		cmocka_unit_test(the_note_is_written_anew),
		cmocka_unit_test(without_a_note_there_is_none),
		cmocka_unit_test(what_is_no_hash_is_refused),
	};

	return unit_run(tests);
}
