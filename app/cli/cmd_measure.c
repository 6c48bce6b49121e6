int command_measure(int argc, char **argv);
int command_measure(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    return 0;
}
