/* pcap.c - fuzz target: any octets as a capture file, compressed or not.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "capture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	capture_compare((struct weir_slice){ data, size });
	return 0;
}
