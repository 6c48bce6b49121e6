/* A way to die of having used up the stack. */
#ifndef LIMEN_TESTS_STACK_H
#define LIMEN_TESTS_STACK_H

/* Ends in a crash long before its end: each call needs more stack. */
static inline unsigned use_up_the_stack(unsigned left)
{
    volatile unsigned char taken[4096];
    taken[left % sizeof taken] = 1;
    return left == 0 ? 0 : use_up_the_stack(left - 1) + taken[left % sizeof taken];
}

#endif
