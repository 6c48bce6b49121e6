typedef int loop_bootstrap;
