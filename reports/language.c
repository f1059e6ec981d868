#include "generator.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

/* The longest beginning that fits counts: Traditional characters are written in Taiwan, Hong Kong and Macao. */
static const struct {
	const char *locale, *language;
} languages[] = {
	{ "hi", "hi" }, { "zh_TW", "zh-TW" }, { "zh_HK", "zh-TW" }, { "zh_MO", "zh-TW" }, { "zh", "zh-CN" },
};

const char *report_language(const char *locale)
{
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
		size_t len = strlen(languages[i].locale);

		if (strncmp(locale, languages[i].locale, len) == 0 && strchr("_.@", locale[len]) != NULL)
			return languages[i].language;
	}
	return "en";
}

int language_check(const struct folders *f, const char *language, struct err *e)
{
	char *name, *path;

	if (language == NULL)
		return 0;
	name = xasprintf("words-%s.xml", language);
	path = file_name_ok(name) ? folder_find(f, "", name) : NULL;
	free(name);
	if (path == NULL)
		return err_set(e, "no words of this language: '%.40s'; a folder given with --templates may have them as words-LANG.xml", language);
	free(path);
	return 0;
}
