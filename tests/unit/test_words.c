/* The catalogues of words: every language says what English says, with the same slots, in any order. */
#include "unit.h"

#include "reports/report.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <string.h>

static const char *const languages[] = { "hi", "zh-CN", "zh-TW" };

/* A sentence that is new may be said in English for a while: MISSING_MAX of them, then someone has to translate. */
enum { LANGUAGES = sizeof languages / sizeof *languages, SLOTS_MAX = 12, MISSING_MAX = 15 };

static xmlDoc *words_of(const char *language)
{
	char name[64];
	xmlDoc *doc;

	snprintf(name, sizeof name, "reports/words-%s.xml", language);
	doc = xmlReadFile(name, NULL, XML_PARSE_NONET);
	if (doc == NULL)
		fail_msg("%s does not parse", name);
	return doc;
}

static const char *attribute(const xmlNode *node, const char *name)
{
	for (const xmlAttr *a = node->properties; a != NULL; a = a->next) {
		if (strcmp((const char *)a->name, name) == 0)
			return (const char *)a->children->content;
	}
	return "";
}

static const xmlNode *same_entry(xmlDoc *doc, const xmlNode *like)
{
	for (const xmlNode *n = xmlDocGetRootElement(doc)->children; n != NULL; n = n->next) {
		if (n->type == XML_ELEMENT_NODE && xmlStrcmp(n->name, like->name) == 0 &&
				strcmp(attribute(n, "id"), attribute(like, "id")) == 0)
			return n;
	}
	return NULL;
}

/* 1 for each slot of the text that is among names, which grows; the bits say which. */
static unsigned slots_of(const xmlNode *node, char names[SLOTS_MAX][32])
{
	xmlChar *text = xmlNodeGetContent(node);
	unsigned found = 0;

	for (const char *p = strchr((const char *)text, '{'); p != NULL; p = strchr(p + 1, '{')) {
		size_t len = strcspn(p + 1, "}"), i = 0;

		assert_in_range(len, 1, sizeof names[0] - 1);
		while (i < SLOTS_MAX && names[i][0] != 0 && (strlen(names[i]) != len || strncmp(names[i], p + 1, len) != 0))
			i++;
		assert_in_range(i, 0, SLOTS_MAX - 1);
		memcpy(names[i], p + 1, len);
		found |= 1U << i;
	}
	xmlFree(text);
	return found;
}

/* A date may be said without the month's name, or without two digits of its number. */
static void compare_entries(const char *language, const xmlNode *english, const xmlNode *other)
{
	char names[SLOTS_MAX][32] = { "" };
	unsigned a = slots_of(english, names), b = slots_of(other, names);

	if (a != b && strcmp(attribute(english, "id"), "date") != 0)
		fail_msg("%s: %s has other slots than in English", language, attribute(english, "id"));
	if ((*attribute(english, "title") != 0) != (*attribute(other, "title") != 0))
		fail_msg("%s: %s has a title in one language only", language, attribute(english, "id"));
}

static void every_language_says_what_english_says(void **state)
{
	xmlDoc *english = words_of("en");

	(void)state;
	for (size_t i = 0; i < LANGUAGES; i++) {
		xmlDoc *other = words_of(languages[i]);
		size_t missing = 0;

		assert_string_equal(attribute(xmlDocGetRootElement(other), "lang"), languages[i]);
		for (const xmlNode *n = xmlDocGetRootElement(english)->children; n != NULL; n = n->next) {
			const xmlNode *same = n->type == XML_ELEMENT_NODE ? same_entry(other, n) : NULL;

			if (n->type != XML_ELEMENT_NODE || strcmp((const char *)n->name, "notice") == 0 ||
					(same == NULL && strncmp(attribute(n, "id"), "diff-", 5) == 0))
				continue; /* phonehome diff speaks English so far */
			if (same == NULL && ++missing > MISSING_MAX)
				fail_msg("%s: %s %s is not there, nor are %d others", languages[i], n->name, attribute(n, "id"), MISSING_MAX);
			if (same != NULL)
				compare_entries(languages[i], n, same);
		}
		xmlFreeDoc(other);
	}
	xmlFreeDoc(english);
}

static void no_language_has_words_that_english_does_not_ask_for(void **state)
{
	static const char *const own[] = { "month", "loss", "notice" };
	xmlDoc *english = words_of("en");

	(void)state;
	for (size_t i = 0; i < LANGUAGES; i++) {
		xmlDoc *other = words_of(languages[i]);

		for (const xmlNode *n = xmlDocGetRootElement(other)->children; n != NULL; n = n->next) {
			bool may = n->type != XML_ELEMENT_NODE;

			for (size_t k = 0; k < sizeof own / sizeof *own; k++)
				may = may || strcmp((const char *)n->name, own[k]) == 0;
			if (!may && same_entry(english, n) == NULL)
				fail_msg("%s: %s %s is asked for by nobody", languages[i], n->name, attribute(n, "id"));
		}
		xmlFreeDoc(other);
	}
	xmlFreeDoc(english);
}

static void a_locale_has_its_language(void **state)
{
	static const struct {
		const char *locale, *language;
	} rows[] = {
		{ "hi_IN.UTF-8", "hi" }, { "hi", "hi" }, { "zh_CN.UTF-8", "zh-CN" }, { "zh_SG", "zh-CN" }, { "zh_TW.UTF-8", "zh-TW" },
		{ "zh_HK", "zh-TW" }, { "zh@x", "zh-CN" }, { "en_GB.UTF-8", "en" }, { "C", "en" }, { "", "en" }, { "hil_PH", "en" },
		{ "de_DE", "en" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(report_language(rows[i].locale), rows[i].language);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_language_says_what_english_says),
		cmocka_unit_test(no_language_has_words_that_english_does_not_ask_for),
		cmocka_unit_test(a_locale_has_its_language),
	};

	return unit_run(tests);
}
