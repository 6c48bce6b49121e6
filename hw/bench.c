typedef int bench_bootstrap;
