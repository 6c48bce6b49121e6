typedef int safety_bootstrap;
