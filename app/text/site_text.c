/* Sites in words, from assets/texts/sites.def. */
#include "text/text.h"

#include <string.h>

static const struct site_text sites[] = {
#define SITE(id, name_en, name_de, landmark_en, landmark_de, find_en, find_de)                     \
    {id, {name_en, name_de}, {landmark_en, landmark_de}, {find_en, find_de}},
#include "sites.def"
#undef SITE
};

const struct site_text *site_text_find(const char *id)
{
    for (size_t i = 0; i < sizeof sites / sizeof sites[0]; i++)
        if (strcmp(sites[i].id, id) == 0)
            return &sites[i];
    return NULL;
}

const char *site_text_side(enum language language, const char *side)
{
    if (strcmp(side, "left") == 0)
        return text_of(language, TEXT_site_left);
    if (strcmp(side, "right") == 0)
        return text_of(language, TEXT_site_right);
    if (strcmp(side, "midline") == 0)
        return text_of(language, TEXT_site_midline);
    return strcmp(side, "n/a") == 0 ? "" : side;
}

const char *site_text_landmark(enum language language, const char *site, const char *side)
{
    const struct site_text *text = site_text_find(site);
    if (!text)
        return "";
    if (strcmp(side, "midline") == 0)
        return text_of(language, TEXT_site_on_spine);
    return text->landmark[language];
}

const char *site_text_name(enum language language, char *out, size_t size, const char *site,
                           const char *side)
{
    const struct site_text *text = site_text_find(site);
    const struct text_value values[] = {
        {"site", text ? text->name[language] : site},
        {"side", site_text_side(language, side)},
    };
    return text_fill(out, size, values[1].value[0] ? "{site}, {side}" : "{site}", values, 2);
}
