#include "cli/check_bench.h"

#include "cli/checks.h"
#include "cli/dry_run.h"

#include <stdio.h>
#include <string.h>

struct findings {
    const char *path;
    struct text *messages;
    size_t n;
};

/* ---- lines */

/* "own.lua:6" and what may follow: the line; 0: it is not in this file. */
static int line_in(const char *path, const char *place)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const size_t n = strlen(name);
    int line = 0;
    return strncmp(place, name, n) == 0 && sscanf(place + n, ":%d", &line) == 1 ? line : 0;
}

/* `line` 0: nobody knows it. */
static void add(struct findings *findings, int line, const char *sentence)
{
    text_append_cstr(findings->messages, findings->path);
    if (line > 0)
        text_append_format(findings->messages, ":%d:1", line);
    text_append_format(findings->messages, ": %s\n", sentence);
    findings->n++;
}

static void tell(void *context, const char *sentence)
{
    add(context, 0, sentence);
}

/* ---- the dry run */

/* One sentence at one line, however many sites it is true of. */
static bool is_told(const struct plan *plan, size_t step)
{
    const struct plan_withheld *now = &plan->steps[step].first;
    for (size_t i = 0; i < step; i++) {
        const struct plan_withheld *before = &plan->steps[i].first;
        if (plan->steps[i].withheld[PLAN_TYPICAL] > 0 && strcmp(before->line, now->line) == 0 &&
            strcmp(before->why, now->why) == 0)
            return true;
    }
    return false;
}

static void tell_step(struct findings *findings, const struct plan_step *step)
{
    const int lost = step->withheld[PLAN_TYPICAL];
    char text[PLAN_WHY_MAX + 120];
    snprintf(text, sizeof text, "on this bench `%s` loses %d of %d trials at a site: %s",
             step->test, lost, lost + step->trials, step->first.why);
    add(findings, line_in(findings->path, step->first.line), text);
}

/* What ended it may come of what was withheld before: that is told alone. */
static void tell_result(struct findings *findings, const struct planner_result *result)
{
    const char *sentence = result->why.text;
    for (size_t i = 0; i < result->plan.n_steps; i++)
        if (result->plan.steps[i].withheld[PLAN_TYPICAL] > 0 && !is_told(&result->plan, i))
            tell_step(findings, &result->plan.steps[i]);
    if (result->status == STATUS_OK || findings->n > 0)
        return;
    const int line = line_in(findings->path, sentence);
    const char *rest = line > 0 ? strstr(sentence, ": ") : NULL;
    add(findings, rest ? line : 0, rest ? rest + 2 : sentence);
}

static enum status look_for(const struct check_on *on, const struct script *script,
                            struct findings *findings, struct why *why)
{
    struct plan_request request = {.bench = *on->bench, .seed = 1, .withholds_all = true};
    struct planner planner;
    text_copy(request.library, sizeof request.library, on->library);
    text_copy(request.protocol, sizeof request.protocol, findings->path);
    text_copy(request.parameters, sizeof request.parameters, on->parameters);
    plan_digest(script, request.digest);
    const enum status status = dry_run(&request, &planner, why);
    if (status == STATUS_OK)
        tell_result(findings, &planner.result);
    return status;
}

enum status check_bench(const struct check_on *on, const char *path, struct text *messages,
                        struct why *why)
{
    const struct script_options options = {
        .library = on->library, .parameters = on->parameters, .seed = 1, .child = true};
    struct findings findings = {.path = path, .messages = messages};
    struct script *script = NULL;
    enum status status = script_load(path, &options, &script, why);
    if (status == STATUS_OK)
        status = checks_each(on->bench, script, tell, &findings, why);
    if (status == STATUS_OK)
        status = look_for(on, script, &findings, why);
    script_free(script);
    if (status == STATUS_OK && !text_is_whole(messages))
        return why_set(why, STATUS_NO_MEMORY, "no memory for what was found");
    return status == STATUS_OK && findings.n > 0 ? STATUS_INVALID : status;
}
