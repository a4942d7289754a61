/* bench.h - the benchmark capture: millions of frames of mixed traffic from one seed.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef GENERATE_BENCH_H
#define GENERATE_BENCH_H

#include <stdint.h>

struct bench_options {
	uint64_t frames;
	uint64_t seed;
	const char *output; /* NULL: nothing is written, only counted */
	const char *truth;  /* NULL: not wanted */
	int describe;       /* print what the mix came to */
	int flood; /* -1: mixed traffic; else percent of frames that match *.victim.example */
};

void bench_write(const struct bench_options *options);

#endif
