/* A virtual screen with the real window on it, driven by key, mouse and wheel events as a person makes them. What the window
 * shows is known from its own lines (--tell). */
#ifndef LIMEN_TESTS_DESKTOP_H
#define LIMEN_TESTS_DESKTOP_H

#include "support/program.h"

#define DESKTOP_PATIENCE (60 * MONO_SEC)

struct desktop {
    pid_t server;
    char display[16];
    struct folder folder;
    struct program window;
    size_t heard; /* of what it said */
};

static inline bool desktop_is_possible(void)
{
    return system("command -v Xvfb >/dev/null && command -v xdotool >/dev/null") == 0;
}

/* ---- the screen */

enum { SERVER_WORDS_MAX = 16 };

/* `server`: an X server with its arguments; it chooses its own number. */
static inline void desktop_serve(struct desktop *desktop, const char *const *server)
{
    int numbers[2];
    char number[8] = "", fd[8];
    const char *words[SERVER_WORDS_MAX] = {NULL};
    size_t given = 0;
    assert_int_equal(pipe(numbers), 0);
    snprintf(fd, sizeof fd, "%d", numbers[1]);
    for (; server[given]; given++)
        words[given] = server[given];
    assert_true(given + 3 <= SERVER_WORDS_MAX);
    words[given] = "-displayfd";
    words[given + 1] = fd;
    desktop->server = fork();
    if (desktop->server == 0) {
        const int null = open("/dev/null", O_RDWR);
        if (dup2(null, 1) < 0 || dup2(null, 2) < 0)
            _exit(99);
        execvp(words[0], (char *const *)words);
        _exit(99);
    }
    close(numbers[1]);
    size_t n = 0;
    while (n < sizeof number - 1 && read(numbers[0], number + n, 1) == 1 && number[n] != '\n')
        n++;
    number[n] = '\0';
    close(numbers[0]);
    assert_true(n > 0);
    snprintf(desktop->display, sizeof desktop->display, ":%s", number);
    setenv("DISPLAY", desktop->display, 1);
    setenv("SDL_AUDIODRIVER", "dummy", 1);
}

static inline void desktop_open(struct desktop *desktop, const char *size)
{
    desktop_serve(desktop,
                  (const char *[]){"Xvfb", "-screen", "0", size, "-nolisten", "tcp", NULL});
    folder_make(&desktop->folder);
}

static inline void desktop_close(struct desktop *desktop)
{
    kill(desktop->server, SIGTERM);
    waitpid(desktop->server, NULL, 0);
    folder_remove(&desktop->folder);
}

/* `format`: of xdotool's words. */
__attribute__((format(printf, 1, 2))) static inline void desktop_do(const char *format, ...)
{
    char command[256] = "xdotool ";
    va_list list;
    va_start(list, format);
    vsnprintf(command + 8, sizeof command - 8, format, list);
    va_end(list);
    assert_int_equal(system(command), 0);
}

/* ---- a window manager, and two displays */

static inline bool desktop_is(const char *command)
{
    return system(command) == 0;
}

static inline bool desktop_can_manage(void)
{
    return desktop_is_possible() &&
           desktop_is("command -v openbox >/dev/null && command -v xrandr >/dev/null");
}

static inline bool desktop_can_manage_two(void)
{
    return desktop_can_manage() && desktop_is("command -v Xorg >/dev/null");
}

/* Until the shell's command is true. */
static inline void desktop_await(struct desktop *desktop, const char *command)
{
    const mono_ns until = mono_now() + DESKTOP_PATIENCE;
    while (!desktop_is(command)) {
        if (mono_now() > until)
            fail_msg("never true: %s", command);
        (void)program_listen(&desktop->window, mono_now() + 50 * MONO_MS);
    }
}

/* Returns when it manages: a window that comes while it begins is never shown. */
static inline pid_t desktop_manage(struct desktop *desktop)
{
    char begun[128], startup[160];
    folder_file(&desktop->folder, "managed", begun);
    snprintf(startup, sizeof startup, "touch %s", begun);
    const pid_t pid = fork();
    if (pid == 0) {
        const int null = open("/dev/null", O_RDWR);
        if (dup2(null, 1) < 0 || dup2(null, 2) < 0)
            _exit(99);
        execlp("openbox", "openbox", "--sm-disable", "--startup", startup, NULL);
        _exit(99);
    }
    const mono_ns until = mono_now() + DESKTOP_PATIENCE;
    while (access(begun, F_OK) != 0) {
        assert_true(mono_now() < until);
        poll(NULL, 0, 20);
    }
    return pid;
}

/* An X server without a graphics card, whose outputs are plugged in and out as those of a real one: 1024 x 768, and right of it
 * 1280 x 960. */
static inline void desktop_open_two(struct desktop *desktop)
{
    static const char outputs[] =
        "Section \"ServerFlags\"\n  Option \"AutoAddDevices\" \"false\"\nEndSection\n"
        "Section \"Device\"\n  Identifier \"d\"\n  Driver \"dummy\"\n  VideoRam 65536\nEndSection\n"
        "Section \"Monitor\"\n  Identifier \"m\"\n  HorizSync 5-1000\n  VertRefresh 5-200\n"
        "EndSection\n"
        "Section \"Screen\"\n  Identifier \"s\"\n  Device \"d\"\n  Monitor \"m\"\n"
        "  DefaultDepth 24\nEndSection\n";
    char config[128], log[128];
    folder_make(&desktop->folder);
    folder_write(&desktop->folder, "outputs.conf", outputs);
    desktop_serve(desktop, (const char *[]){
                               "Xorg", "-noreset", "-novtswitch", "-sharevts", "-nolisten", "tcp",
                               "-config", folder_file(&desktop->folder, "outputs.conf", config),
                               "-logfile", folder_file(&desktop->folder, "log", log), NULL});
    assert_true(
        desktop_is("xrandr --addmode DUMMY1 1280x960 && xrandr --output DUMMY0 --mode 1024x768 "
                   "--pos 0x0 --output DUMMY1 --mode 1280x960 --pos 1024x0"));
    /* the server looks, as it does when a cable comes: programs see the display from then on */
    assert_true(
        desktop_is("xrandr >/dev/null && xrandr | grep 'DUMMY1 connected 1280x960' >/dev/null"));
}

/* ---- the window */

static inline void window_open_with(struct desktop *desktop, const char *const *args)
{
    desktop->heard = 0;
    program_start(&desktop->window, args, NULL);
    /* Without a window manager nobody gives it the keyboard. */
    desktop_do("search --sync --onlyvisible --name '^Limen$' windowfocus --sync >/dev/null");
}

/* The last whole line that it said; "": none yet. */
static inline const char *window_says(const struct desktop *desktop, char line[1024])
{
    const char *text = program_out(&desktop->window);
    const char *end = strrchr(text, '\n'), *at = end;
    line[0] = '\0';
    while (at && at > text && at[-1] != '\n')
        at--;
    if (at)
        snprintf(line, 1024, "%.*s", (int)(end - at), at);
    return line;
}

/* Until its last line has `part`; a line of it is returned in `line`. */
static inline void window_await(struct desktop *desktop, const char *part, char line[1024])
{
    const mono_ns until = mono_now() + DESKTOP_PATIENCE;
    while (!strstr(window_says(desktop, line), part)) {
        if (mono_now() > until || !program_listen(&desktop->window, mono_now() + 20 * MONO_MS))
            fail_msg("it shows no %s, but %s; said: %s", part, line, program_err(&desktop->window));
    }
}

static inline void window_key(const char *key)
{
    desktop_do("key %s", key);
}

#endif
