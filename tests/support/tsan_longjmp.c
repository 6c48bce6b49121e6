/* The way out of an error, as ThreadSanitizer has to see it.
 *
 * Distributions build Lua with _FORTIFY_SOURCE, which makes longjmp() a call of
 * __longjmp_chk(). ThreadSanitizer watches setjmp() and longjmp(), but not that one: every error or
 * yield of Lua leaves the functions that were jumped over on its record of the stack, until the
 * record runs over. So the checked jump becomes the watched one. What it checks (that the target
 * still waits further up the stack) ThreadSanitizer checks as well. Linked into every program
 * that holds Lua, in such a build only. */
#include <setjmp.h>

__attribute__((noreturn)) void __longjmp_chk(jmp_buf target, int value);

void __longjmp_chk(jmp_buf target, int value)
{
    longjmp(target, value);
}
