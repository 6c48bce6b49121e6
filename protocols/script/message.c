/* Reading and building messages; the encoding itself is in canonical.c. Jansson holds the tree. */
#include "script/message.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

void message_init(struct message *message)
{
    *message = (struct message){.json = json_object()};
    message->failed = !message->json;
}

void message_fini(struct message *message)
{
    json_decref(message->json);
    *message = (struct message){0};
}

enum status message_parse(struct message *message, const char *text, size_t size, struct why *why)
{
    json_error_t error;
    *message = (struct message){0};
    message->json = json_loadb(text, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (!message->json)
        return why_set(why, STATUS_INVALID, "the message cannot be read: %s at byte %d", error.text,
                       error.position);
    return STATUS_OK;
}

struct message message_get(const struct message *message, const char *key)
{
    return (struct message){.json = json_object_get(message->json, key)};
}

struct message message_at(const struct message *message, size_t index)
{
    return (struct message){.json = json_array_get(message->json, index)};
}

size_t message_count(const struct message *message)
{
    return json_is_array((json_t *)message->json) ? json_array_size(message->json)
                                                  : json_object_size(message->json);
}

bool message_is_missing(const struct message *message)
{
    return !message->json;
}

const char *message_next_key(const struct message *message, const char *after)
{
    const char *best = NULL;
    for (void *at = json_object_iter(message->json); at;
         at = json_object_iter_next(message->json, at)) {
        const char *key = json_object_iter_key(at);
        if ((!after || strcmp(key, after) > 0) && (!best || strcmp(key, best) < 0))
            best = key;
    }
    return best;
}

const char *message_text(const struct message *message)
{
    return json_string_value(message->json);
}

const char *message_string(const struct message *message, const char *key)
{
    return json_string_value(json_object_get(message->json, key));
}

bool message_number(const struct message *message, const char *key, double *out)
{
    const json_t *value = json_object_get(message->json, key);
    if (!json_is_number(value))
        return false;
    *out = json_number_value(value);
    return true;
}

bool message_integer(const struct message *message, const char *key, int64_t *out)
{
    const json_t *value = json_object_get(message->json, key);
    if (json_is_integer(value)) {
        *out = json_integer_value(value);
        return true;
    }
    if (!json_is_real(value) || json_real_value(value) != rint(json_real_value(value)) ||
        fabs(json_real_value(value)) > 0x1p53)
        return false;
    *out = (int64_t)json_real_value(value);
    return true;
}

bool message_bool(const struct message *message, const char *key, bool *out)
{
    const json_t *value = json_object_get(message->json, key);
    if (!json_is_boolean(value))
        return false;
    *out = json_is_true(value);
    return true;
}

bool message_flag(const struct message *message, const char *key)
{
    return json_is_true(json_object_get(message->json, key));
}

static bool has_unit(const struct message *value, const char *unit)
{
    const char *given = message_string(value, "u");
    return given && strcmp(given, unit) == 0;
}

bool message_quantity(const struct message *message, const char *key, const char *unit, double *out)
{
    const struct message value = message_get(message, key);
    return message_count(&value) == 2 && has_unit(&value, unit) && message_number(&value, "v", out);
}

bool message_bound(const struct message *message, const char *key, const char *unit, double *out,
                   bool *is_above)
{
    const struct message value = message_get(message, key);
    const char *side = message_string(&value, "bound");
    if (!side || message_count(&value) != 3 || !has_unit(&value, unit))
        return false;
    if (strcmp(side, "left") != 0 && strcmp(side, "right") != 0)
        return false;
    if (!message_number(&value, "v", out))
        return false;
    *is_above = strcmp(side, "right") == 0;
    return true;
}

/* Takes `value`; NULL is what jansson gives for bad UTF-8, NaN or no memory. */
static void set_value(struct message *message, const char *key, json_t *value)
{
    if (!value || json_object_set_new(message->json, key, value) != 0)
        message->failed = true;
}

void message_set_string(struct message *message, const char *key, const char *value)
{
    set_value(message, key, json_string(value));
}

void message_set_number(struct message *message, const char *key, double value)
{
    set_value(message, key, json_real(value));
}

void message_set_integer(struct message *message, const char *key, int64_t value)
{
    set_value(message, key, json_integer(value));
}

void message_set_bool(struct message *message, const char *key, bool value)
{
    set_value(message, key, json_boolean(value));
}

void message_set_null(struct message *message, const char *key)
{
    set_value(message, key, json_null());
}

void message_set_quantity(struct message *message, const char *key, const char *unit, double value)
{
    struct message quantity;
    message_init(&quantity);
    message_set_string(&quantity, "u", unit);
    message_set_number(&quantity, "v", value);
    message_set(message, key, &quantity);
    message_fini(&quantity);
}

void message_set_bound(struct message *message, const char *key, const char *unit, double value,
                       bool is_above)
{
    struct message bound;
    message_init(&bound);
    message_set_string(&bound, "bound", is_above ? "right" : "left");
    message_set_string(&bound, "u", unit);
    message_set_number(&bound, "v", value);
    message_set(message, key, &bound);
    message_fini(&bound);
}

void message_set(struct message *message, const char *key, const struct message *value)
{
    if (value->failed)
        message->failed = true;
    else
        set_value(message, key, json_deep_copy(value->json));
}

void message_set_array(struct message *message, const char *key)
{
    set_value(message, key, json_array());
}

static void push_value(struct message *message, const char *key, json_t *value)
{
    if (!json_object_get(message->json, key))
        message_set_array(message, key);
    if (!value || json_array_append_new(json_object_get(message->json, key), value) != 0)
        message->failed = true;
}

void message_push(struct message *message, const char *key, const struct message *value)
{
    if (value->failed)
        message->failed = true;
    else
        push_value(message, key, json_deep_copy(value->json));
}

void message_push_string(struct message *message, const char *key, const char *value)
{
    push_value(message, key, json_string(value));
}

void message_remove(struct message *message, const char *key)
{
    json_object_del(message->json, key);
}
