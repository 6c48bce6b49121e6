typedef int keeper_bootstrap;
