/* banned.h - calling what has burnt others is a compile error; every file gets this header first.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The functions are declared here, before the system declares them, as unavailable: no system header
 * has to be read for it, and none is disturbed. alloca and VLAs are errors by compiler flags.
 * tests/banned.sh holds that each of them is refused. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#define BANNED(instead) __attribute__((unavailable("banned; use " instead)))

/* clang asks for <stdio.h> in front of fscanf. */
#pragma GCC diagnostic push
#ifdef __clang__
#pragma GCC diagnostic ignored "-Wbuiltin-requires-header"
#endif

struct tm;
struct _IO_FILE;

/* No bound on what is written. */
char *strcpy(char *, const char *) BANNED("a weir_writer or snprintf");
char *stpcpy(char *, const char *) BANNED("a weir_writer or snprintf");
char *strcat(char *, const char *) BANNED("a weir_writer or snprintf");
int sprintf(char *, const char *, ...) BANNED("a weir_writer or snprintf");
int vsprintf(char *, const char *, __builtin_va_list) BANNED("vsnprintf");
char *gets(char *) BANNED("getline");

/* A bound that does not mean what it seems to: no terminator, or the wrong buffer's size. */
char *strncpy(char *, const char *, __SIZE_TYPE__) BANNED("memcpy with a checked size");
char *strncat(char *, const char *, __SIZE_TYPE__) BANNED("a weir_writer");

/* State that is shared by all threads. */
char *strtok(char *, const char *) BANNED("strtok_r or strcspn");
char *strerror(int) BANNED("strerror_r");
struct tm *localtime(const long *) BANNED("localtime_r");
struct tm *gmtime(const long *) BANNED("gmtime_r");
char *ctime(const long *) BANNED("strftime");
char *asctime(const struct tm *) BANNED("strftime");
int rand(void) BANNED("an own generator with a stated seed, or getrandom");
void srand(unsigned) BANNED("an own generator with a stated seed");
long random(void) BANNED("an own generator with a stated seed, or getrandom");

/* No way to tell a failure. */
int atoi(const char *) BANNED("strtol with errno and end");
long atol(const char *) BANNED("strtol with errno and end");
long long atoll(const char *) BANNED("strtoll with errno and end");
double atof(const char *) BANNED("strtod with errno and end");
int scanf(const char *, ...) BANNED("getline and a parser");
int sscanf(const char *, const char *, ...) BANNED("a parser");
int fscanf(struct _IO_FILE *, const char *, ...) BANNED("getline and a parser");

/* A shell, or a name that another may take first. */
int system(const char *) BANNED("posix_spawn");
struct _IO_FILE *popen(const char *, const char *) BANNED("posix_spawn");
char *tmpnam(char *) BANNED("mkstemp");
char *tempnam(const char *, const char *) BANNED("mkstemp");
char *mktemp(char *) BANNED("mkstemp");

#pragma GCC diagnostic pop
#undef BANNED
#endif
