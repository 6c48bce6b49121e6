/* Drawings that leave the program: pictures that read back as what was painted, PDFs that are the same each time, and nothing
 * half-written under the name that was asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw/surface.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { WIDE = 200, HIGH = 120 };

/* of the library that writes the pictures: tests do not see its headers */
extern void *cairo_image_surface_create_from_png(const char *path);
extern int cairo_image_surface_get_width(void *image);
extern int cairo_image_surface_get_height(void *image);
extern int cairo_image_surface_get_stride(void *image);
extern unsigned char *cairo_image_surface_get_data(void *image);
extern void cairo_surface_destroy(void *image);

/* Years pass between any two questions for the time. */
time_t time(time_t *now)
{
    static time_t years;
    years += 40000000;
    if (now)
        *now = years;
    return years;
}

struct scene {
    struct fonts *fonts;
    struct canvas *canvas;
    char folder[64], path[128];
};

static void draw_page(struct canvas *canvas)
{
    const struct text_style style = {20, WEIGHT_SEMIBOLD, ALIGN_LEFT, true, 0xffffffff};
    canvas_clear(canvas);
    canvas_round(canvas, (struct rect){8, 8, 100, 60}, 8, 0xffb01020,
                 (struct stroke){0xffffb3ad, 2, 0});
    canvas_text_mid(canvas, (struct point){16, 38}, "Größe 287 kPa", &style);
    canvas_arc(canvas, (struct point){150, 50}, 30, (struct point){0, 0.7f}, COLOUR_NONE,
               (struct stroke){0xff4fd1a5, 8, 0});
}

static char *read_all(const char *path, size_t *n)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *data = malloc(1 << 20);
    *n = fread(data, 1, 1 << 20, file);
    fclose(file);
    return data;
}

static int count_files(const char *folder)
{
    int n = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));)
        n += entry->d_name[0] != '.';
    closedir(dir);
    return n;
}

static enum status write_pdf(const struct scene *scene, struct why *why)
{
    struct surface *pdf;
    enum status status = surface_pdf(scene->path, 595, 842, scene->fonts, &pdf, why);
    if (status != STATUS_OK)
        return status;
    for (int page = 0; page < 3; page++) {
        surface_paint(pdf, scene->canvas, (struct rect){0, 0, 793, 1122}, 0xff0d1115);
        if (page < 2)
            surface_next_page(pdf);
    }
    status = surface_finish(pdf, why);
    surface_free(pdf);
    return status;
}

static enum status write_png(const struct scene *scene, struct why *why)
{
    struct surface *surface;
    assert_int_equal(surface_new(WIDE, HIGH, 1, scene->fonts, &surface), STATUS_OK);
    surface_paint(surface, scene->canvas, (struct rect){0, 0, WIDE, HIGH}, 0xff0d1115);
    const enum status status = surface_save_png(surface, scene->path, why);
    surface_free(surface);
    return status;
}

static void a_picture_reads_back_as_it_was_painted(void **state)
{
    struct scene *scene = *state;
    struct surface *surface;
    struct why why;
    assert_int_equal(surface_new(WIDE, HIGH, 1, scene->fonts, &surface), STATUS_OK);
    surface_paint(surface, scene->canvas, (struct rect){0, 0, WIDE, HIGH}, 0xff0d1115);
    assert_int_equal(surface_save_png(surface, scene->path, &why), STATUS_OK);
    void *image = cairo_image_surface_create_from_png(scene->path);
    assert_int_equal(cairo_image_surface_get_width(image), WIDE);
    assert_int_equal(cairo_image_surface_get_height(image), HIGH);
    for (int at = 0; at < WIDE * HIGH; at++) {
        uint32_t pixel;
        memcpy(&pixel,
               cairo_image_surface_get_data(image) +
                   at / WIDE * cairo_image_surface_get_stride(image) + at % WIDE * 4,
               sizeof pixel);
        assert_int_equal(pixel | COLOUR_OPAQUE, surface_pixel(surface, at % WIDE, at / WIDE));
    }
    cairo_surface_destroy(image);
    surface_free(surface);
}

