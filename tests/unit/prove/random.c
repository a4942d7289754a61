/* random.c - small random programs: what is proved of packets of two octets at most is tried on all of them.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/prove.h>

#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "tap.h"

enum { OPS = 14, PAIRS = 400 };

static const uint16_t codes[] = {
	0x30, 0x30, 0x30, 0x28, 0x50, 0x50, 0x48, 0xb1, 0x80, 0x81, 0x00, 0x01, 0x04,
	0x0c, 0x14, 0x1c, 0x24, 0x34, 0x3c, 0x44, 0x54, 0x5c, 0x64, 0x74, 0x7c, 0x84,
	0x94, 0x9c, 0xa4, 0xac, 0x07, 0x87, 0x02, 0x03, 0x60, 0x61, 0x15, 0x15, 0x15,
	0x25, 0x35, 0x45, 0x1d, 0x2d, 0x3d, 0x4d, 0x15, 0x25, 0x05, 0x06, 0x16,
};

static uint32_t constant(struct random *r, uint16_t code)
{
	static const uint32_t few[] = { 0, 1, 2, 3, 4, 8, 16, 128, 255, 256, 0x100ff, 0xfffffffe };

	if ((code & 7) == 2 || (code & 7) == 3 || (code & 0xe7) == 0x60 || (code & 0xe7) == 0x61)
		return 0;
	if (code == 0x30 || code == 0x28 || code == 0x50 || code == 0x48 || code == 0xb1)
		return random_below(r, 3);
	if (code == 0x64 || code == 0x74 || code == 0x34 || code == 0x94)
		return 1 + random_below(r, 9);
	return few[random_below(r, COUNT_OF(few))];
}

static void fill(struct random *r, struct weir_bpf_op ops[OPS])
{
	ops[0] = (struct weir_bpf_op){ .code = 0x02 }; /* M[0] is written */
	for (uint32_t i = 1; i < OPS - 1; i++) {
		uint16_t code = codes[random_below(r, COUNT_OF(codes))];
		uint32_t left = OPS - 2 - i;

		ops[i] = (struct weir_bpf_op){ .code = code, .k = constant(r, code) };
		if (code == 0x05)
			ops[i].k = random_below(r, left + 1);
		else if ((code & 7) == 5) {
			ops[i].jt = (uint8_t)random_below(r, left + 1);
			ops[i].jf = (uint8_t)random_below(r, left + 1);
		}
	}
	ops[OPS - 1] = (struct weir_bpf_op){ .code = random_below(r, 2) ? 0x06 : 0x16,
					     .k = random_below(r, 2) };
}

static bool holds(const struct weir_prove_question *q, const struct weir_bpf_packet *packet)
{
	uint32_t a = weir_bpf_trace(q->a, packet, NULL, NULL);
	uint32_t b = weir_bpf_trace(q->b, packet, NULL, NULL);

	if (q->claim == WEIR_PROVE_IMPLIES)
		return a == 0 || b != 0;
	if (q->claim == WEIR_PROVE_DISJOINT)
		return a == 0 || b == 0;
	return q->values ? a == b : (a != 0) == (b != 0);
}

static bool holds_always(const struct weir_prove_question *q)
{
	for (uint32_t size = 0; size <= 2; size++)
		for (uint32_t n = 0; n < 1U << 8 * size; n++) {
			uint8_t octets[2] = { (uint8_t)n, (uint8_t)(n >> 8) };
			struct weir_bpf_packet packet = { { octets, size }, size, NULL };

			if (!holds(q, &packet))
				return false;
		}
	return true;
}

int main(void)
{
	struct random r = { 4711 };
	size_t answers[3] = { 0 };
	bool right = true;
	bool solver = true;

	for (int i = 0; i < PAIRS && right && solver; i++) {
		struct weir_bpf_op ops[2][OPS];
		struct weir_bpf_program a = { ops[0], OPS };
		struct weir_bpf_program b = { ops[1], OPS };
		struct weir_prove_question q = WEIR_PROVE_QUESTION;
		struct weir_prove_result result = { 0 };
		struct weir_error err = { 0 };

		do
			fill(&r, ops[0]);
		while (weir_bpf_check(&a, NULL) != WEIR_OK);
		memcpy(ops[1], ops[0], sizeof(ops[0]));
		/* Another one, or one that is nearly the same. */
		if (random_below(&r, 2)) {
			do
				fill(&r, ops[1]);
			while (weir_bpf_check(&b, NULL) != WEIR_OK);
		} else {
			struct weir_bpf_op *op = &ops[1][1 + random_below(&r, OPS - 2)];
			uint32_t k = op->k;

			op->k = constant(&r, op->code);
			if (weir_bpf_check(&b, NULL) != WEIR_OK)
				op->k = k;
		}
		q.a = &a;
		q.b = &b;
		q.longest = 2;
		q.claim = (enum weir_prove_claim)random_below(&r, 3);
		q.values = q.claim == WEIR_PROVE_EQUAL && random_below(&r, 2);
		q.milliseconds = 5000;
		q.untried = random_below(&r, 2);
		enum weir_status status = weir_prove(&q, &result, &err);
		solver = status != WEIR_E_SUPPORT;
		if (status == WEIR_OK) {
			answers[result.answer]++;
			right = result.answer == WEIR_PROVE_UNKNOWN ||
				holds_always(&q) == (result.answer == WEIR_PROVE_PROVED);
		} else {
			right = !solver;
		}
		if (!right) {
			char text[2000];
			struct weir_writer w;

			note("pair %d: answer %d, claim %d: %s", i, (int)result.answer,
			     (int)q.claim, err.text);
			weir_writer_init(&w, text, sizeof(text) - 1);
			weir_bpf_print(&a, WEIR_BPF_BYTECODE, &w);
			weir_writer_char(&w, ' ');
			weir_bpf_print(&b, WEIR_BPF_BYTECODE, &w);
			text[w.size] = 0;
			note("%s", text);
		}
		weir_prove_free(&result);
	}
	if (!solver) {
		skip("random pairs", "no solver");
		return tap_done();
	}
	checkf(right, "what is proved and refuted of random pairs is so on all packets");
	checkf(answers[WEIR_PROVE_PROVED] > 10, "%zu are proved", answers[WEIR_PROVE_PROVED]);
	checkf(answers[WEIR_PROVE_REFUTED] > 10, "%zu are refuted", answers[WEIR_PROVE_REFUTED]);
	checkf(answers[WEIR_PROVE_UNKNOWN] < 40, "%zu are unknown", answers[WEIR_PROVE_UNKNOWN]);
	return tap_done();
}
