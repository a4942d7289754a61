/* solver.c - terms handed to Z3, its models read.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * libz3 is opened when somebody proves, not when the program starts: it is large. One context a solver,
 * which owns all that is made in it. */
#include "prove/solver.h"

#include "base/error.h"

#ifdef DNSWEIR_Z3

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <z3.h>

struct z3_functions {
#define Z3_FUNCTION(name) __typeof__(&Z3_##name) name;
#include "prove/z3.def"
#undef Z3_FUNCTION
};

static const char *const z3_names[] = {
#define Z3_FUNCTION(name) "Z3_" #name,
#include "prove/z3.def"
#undef Z3_FUNCTION
};
_Static_assert(sizeof(struct z3_functions) ==
		       sizeof(z3_names) / sizeof(z3_names[0]) * sizeof(void *),
	       "a pointer a name");

struct solver {
	union {
		struct z3_functions z3;
		void *functions[sizeof(struct z3_functions) / sizeof(void *)];
	};
	void *library;
	struct terms *terms;
	Z3_context context;
	Z3_solver solver;
	Z3_model model;
	Z3_sort number, octet, half;
	Z3_ast *made;     /* an entry a term; NULL: not yet */
	uint8_t *wanted;  /* an entry a term */
	size_t made_room; /* of both */
	unsigned memory_mib;
	bool failed; /* no memory, or an error in Z3 */
	char reason[100];
};

/* Z3 calls exit where nobody takes errors; what happened is asked for later. */
static void take_error(Z3_context context, Z3_error_code code)
{
	(void)context;
	(void)code;
}

