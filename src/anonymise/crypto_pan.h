/* crypto_pan.h - which bits of an address Crypto-PAn turns over.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANONYMISE_CRYPTO_PAN_H
#define ANONYMISE_CRYPTO_PAN_H

#include <dnsweir/anonymise.h>

struct crypto_pan;

enum weir_status crypto_pan_open(const uint8_t key[WEIR_ANONYMISE_KEY], struct crypto_pan **out,
				 struct weir_error *err) WEIR_MUST_USE;
/* The bits to turn over, first bit first; `size` is 4 or 16 octets. */
enum weir_status crypto_pan_flips(struct crypto_pan *pan, const uint8_t *address, size_t size,
				  uint8_t *flips) WEIR_MUST_USE;
/* 16 octets that only the key's owner can tell from chance. */
enum weir_status crypto_pan_block(struct crypto_pan *pan, const uint8_t in[16],
				  uint8_t out[16]) WEIR_MUST_USE;
void crypto_pan_close(struct crypto_pan *pan); /* NULL is fine */

#endif
