/* bench.c - packets in memory, CPU time, medians.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "bench.h"

#include <dnsweir/capture.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct packets packets;

void die(const char *what, const char *why)
{
	fprintf(stderr, "bench: %s: %s\n", what, why);
	exit(1);
}

void load_packets(const char *path)
{
	struct weir_capture *capture;
	struct weir_error err;
	struct weir_frame frame;

	if (weir_capture_open(path, NULL, &capture, &err) != WEIR_OK)
		die(path, err.text);
	while (packets.count < PACKETS_MAX && weir_capture_next(capture, &frame, &err) == WEIR_OK) {
		uint8_t *copy = malloc(frame.bytes.size + 1);

		if (!copy)
			die(path, "out of memory");
		memcpy(copy, frame.bytes.data, frame.bytes.size);
		packets.list[packets.count++] = (struct weir_bpf_packet){
			{ copy, frame.bytes.size }, frame.wire_size, NULL
		};
	}
	weir_capture_close(capture);
	if (packets.count == 0)
		die(path, "no frames");
}

double cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double median(double *list, size_t count)
{
	qsort(list, count, sizeof(*list), compare);
	return list[count / 2];
}
