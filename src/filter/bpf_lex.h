/* bpf_lex.h - the words, numbers and signs of assembler, of tcpdump -d and of C arrays.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FILTER_BPF_LEX_H
#define FILTER_BPF_LEX_H

#include <dnsweir/base.h>

/* Below 256 a kind is the character itself. */
enum bpf_token_kind {
	BPF_TOKEN_END = 0,
	BPF_TOKEN_WORD = 256, /* letters, digits and _; a dot may begin it */
	BPF_TOKEN_NUMBER,     /* begins with a digit; whether it is one, bpf_lex_number says */
};

struct bpf_token {
	int kind;
	size_t at; /* octet of the text */
	struct weir_slice text;
};

/* Reads ahead by one token. Once status is not WEIR_OK, `next` is of no use. */
struct bpf_lexer {
	struct weir_slice text;
	size_t at;
	struct bpf_token next;
	enum weir_status status;
	struct weir_error *err;
};

void bpf_lex_open(struct bpf_lexer *lexer, struct weir_slice text, struct weir_error *err);
/* The token read ahead; steps over it. */
struct bpf_token bpf_lex_take(struct bpf_lexer *lexer);
/* Steps over the next token if it is of that kind. */
bool bpf_lex_skip(struct bpf_lexer *lexer, int kind);
/* The same; else a complaint: `what` stands for what should be there. */
enum weir_status bpf_lex_expect(struct bpf_lexer *lexer, int kind, const char *what);
/* Is that token this word, in whatever case? `word` is in lower case. */
bool bpf_token_is(const struct bpf_token *token, const char *word);

enum bpf_base {
	BPF_BASE_TOLD,    /* 0x is hexadecimal, 0b binary, 0 in front octal */
	BPF_BASE_DECIMAL, /* zeros in front mean nothing */
};
/* A number, perhaps with a sign in front of it. What needs more than 32 bits, as an unsigned number or as
 * a negative one, is refused. */
enum weir_status bpf_lex_number(struct bpf_lexer *lexer, enum bpf_base base, int64_t *out);
/* The same, and between 0 and `most`. */
enum weir_status bpf_lex_count(struct bpf_lexer *lexer, enum bpf_base base, const char *what,
			       int64_t most, int64_t *out);

/* "line 3, column 7: ..." and the octet. Returns and remembers `status`. */
enum weir_status bpf_lex_fail(struct bpf_lexer *lexer, enum weir_status status, size_t at,
			      const char *format, ...) WEIR_PRINTF(4, 5);
/* The next token is not what should stand there. */
enum weir_status bpf_lex_odd(struct bpf_lexer *lexer, const char *what);

/* Puts the place in front of an error's words, if it has one. */
void bpf_place(struct weir_slice text, struct weir_error *err);

/* How much of a word an error shows, as arguments for "%.*s". */
#define BPF_SHOWN(slice) (int)((slice).size < 40 ? (slice).size : 40), (const char *)(slice).data

#endif