/* False: WEIR_E_SUPPORT. */
static bool library_open(struct solver *s, struct weir_error *err)
{
	/* It stays, once it is there: its own globals do not like to be made twice. */
	s->library = dlopen("libz3.so.4", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (!s->library)
		s->library = dlopen("libz3.so", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (!s->library) {
		error_set(err, WEIR_E_SUPPORT, NO_PLACE,
			  "a proof needs libz3, which is not installed (package libz3-4)");
		return false;
	}
	for (size_t i = 0; i < sizeof(z3_names) / sizeof(z3_names[0]); i++) {
		s->functions[i] = dlsym(s->library, z3_names[i]);
		if (!s->functions[i]) {
			error_set(err, WEIR_E_SUPPORT, NO_PLACE, "this libz3 has no function %s",
				  z3_names[i]);
			return false;
		}
	}
	return true;
}

static void context_open(struct solver *s, unsigned memory_mib)
{
	s->memory_mib = memory_mib;
	Z3_config config = s->z3.mk_config();
	s->context = s->z3.mk_context(config);
	s->z3.del_config(config);
	s->z3.set_error_handler(s->context, take_error);
	s->solver =
		s->z3.mk_solver_for_logic(s->context, s->z3.mk_string_symbol(s->context, "QF_BV"));
	s->z3.solver_inc_ref(s->context, s->solver);
	s->number = s->z3.mk_bv_sort(s->context, 32);
	s->half = s->z3.mk_bv_sort(s->context, 16);
	s->octet = s->z3.mk_bv_sort(s->context, 8);
}

enum weir_status solver_open(struct terms *terms, unsigned memory_mib, struct solver **out,
			     struct weir_error *err)
{
	struct solver *s = calloc(1, sizeof(*s));

	if (!s)
		return error_set(err, WEIR_E_MEMORY, NO_PLACE, "no memory");
	s->terms = terms;
	if (!library_open(s, err)) {
		solver_close(s);
		return WEIR_E_SUPPORT;
	}
	context_open(s, memory_mib);
	*out = s;
	return WEIR_OK;
}

static void forget_model(struct solver *s)
{
	if (s->model)
		s->z3.model_dec_ref(s->context, s->model);
	s->model = NULL;
}

void solver_close(struct solver *s)
{
	if (!s)
		return;
	if (s->context) {
		forget_model(s);
		s->z3.solver_dec_ref(s->context, s->solver);
		s->z3.del_context(s->context);
	}
	if (s->library)
		dlclose(s->library);
	free(s->made);
	free(s->wanted);
	free(s);
}

static bool grow(struct solver *s, size_t wanted)
{
	size_t room = s->made_room ? s->made_room : 1024;

	if (wanted <= s->made_room)
		return true;
	while (room < wanted)
		room *= 2;
	Z3_ast *made = realloc(s->made, room * sizeof(Z3_ast));
	if (made)
		s->made = made;
	uint8_t *marks = realloc(s->wanted, room);
	if (marks)
		s->wanted = marks;
	if (!made || !marks)
		return false;
	memset(s->made + s->made_room, 0, (room - s->made_room) * sizeof(Z3_ast));
	memset(s->wanted + s->made_room, 0, room - s->made_room);
	s->made_room = room;
	return true;
}

static Z3_ast number(struct solver *s, uint32_t value)
{
	return s->z3.mk_unsigned_int(s->context, value, s->number);
}

/* An unknown of its own, named by the term; as wide as what it stands for. */
static Z3_ast unknown(struct solver *s, term t)
{
	uint32_t high = s->terms->ranges[t].high;
	Z3_symbol name = s->z3.mk_int_symbol(s->context, (int)t);

	if (high > UINT16_MAX)
		return s->z3.mk_const(s->context, name, s->number);
	Z3_sort sort = high > UINT8_MAX ? s->half : s->octet;
	return s->z3.mk_zero_ext(s->context, high > UINT8_MAX ? 16 : 24,
				 s->z3.mk_const(s->context, name, sort));
}

static Z3_ast make_number(struct solver *s, const struct term_node *node, term t)
{
	Z3_context c = s->context;
	Z3_ast a = node->kind >= TERM_ADD ? s->made[node->a] : NULL;
	Z3_ast b = node->kind >= TERM_ADD ? s->made[node->b] : NULL;

	switch ((enum term_kind)node->kind) {
	case TERM_CONSTANT:
		return number(s, node->a);
	case TERM_ADD:
		return s->z3.mk_bvadd(c, a, b);
	case TERM_MUL:
		return s->z3.mk_bvmul(c, a, b);
	case TERM_AND:
		return s->z3.mk_bvand(c, a, b);
	case TERM_OR:
		return s->z3.mk_bvor(c, a, b);
	case TERM_XOR:
		return s->z3.mk_bvxor(c, a, b);
	case TERM_SHL:
		return s->z3.mk_bvshl(c, a, b);
	case TERM_SHR:
		return s->z3.mk_bvlshr(c, a, b);
	case TERM_DIV:
		return s->z3.mk_bvudiv(c, a, b);
	case TERM_MOD:
		return s->z3.mk_bvurem(c, a, b);
	case TERM_CHOICE:
		return s->z3.mk_ite(c, a, b, s->made[node->c]);
	case TERM_OCTET:
	case TERM_LENGTH:
	case TERM_FREE:
	case TERM_NETLINK:
	case TERM_TRUTH:
	case TERM_EQUAL:
	case TERM_LESS:
	case TERM_BOTH:
	case TERM_EITHER:
	case TERM_NOT:
		break;
	}
	return unknown(s, t);
}

static Z3_ast make(struct solver *s, term t)
{
	const struct term_node *node = term_node(s->terms, t);
	Z3_context c = s->context;
	Z3_ast two[2];

	if (node->kind < TERM_TRUTH)
		return make_number(s, node, t);
	if (node->kind == TERM_TRUTH)
		return node->a ? s->z3.mk_true(c) : s->z3.mk_false(c);
	two[0] = s->made[node->a];
	if (node->kind == TERM_NOT)
		return s->z3.mk_not(c, two[0]);
	two[1] = s->made[node->b];
	if (node->kind == TERM_EQUAL)
		return s->z3.mk_eq(c, two[0], two[1]);
	if (node->kind == TERM_LESS)
		return s->z3.mk_bvult(c, two[0], two[1]);
	return node->kind == TERM_BOTH ? s->z3.mk_and(c, 2, two) : s->z3.mk_or(c, 2, two);
}

/* Terms stand behind those that they are made of: mark downwards, make upwards. */
static Z3_ast translate(struct solver *s, term t)
{
	if (!grow(s, (size_t)t + 1))
		return NULL;
	s->wanted[t] = true;
	for (size_t i = (size_t)t + 1; i-- > 0;) {
		const struct term_node *node = term_node(s->terms, (term)i);

		if (!s->wanted[i] || s->made[i] || node->kind < TERM_ADD ||
		    node->kind == TERM_TRUTH)
			continue;
		s->wanted[node->a] = true;
		if (node->kind != TERM_NOT)
			s->wanted[node->b] = true;
		if (node->kind == TERM_CHOICE)
			s->wanted[node->c] = true;
	}
	for (size_t i = 0; i <= t; i++)
		if (s->wanted[i] && !s->made[i]) {
			s->made[i] = make(s, (term)i);
			if (!s->made[i])
				return NULL;
		}
	return s->made[t];
}

void solver_require(struct solver *s, term truth)
{
	Z3_ast ast = s->failed || s->terms->status != WEIR_OK ? NULL : translate(s, truth);

	if (ast)
		s->z3.solver_assert(s->context, s->solver, ast);
	else
		s->failed = true;
}

static void set_time(struct solver *s, unsigned milliseconds)
{
	Z3_params params = s->z3.mk_params(s->context);

	s->z3.params_inc_ref(s->context, params);
	s->z3.params_set_uint(s->context, params, s->z3.mk_string_symbol(s->context, "timeout"),
			      milliseconds);
	s->z3.params_set_uint(s->context, params, s->z3.mk_string_symbol(s->context, "max_memory"),
			      s->memory_mib);
	/* ^C is the caller's. */
	s->z3.params_set_bool(s->context, params, s->z3.mk_string_symbol(s->context, "ctrl_c"),
			      false);
	s->z3.solver_set_params(s->context, s->solver, params);
	s->z3.params_dec_ref(s->context, params);
}

static void take_reason(struct solver *s, const char *reason)
{
	struct weir_writer w;

	weir_writer_init(&w, s->reason, sizeof(s->reason) - 1);
	weir_writer_text(&w, reason);
	weir_writer_terminate(&w);
	s->reason[w.size] = 0;
}

/* A name for `extra`, which is required while the name is assumed. */
static Z3_ast assumption(struct solver *s, term extra)
{
	Z3_context c = s->context;
	Z3_ast ast = translate(s, extra);
	Z3_ast two[2];

	if (!ast)
		return NULL;
	Z3_ast name = s->z3.mk_const(c, s->z3.mk_int_symbol(c, (int)extra), s->z3.mk_bool_sort(c));
	two[0] = s->z3.mk_not(c, name);
	two[1] = ast;
	s->z3.solver_assert(c, s->solver, s->z3.mk_or(c, 2, two));
	return name;
}

enum solver_answer solver_ask(struct solver *s, term extra, unsigned milliseconds)
{
	Z3_ast assumed = NULL;

	forget_model(s);
	take_reason(s, "no memory");
	if (!s->failed && extra != ALWAYS) {
		assumed = s->terms->status == WEIR_OK ? assumption(s, extra) : NULL;
		s->failed = !assumed;
	}
	if (s->failed)
		return SOLVER_UNKNOWN;
	set_time(s, milliseconds);
	Z3_lbool answer =
		s->z3.solver_check_assumptions(s->context, s->solver, assumed ? 1 : 0, &assumed);
	Z3_error_code code = s->z3.get_error_code(s->context);
	if (code != Z3_OK) {
		take_reason(s, s->z3.get_error_msg(s->context, code));
		return SOLVER_UNKNOWN;
	}
	if (answer == Z3_L_FALSE)
		return SOLVER_NONE;
	if (answer == Z3_L_TRUE) {
		s->model = s->z3.solver_get_model(s->context, s->solver);
		if (s->model)
			s->z3.model_inc_ref(s->context, s->model);
		return s->model ? SOLVER_SOME : SOLVER_UNKNOWN;
	}
	take_reason(s, s->z3.solver_get_reason_unknown(s->context, s->solver));
	return SOLVER_UNKNOWN;
}

uint32_t solver_value(struct solver *s, term leaf)
{
	Z3_ast value;
	unsigned number = 0;

	if (!s->model || leaf >= s->made_room || !s->made[leaf] ||
	    !s->z3.model_eval(s->context, s->model, s->made[leaf], true, &value) ||
	    !s->z3.get_numeral_uint(s->context, value, &number))
		return 0;
	return number;
}

const char *solver_reason(const struct solver *s)
{
	return s->reason;
}

void solver_interrupt(struct solver *s)
{
	s->z3.interrupt(s->context);
}

#else /* no Z3 */

enum weir_status solver_open(struct terms *terms, unsigned memory_mib, struct solver **out,
			     struct weir_error *err)
{
	(void)terms;
	(void)memory_mib;
	(void)out;
	return error_set(err, WEIR_E_SUPPORT, NO_PLACE,
			 "a proof needs libz3, which this dnsweir was built without");
}

void solver_close(struct solver *solver)
{
	(void)solver;
}

void solver_require(struct solver *solver, term truth)
{
	(void)solver;
	(void)truth;
}

enum solver_answer solver_ask(struct solver *solver, term extra, unsigned milliseconds)
{
	(void)solver;
	(void)extra;
	(void)milliseconds;
	return SOLVER_UNKNOWN;
}

uint32_t solver_value(struct solver *solver, term leaf)
{
	(void)solver;
	(void)leaf;
	return 0;
}

const char *solver_reason(const struct solver *solver)
{
	(void)solver;
	return "no solver";
}

void solver_interrupt(struct solver *solver)
{
	(void)solver;
}

#endif
