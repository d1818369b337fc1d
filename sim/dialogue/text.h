/* text.h: lines of at most 80 columns. */
#ifndef DIALOGUE_TEXT_H
#define DIALOGUE_TEXT_H

#include <stdint.h>
#include <stdio.h>

#define TEXT_COLUMNS 80

/* Prints words, broken at spaces, all lines behind `indent` spaces; longer words are cut. */
__attribute__((format(printf, 3, 4))) void text_say(FILE *out, unsigned indent, const char *format, ...);

/* The same behind a cycle number: "      1234  words", continued under the words. */
__attribute__((format(printf, 3, 4))) void text_at(FILE *out, uint64_t cycle, const char *format, ...);

/* Indent of the words of text_at. */
#define TEXT_AT 12

/* A time in its natural unit: "640 ns", "1.000 s". buf holds TEXT_TIME bytes. Returns buf. */
#define TEXT_TIME 32
const char *text_time(char *buf, uint64_t ns);

#endif
