/*
 * Runs a fuzz target over the files given, one TAP line each, so that its corpus is tested without libFuzzer.
 * Each file also goes in cut short at many lengths: a parser must bear an end anywhere.
 */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static uint8_t *read_file(const char *path, size_t *ret_len)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data;
	long len;

	if (f == NULL || fseek(f, 0, SEEK_END) != 0 || (len = ftell(f)) < 0)
		err(1, "%s", path);
	rewind(f);
	data = malloc((size_t)len + 1);
	if (data == NULL || fread(data, 1, (size_t)len, f) != (size_t)len)
		err(1, "%s", path);
	fclose(f);
	*ret_len = (size_t)len;
	return data;
}

/* A copy of exactly n bytes: sanitizers then see a read of one more. */
static void run(const uint8_t *data, size_t n)
{
	uint8_t *copy = malloc(n == 0 ? 1 : n);

	if (copy == NULL)
		err(1, NULL);
	memcpy(copy, data, n);
	LLVMFuzzerTestOneInput(copy, n);
	free(copy);
}

int main(int argc, char **argv)
{
	printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++) {
		size_t len;
		uint8_t *data = read_file(argv[i], &len);
		size_t step = len / 64 + 1;

		for (size_t n = 0; n < len; n += step)
			run(data, n);
		run(data, len);
		free(data);
		printf("ok %d - %s\n", i, argv[i]);
		fflush(stdout);
	}
	return 0;
}
