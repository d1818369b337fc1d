/* text.c: lines of at most 80 columns. */
#include "text.h"

#include <stdarg.h>
#include <string.h>

#define WORDS_MAX 2048

static void wrap(FILE *out, unsigned indent, unsigned column, const char *words)
{
    for (;;) {
        size_t word;
        words += strspn(words, " ");
        word = strcspn(words, " ");
        if (word == 0)
            break;
        if (word > TEXT_COLUMNS - indent)
            word = TEXT_COLUMNS - indent;
        if (column > indent && column + 1 + word > TEXT_COLUMNS) {
            fprintf(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            fputc(' ', out);
            column++;
        }
        fprintf(out, "%.*s", (int)word, words);
        column += (unsigned)word;
        words += word;
    }
    fputc('\n', out);
}

void text_say(FILE *out, unsigned indent, const char *format, ...)
{
    char words[WORDS_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(words, sizeof words, format, args);
    va_end(args);
    fprintf(out, "%*s", (int)indent, "");
    wrap(out, indent, indent, words);
}

void text_at(FILE *out, uint64_t cycle, const char *format, ...)
{
    char words[WORDS_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(words, sizeof words, format, args);
    va_end(args);
    fprintf(out, "%10llu  ", (unsigned long long)cycle);
    wrap(out, TEXT_AT, TEXT_AT, words);
}

const char *text_time(char *buf, uint64_t ns)
{
    if (ns < 10000)
        snprintf(buf, TEXT_TIME, "%u ns", (unsigned)ns);
    else if (ns < 10000000)
        snprintf(buf, TEXT_TIME, "%.1f us", (double)ns / 1e3);
    else if (ns < 1000000000)
        snprintf(buf, TEXT_TIME, "%.1f ms", (double)ns / 1e6);
    else
        snprintf(buf, TEXT_TIME, "%.3f s", (double)ns / 1e9);
    return buf;
}
