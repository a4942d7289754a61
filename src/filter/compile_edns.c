/* compile_edns.c - the OPT record right behind the question: the counts that say so, and its fields.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * One question, no answer, no authority, one additional record: then and only then is the place of a
 * record known without walking over others. X + base is behind the question's name. */
#include "filter/compile.h"

enum {
	TYPE_OPT = 41,
	/* Behind the name: type and class of the question, then the record. */
	AT_OWNER = 4,
	AT_TYPE = 5,
	AT_CLASS = 7,
	AT_TTL = 9,
	AT_SIZE = 13,
	AT_RDATA = 15,
	ANSWERS = 1, /* places in the row of counts */
	ADDITIONAL = 3,
};

static const struct {
	enum weir_field_symbol symbol;
	unsigned at;
} rows[] = {
	{ WEIR_FIELD_DNS_UDP_SIZE, AT_CLASS },       { WEIR_FIELD_DNS_EXT_RCODE, AT_TTL },
	{ WEIR_FIELD_DNS_EDNS_VERSION, AT_TTL + 1 }, { WEIR_FIELD_DNS_EDNS_Z, AT_TTL + 2 },
	{ WEIR_FIELD_DNS_EDNS_DO, AT_TTL + 2 },
};

bool literal_edns(struct compiler *c, struct literal *l)
{
	l->end = QUESTION_AND_OPT;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].symbol != l->field->symbol)
			continue;
		if (l->test == TEST_NUMBER)
			literal_load(c, l, 8 * rows[i].at);
		return l->test == TEST_NUMBER || l->test == TEST_PRESENT;
	}
	return false;
}

void edns_count_known(struct compiler *c, struct state *s, uint32_t count)
{
	uint32_t both = FLAG_QUESTIONS | FLAG_RECORDS;

	if (s->next < ANSWERS && count != 1)
		s->flags |= FLAG_QUESTIONS;
	if (s->next >= ANSWERS && count > (s->next == ADDITIONAL))
		s->flags |= FLAG_RECORDS;
	/* No record at all, so no OPT, whatever the questions are. */
	if (s->next == ADDITIONAL && count == 0 && !(s->flags & FLAG_RECORDS))
		state_kill(c, s, BIT(PART_OPT));
	bool needed = state_has(c, s, BIT(PART_OPT));
	if (needed && s->next < ADDITIONAL) {
		s->next++;
		return;
	}
	s->stage = STAGE_DNS;
	s->next = 0;
	bool fit = !needed || !(s->flags & both);
	s->flags &= ~both;
	if (!fit)
		s->flags |= FLAG_RECORDS;
}

uint32_t edns_refused(struct compiler *c, const struct state *s)
{
	struct state next = *s;
	char text[480];
	struct weir_writer writer;

	formula_mark(c, s->formula);
	for (uint32_t i = 0; i < c->literal_count; i++) {
		const struct literal *l = &c->literals[i];
		if (!formula_marked(c, i) || l->part != PART_OPT)
			continue;
		weir_writer_init(&writer, text, sizeof(text));
		weir_writer_print(
			&writer,
			"classic BPF can ask for %s only where EDNS is all that follows one "
			"question: add `and dns.count.queries == 1 and dns.count.answers == 0 and "
			"dns.count.auth_rr == 0 and dns.count.add_rr == 1`; user space needs no "
			"such thing: dnsweir filter -f",
			l->field ? l->field->abbrev : "dns.opt");
		weir_writer_terminate(&writer);
		compiler_fail(c, WEIR_E_SUPPORT, l->relation->column, text);
		return DROP;
	}
	next.flags &= ~(uint32_t)FLAG_RECORDS;
	return compile_state(c, &next);
}

static int record_there(const struct compiler *c, const void *context, uint32_t literal)
{
	const struct literal *l = &c->literals[literal];

	(void)context;
	return l->part == PART_OPT && l->test == TEST_PRESENT ? 1 : -1;
}

/* The record's data end in the packet and in the message, too: X moves by as many octets. */
static uint32_t data_fits(struct compiler *c, const struct state *s, uint32_t yes, uint32_t no)
{
	struct state behind = *s;
	struct fence fence = { true, AT_RDATA, no };
	bool back = yes != DROP && yes != KEEP;
	uint32_t node = yes;

	behind.flags |= FLAG_INDEXED | FLAG_CELL | FLAG_WALKED;
	if (back)
		node = node_step(c, OP_LDX_MEM, CELL_TAIL, node);
	node = compile_reach(c, &behind, s->base + AT_RDATA, node, no);
	if (no == DROP) /* a load that fails does the same */
		node = node_step(c, OP_LD_B_IND, s->base + AT_RDATA - 1, node);
	else
		node = fence_close(c, &behind, &fence, node);
	node = node_step(c, OP_TAX, 0, node);
	if (s->flags & FLAG_INDEXED)
		node = node_step(c, OP_ADD_X, 0, node);
	node = node_step(c, (uint16_t)state_load(s, 2), s->base + AT_SIZE, node);
	return back ? node_step(c, OP_STX, CELL_TAIL, node) : node;
}

static uint32_t find_record(struct compiler *c, const struct state *s)
{
	struct state none = *s;
	struct state found = *s;

	state_kill(c, &none, BIT(PART_OPT));
	uint32_t bad = compile_state(c, &none);
	found.stage = STAGE_OPT_FIELDS;
	found.room = AT_RDATA;
	found.formula = formula_bind(c, s->formula, record_there, NULL);
	found.given = formula_bind(c, s->given, record_there, NULL);
	uint32_t node = compile_state(c, &found);
	if (node == bad || node == NOWHERE)
		return bad;
	if (bad == NOWHERE) /* what is given says that it is there */
		return node;
	struct fence fence = { bad != DROP && s->room < AT_RDATA, AT_RDATA, bad };
	node = data_fits(c, s, node, bad);
	node = node_test(c, OP_JEQ, TYPE_OPT, node, bad);
	node = node_step(c, (uint16_t)state_load(s, 2), s->base + AT_TYPE, node);
	node = node_test(c, OP_JEQ, 0, node, bad);
	node = node_step(c, (uint16_t)state_load(s, 1), s->base + AT_OWNER, node);
	return fence_close(c, s, &fence, node);
}

/* Behind the record there is nothing to ask for. */
uint32_t compile_opt(struct compiler *c, const struct state *s)
{
	struct state then = *s;

	if (!state_has(c, s, BIT(PART_OPT))) {
		compiler_fail(c, WEIR_E_SUPPORT, 0,
			      "the compiler finds no way on; user space can: dnsweir filter -f");
		return DROP;
	}
	return s->stage == STAGE_OPT ? find_record(c, s)
				     : compile_fields(c, s, PART_OPT, false, &then);
}
