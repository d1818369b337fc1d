/* toe-bench: the figures that need only the simulator. `./toe bench` runs it.
 *
 *   toe-bench [--model DATA_BYTES,CONNS]... [GROUP]...
 *     --model   an engine of this build; default: 8,1024
 *     GROUP     latency goodput opens small events speed; default: all
 *
 * MTU 1500, virtual time, cycles counted at the engine's pins; the host side is the real library and driver. Every byte is
 * compared. Exit status: 0; 1: a figure could not be measured or a byte was wrong; 2: not called as it should be.
 */
#include <stdio.h>
#include <string.h>

#include "groups.h"

enum { MODELS_MAX = 8, GROUPS = 6, USAGE = 2 };

struct group {
    const char *name;
    int (*measure)(struct bench *bench, const struct toe_sim_model_info *model);
};

static const struct group groups[GROUPS] = {
    {"latency", measure_latency}, {"goodput", measure_goodput}, {"opens", measure_opens},
    {"small", measure_small},     {"events", measure_events},   {"speed", measure_speed},
};

struct settings {
    struct toe_sim_model_info models[MODELS_MAX];
    size_t model_count;
    bool wanted[GROUPS];
};

static bool take_model(struct settings *settings, const char *text)
{
    struct toe_sim_model_info *model = &settings->models[settings->model_count];
    char rest;

    if (settings->model_count == MODELS_MAX || sscanf(text, "%u,%u%c", &model->data_bytes, &model->conns, &rest) != 2)
        return false;
    settings->model_count++;
    return true;
}

static bool take_group(struct settings *settings, const char *name)
{
    for (size_t i = 0; i < GROUPS; i++)
        if (strcmp(name, groups[i].name) == 0)
            return settings->wanted[i] = true;
    return false;
}

static bool take_options(struct settings *settings, int argc, char **argv)
{
    bool some = false;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--model") == 0 && i + 1 < argc) {
            if (!take_model(settings, argv[++i]))
                return false;
        } else if (take_group(settings, argv[i])) {
            some = true;
        } else {
            return false;
        }
    }
    if (!settings->model_count)
        settings->models[settings->model_count++] = (struct toe_sim_model_info){.data_bytes = 8, .conns = 1024};
    for (size_t i = 0; i < GROUPS; i++)
        settings->wanted[i] |= !some;
    return true;
}

int main(int argc, char **argv)
{
    static struct bench bench;
    struct settings settings = {.model_count = 0};

    if (!take_options(&settings, argc, argv)) {
        fputs("usage: toe-bench [--model DATA_BYTES,CONNS]... [latency] [goodput] [opens] [small] [events] [speed]\n",
              stderr);
        return USAGE;
    }
    for (size_t g = 0; g < GROUPS; g++)
        for (size_t m = 0; settings.wanted[g] && m < settings.model_count; m++)
            if (groups[g].measure(&bench, &settings.models[m]))
                return 1;
    return 0;
}
