#include "generator.h"

#include "apart.h"
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The HTML page, printed by a program that others keep. It is found by its name in PATH; the first there is. */

enum { PDF_SECONDS = 120, PDF_MAX = 64 << 20, ARGUMENTS_MAX = 20 };

static const char page[] = "report.html", printed[] = "report.pdf";

static const struct printer {
	const char *name;
	bool browser;
} printers[] = { { "weasyprint", false }, { "chromium", true }, { "chromium-browser", true }, { "google-chrome", true } };

static const char *const browser_flags[] = { "--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
	"--disable-sync", "--disable-background-networking", "--disable-component-update", "--proxy-server=127.0.0.1:9",
	"--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer" };

static char *find_in_path(const char *name)
{
	const char *at = getenv("PATH");

	while (at != NULL && *at != 0) {
		size_t n = strcspn(at, ":");
		char *path = xasprintf("%.*s/%s", (int)n, at, name);

		if (path[0] == '/' && access(path, X_OK) == 0)
			return path;
		free(path);
		at += n + (at[n] == ':');
	}
	return NULL;
}

/* Its table's row and its path, to be freed; NULL where none is installed. */
static const struct printer *choose(char **ret_path)
{
	for (size_t i = 0; i < sizeof printers / sizeof *printers; i++) {
		*ret_path = find_in_path(printers[i].name);
		if (*ret_path != NULL)
			return &printers[i];
	}
	return NULL;
}

static int run_weasyprint(struct apart *a, const char *path, struct err *e)
{
	const char *const argv[] = { path, "--quiet", page, printed, NULL };

	return apart_run(a, argv, PDF_SECONDS, e);
}

static int run_browser(struct apart *a, const char *path, struct err *e)
{
	char *url = xasprintf("file://%s/%s", a->folder, page), *out = xasprintf("--print-to-pdf=%s/%s", a->folder, printed),
		*profile = xasprintf("--user-data-dir=%s/profile", a->folder);
	const char *argv[ARGUMENTS_MAX] = { path };
	size_t n = 1;
	int rc;

	for (size_t i = 0; i < sizeof browser_flags / sizeof *browser_flags; i++)
		argv[n++] = browser_flags[i];
	if (geteuid() == 0)
		argv[n++] = "--no-sandbox"; /* it cannot make one for root; it will be nobody, without a network */
	argv[n++] = profile;
	argv[n++] = out;
	argv[n++] = url;
	rc = apart_run(a, argv, PDF_SECONDS, e);
	free(profile);
	free(out);
	free(url);
	return rc;
}

int write_pdf(struct store *s, const struct folders *f, const struct report_options *o, struct buf *ret, struct err *e)
{
	struct buf html = { 0 };
	struct apart a = { "" };
	char *path = NULL;
	const struct printer *p = choose(&path);
	int rc;

	if (p == NULL)
		return err_set(e, "pdf is made by WeasyPrint or Chromium and neither is installed; try: apt install weasyprint");
	rc = write_html(s, f, o, &html, e);
	if (rc == 0)
		rc = apart_begin(&a, e);
	if (rc == 0)
		rc = apart_write(&a, page, buf_span(&html), e);
	if (rc == 0)
		rc = p->browser ? run_browser(&a, path, e) : run_weasyprint(&a, path, e);
	if (rc == 0)
		rc = apart_read(&a, printed, PDF_MAX, ret, e);
	apart_end(&a);
	buf_free(&html);
	free(path);
	return rc;
}
