/* crypto_pan.c - prefix-preserving bits by AES, through OpenSSL.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * J. Xu, J. Fan, M. Ammar, S. Moon: Prefix-Preserving IP Address Anonymization, ICNP 2002. Bit n of the
 * answer depends on the first n bits of the address and the key: these bits, filled up with a secret
 * pad, are encrypted, and the first bit of the result is added. */
#include "anonymise/crypto_pan.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#ifdef DNSWEIR_OPENSSL

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

enum { BLOCK = 16, BITS_MAX = 128 };

struct crypto_pan {
	EVP_CIPHER_CTX *cipher;
	uint8_t pad[BLOCK];
	uint8_t in[BITS_MAX * BLOCK];
	uint8_t out[BITS_MAX * BLOCK];
};

static bool encrypt(struct crypto_pan *pan, const uint8_t *in, uint8_t *out, size_t size)
{
	int got = 0;

	return EVP_EncryptUpdate(pan->cipher, out, &got, in, (int)size) == 1 && got == (int)size;
}

enum weir_status crypto_pan_open(const uint8_t key[WEIR_ANONYMISE_KEY], struct crypto_pan **out,
				 struct weir_error *err)
{
	struct crypto_pan *pan = calloc(1, sizeof(*pan));

	if (pan)
		pan->cipher = EVP_CIPHER_CTX_new();
	/* ECB, for each block is a question of its own. */
	if (!pan || !pan->cipher ||
	    EVP_EncryptInit_ex(pan->cipher, EVP_aes_128_ecb(), NULL, key, NULL) != 1 ||
	    EVP_CIPHER_CTX_set_padding(pan->cipher, 0) != 1 ||
	    !encrypt(pan, key + BLOCK, pan->pad, BLOCK)) {
		crypto_pan_close(pan);
		return error_set(err, WEIR_E_MEMORY, NO_PLACE, "no memory for the cipher");
	}
	*out = pan;
	return WEIR_OK;
}

enum weir_status crypto_pan_flips(struct crypto_pan *pan, const uint8_t *address, size_t size,
				  uint8_t *flips)
{
	uint8_t block[BLOCK];
	size_t bits = size * 8;

	memcpy(block, pan->pad, BLOCK);
	for (size_t n = 0; n < bits; n++) {
		memcpy(pan->in + n * BLOCK, block, BLOCK);
		/* Bit n joins the prefix of the next. */
		uint8_t bit = (uint8_t)(0x80 >> n % 8);
		block[n / 8] = (uint8_t)((block[n / 8] & ~bit) | (address[n / 8] & bit));
	}
	if (!encrypt(pan, pan->in, pan->out, bits * BLOCK))
		return WEIR_E_SYSTEM;
	memset(flips, 0, size);
	for (size_t n = 0; n < bits; n++)
		flips[n / 8] |= (uint8_t)((pan->out[n * BLOCK] & 0x80) >> n % 8);
	return WEIR_OK;
}

enum weir_status crypto_pan_block(struct crypto_pan *pan, const uint8_t in[16], uint8_t out[16])
{
	return encrypt(pan, in, out, BLOCK) ? WEIR_OK : WEIR_E_SYSTEM;
}

void crypto_pan_close(struct crypto_pan *pan)
{
	if (!pan)
		return;
	EVP_CIPHER_CTX_free(pan->cipher);
	OPENSSL_cleanse(pan, sizeof(*pan));
	free(pan);
}

static int digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		return (c | 0x20) - 'a' + 10;
	return -1;
}

static bool read_hex(struct weir_slice text, uint8_t key[WEIR_ANONYMISE_KEY])
{
	if (text.size != 2 * WEIR_ANONYMISE_KEY)
		return false;
	for (size_t i = 0; i < text.size; i++)
		if (digit(text.data[i]) < 0)
			return false;
	for (size_t i = 0; i < WEIR_ANONYMISE_KEY; i++)
		key[i] = (uint8_t)(digit(text.data[2 * i]) << 4 | digit(text.data[2 * i + 1]));
	return true;
}

enum weir_status weir_anonymise_key(struct weir_slice secret, uint8_t key[WEIR_ANONYMISE_KEY],
				    struct weir_error *err)
{
	/* The salt is the same for all, so that the same words give the same key on every machine. */
	static const char salt[] = "dnsweir anonymise";
	enum { N = 1 << 15, R = 8, P = 1, MEMORY = 64 << 20 };

	if (secret.size == 0)
		return error_set(err, WEIR_E_USE, 0, "an empty key");
	if (read_hex(secret, key))
		return WEIR_OK;
	if (EVP_PBE_scrypt((const char *)secret.data, secret.size, (const uint8_t *)salt,
			   sizeof(salt) - 1, N, R, P, MEMORY, key, WEIR_ANONYMISE_KEY) != 1)
		return error_set(err, WEIR_E_MEMORY, NO_PLACE, "no memory to stretch the key");
	return WEIR_OK;
}

#else

static enum weir_status refuse(struct weir_error *err)
{
	return error_set(err, WEIR_E_SUPPORT, NO_PLACE,
			 "built without OpenSSL; build it with the Meson option openssl");
}

enum weir_status crypto_pan_open(const uint8_t key[WEIR_ANONYMISE_KEY], struct crypto_pan **out,
				 struct weir_error *err)
{
	(void)key;
	(void)out;
	return refuse(err);
}

enum weir_status crypto_pan_flips(struct crypto_pan *pan, const uint8_t *address, size_t size,
				  uint8_t *flips)
{
	(void)pan;
	(void)address;
	(void)size;
	(void)flips;
	return WEIR_E_SYSTEM;
}

enum weir_status crypto_pan_block(struct crypto_pan *pan, const uint8_t in[16], uint8_t out[16])
{
	(void)pan;
	(void)in;
	(void)out;
	return WEIR_E_SYSTEM;
}

void crypto_pan_close(struct crypto_pan *pan)
{
	(void)pan;
}

enum weir_status weir_anonymise_key(struct weir_slice secret, uint8_t key[WEIR_ANONYMISE_KEY],
				    struct weir_error *err)
{
	(void)secret;
	(void)key;
	return refuse(err);
}

#endif
