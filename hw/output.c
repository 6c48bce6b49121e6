typedef int output_bootstrap;
