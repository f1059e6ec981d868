#include "capture/apps.h"

#include "base/alloc.h"
#include "base/text.h"

#include <stdlib.h>

enum { SLOTS = 2 * APPS_MAX, UID_UNKNOWN = -1 };

struct apps {
	struct losses *losses;
	struct app **all; /* of every section */
	size_t n, cap;
	struct app *slots[SLOTS]; /* open addressing by uid, of this section */
	size_t used;
};

struct apps *apps_new(struct losses *l)
{
	struct apps *a = xcalloc(1, sizeof *a);

	a->losses = l;
	return a;
}

void apps_free(struct apps *a)
{
	if (a == NULL)
		return;
	for (size_t i = 0; i < a->n; i++)
		free(a->all[i]);
	free(a->all);
	free(a);
}

void apps_forget(struct apps *a)
{
	for (size_t i = 0; i < SLOTS; i++)
		a->slots[i] = NULL;
	a->used = 0;
}

static struct app *app_of(struct apps *a, int32_t uid)
{
	size_t i = (uint32_t)uid * 2654435761u % SLOTS;

	while (a->slots[i] != NULL && a->slots[i]->uid != uid)
		i = (i + 1) % SLOTS;
	if (a->slots[i] != NULL || uid == UID_UNKNOWN)
		return a->slots[i];
	if (a->used == APPS_MAX || a->n == (size_t)APPS_MAX * APPS_SECTIONS) {
		losses_add(a->losses, LOSS_APPS_BOUND, 0, 1, 0, "");
		return NULL;
	}
	ARRAY_GROW(a->all, a->n, a->cap);
	a->slots[i] = a->all[a->n++] = xcalloc(1, sizeof *a->slots[i]);
	*a->slots[i] = (struct app){ .known = true, .uid = uid };
	a->used++;
	return a->slots[i];
}

const struct app *apps_of(struct apps *a, int32_t uid)
{
	return app_of(a, uid);
}

void apps_name(struct apps *a, int32_t uid, struct span package, struct span name)
{
	struct app *app = app_of(a, uid);

	if (app == NULL)
		return;
	if (app->package[0] == 0)
		text_clean_to(app->package, sizeof app->package, package);
	if (app->name[0] == 0)
		text_clean_to(app->name, sizeof app->name, name);
}