static void two_pdfs_of_one_drawing_are_the_same_bytes(void **state)
{
    struct scene *scene = *state;
    struct why why;
    size_t n, m;
    assert_int_equal(write_pdf(scene, &why), STATUS_OK);
    char *one = read_all(scene->path, &n);
    assert_int_equal(write_pdf(scene, &why), STATUS_OK);
    char *two = read_all(scene->path, &m);
    assert_true(n > 1000 && n == m);
    assert_memory_equal(one, two, n);
    assert_memory_equal(one, "%PDF-", 5);
    assert_non_null(memmem(one, n, "/Count 3", 8));
    free(one);
    free(two);
}

static void a_pdf_that_was_given_up_leaves_nothing(void **state)
{
    struct scene *scene = *state;
    struct surface *pdf;
    struct why why;
    assert_int_equal(surface_pdf(scene->path, 595, 842, scene->fonts, &pdf, &why), STATUS_OK);
    surface_paint(pdf, scene->canvas, (struct rect){0, 0, 100, 100}, COLOUR_NONE);
    surface_free(pdf);
    assert_int_equal(count_files(scene->folder), 0);
}

static void a_folder_that_is_not_there_is_named(void **state)
{
    struct scene *scene = *state;
    struct why why;
    snprintf(scene->path, sizeof scene->path, "%s/no/such/page", scene->folder);
    assert_int_equal(write_pdf(scene, &why), STATUS_IO);
    assert_non_null(strstr(why.text, scene->path));
    assert_int_equal(write_png(scene, &why), STATUS_IO);
    assert_non_null(strstr(why.text, scene->path));
}

static void put_old_file(const struct scene *scene)
{
    FILE *file = fopen(scene->path, "w");
    assert_non_null(file);
    fputs("older", file);
    assert_int_equal(fclose(file), 0);
}

/* No file may be larger than `bytes`; as if the disk were full there. */
static void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void assert_kept_until_whole(const struct scene *scene,
                                    enum status (*write)(const struct scene *, struct why *))
{
    enum status status = STATUS_IO;
    rlim_t bytes = 0;
    for (; status != STATUS_OK; bytes += 97) {
        struct why why = {0};
        size_t n;
        put_old_file(scene);
        limit_files(bytes);
        status = write(scene, &why);
        limit_files(RLIM_INFINITY);
        assert_int_equal(count_files(scene->folder), 1);
        char *data = read_all(scene->path, &n);
        assert_true(status == STATUS_OK || (n == 5 && memcmp(data, "older", 5) == 0));
        assert_true(status == STATUS_OK || strstr(why.text, scene->path));
        free(data);
    }
    assert_true(bytes > 500);
}

static void a_full_disk_leaves_the_older_file_wherever_it_strikes(void **state)
{
    signal(SIGXFSZ, SIG_IGN);
    assert_kept_until_whole(*state, write_png);
    assert_kept_until_whole(*state, write_pdf);
}

static int begin(void **state)
{
    static struct scene scene;
    struct why why;
    *state = &scene;
    strcpy(scene.folder, "/tmp/limen-draw-XXXXXX");
    if (!mkdtemp(scene.folder))
        return -1;
    snprintf(scene.path, sizeof scene.path, "%s/page", scene.folder);
    scene.canvas = canvas_new();
    draw_page(scene.canvas);
    return fonts_open(&scene.fonts, &why) == STATUS_OK ? 0 : -1;
}

static int end(void **state)
{
    struct scene *scene = *state;
    unlink(scene->path);
    canvas_free(scene->canvas);
    fonts_close(scene->fonts);
    return rmdir(scene->folder);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_picture_reads_back_as_it_was_painted),
        CASE(two_pdfs_of_one_drawing_are_the_same_bytes),
        CASE(a_pdf_that_was_given_up_leaves_nothing),
        CASE(a_folder_that_is_not_there_is_named),
        CASE(a_full_disk_leaves_the_older_file_wherever_it_strikes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
