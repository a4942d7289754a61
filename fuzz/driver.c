/* driver.c - runs a fuzz target without libFuzzer: given inputs, seeds, and a bounded smoke of mutations.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * fuzz-NAME [-n RUNS] [-r SEED] [FILE|DIRECTORY|SEEDS.hex]...
 *
 * Every input is run as it is; then RUNS mutations of them, the same ones for the same SEED. A .hex
 * file holds one seed a line; '#' begins a comment. Output is TAP; a crash speaks for itself. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUTS_MAX = 4096, INPUT_SIZE_MAX = 1 << 20, GROWTH_MAX = 64 };

struct input {
	uint8_t *data;
	size_t size;
};

static struct input inputs[INPUTS_MAX];
static size_t input_count;
static uint64_t state;

/* xorshift64*: the same sequence everywhere for the same seed. */
static uint32_t next_random(uint32_t below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (uint32_t)((state * UINT64_C(0x2545f4914f6cdd1d) >> 32) % below);
}

static void die(const char *what, const char *name)
{
	printf("Bail out! %s: %s\n", what, name);
	exit(1);
}

/* The target sees a block of exactly `size` octets, so that a sanitizer sees one octet too many. */
static void run_one(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		die("out of memory", "input");
	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static void add_input(const uint8_t *data, size_t size)
{
	if (input_count == INPUTS_MAX)
		die("more than 4096 inputs", "");
	uint8_t *copy = malloc(size ? size : 1);
	if (!copy)
		die("out of memory", "input");
	memcpy(copy, data, size);
	inputs[input_count].data = copy;
	inputs[input_count].size = size;
	input_count++;
}

static int hex_digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* One line of hex digits; blanks between octets are welcome. */
static void add_hex_line(const char *line, const char *path)
{
	static uint8_t octets[INPUT_SIZE_MAX];
	size_t size = 0;

	while (*line && *line != '#' && *line != '\n') {
		if (*line == ' ' || *line == '\t') {
			line++;
			continue;
		}
		int high = hex_digit(line[0]);
		int low = high < 0 ? -1 : hex_digit(line[1]);
		if (low < 0 || size == sizeof(octets))
			die("not a line of hex octets", path);
		octets[size++] = (uint8_t)(high << 4 | low);
		line += 2;
	}
	if (size)
		add_input(octets, size);
}

static void add_hex_file(FILE *file, const char *path)
{
	char *line = NULL;
	size_t capacity = 0;

	while (getline(&line, &capacity, file) >= 0)
		add_hex_line(line, path);
	free(line);
}

static void add_file(const char *path)
{
	static uint8_t octets[INPUT_SIZE_MAX];
	const char *dot = strrchr(path, '.');
	FILE *file = fopen(path, "rb");

	if (!file)
		die("cannot open", path);
	if (dot && strcmp(dot, ".hex") == 0)
		add_hex_file(file, path);
	else
		add_input(octets, fread(octets, 1, sizeof(octets), file));
	fclose(file);
}

static void add_path(const char *path)
{
	struct stat about;
	char inside[4096];

	if (stat(path, &about) != 0)
		die("cannot open", path);
	if (!S_ISDIR(about.st_mode)) {
		add_file(path);
		return;
	}
	DIR *directory = opendir(path);
	if (!directory)
		die("cannot open", path);
	for (struct dirent *entry; (entry = readdir(directory));) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(inside, sizeof(inside), "%s/%s", path, entry->d_name);
		add_file(inside);
	}
	closedir(directory);
}

/* Octets that mean something in names, lengths and counts. */
static const uint8_t telling[] = { 0x00, 0x01, 0x02, 0x0c, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xff };

static size_t mutate_once(uint8_t *data, size_t size, size_t capacity)
{
	if (size == 0) {
		data[0] = (uint8_t)next_random(256);
		return 1;
	}
	size_t at = next_random((uint32_t)size);
	size_t some = 1 + next_random(8);
	switch (next_random(8)) {
	case 0:
		data[at] ^= (uint8_t)(1u << next_random(8));
		return size;
	case 1:
		data[at] = telling[next_random(sizeof(telling))];
		return size;
	case 2:
		data[at] = (uint8_t)next_random(256);
		return size;
	case 3: /* a length or count off by one */
		data[at] = (uint8_t)(data[at] + (next_random(2) ? 1 : -1));
		return size;
	case 4:
		return at; /* cut */
	case 5:            /* take some out */
		if (some > size - at)
			some = size - at;
		memmove(data + at, data + at + some, size - at - some);
		return size - some;
	case 6: /* repeat some */
		if (some > size - at)
			some = size - at;
		if (some > capacity - size)
			return size;
		memmove(data + at + some, data + at, size - at);
		return size + some;
	default: { /* end as another input ends */
		const struct input *other = &inputs[next_random((uint32_t)input_count)];
		if (other->size <= at || other->size > capacity)
			return size;
		memcpy(data + at, other->data + at, other->size - at);
		return other->size;
	}
	}
}

static void run_mutations(unsigned long runs)
{
	for (unsigned long i = 0; i < runs; i++) {
		const struct input *seed = &inputs[next_random((uint32_t)input_count)];
		size_t capacity = seed->size + GROWTH_MAX;
		uint8_t *data = malloc(capacity);

		if (!data)
			die("out of memory", "mutation");
		memcpy(data, seed->data, seed->size);
		size_t size = seed->size;
		for (uint32_t n = 1 + next_random(4); n > 0; n--)
			size = mutate_once(data, size, capacity);
		run_one(data, size);
		free(data);
	}
}

int main(int argc, char **argv)
{
	unsigned long runs = 0;
	uint64_t seed = 1;
	int option;

	setvbuf(stdout, NULL, _IOLBF, 0);
	while ((option = getopt(argc, argv, "n:r:")) != -1) {
		if (option == 'n')
			runs = strtoul(optarg, NULL, 10);
		else if (option == 'r')
			seed = strtoull(optarg, NULL, 10);
		else
			return 2;
	}
	state = seed * UINT64_C(0x9e3779b97f4a7c15) | 1;
	for (int i = optind; i < argc; i++)
		add_path(argv[i]);
	if (input_count == 0)
		add_input((const uint8_t *)"", 0);
	for (size_t i = 0; i < input_count; i++)
		run_one(inputs[i].data, inputs[i].size);
	printf("ok 1 - %zu inputs as they are\n", input_count);
	run_mutations(runs);
	printf("ok 2 - %lu mutations from seed %llu\n1..2\n", runs, (unsigned long long)seed);
	for (size_t i = 0; i < input_count; i++)
		free(inputs[i].data);
	return 0;
}
