#include "plugin/command.h"

#include "base/str.h"
#include "plugin/handshake.h"

#include <limits.h>
#include <unistd.h>

#define PROGRAM "terraform-provider-sagemaker"

enum {
    EXIT_BY_HAND = 1,
    EXIT_USAGE = 2,
};

static const struct {
    const char *text; /* with two dashes; one will do */
    enum command command;
} options[] = {
    { "--debug", COMMAND_DEBUG },
    { "--version", COMMAND_VERSION },
    { "--help", COMMAND_HELP },
    { "--h", COMMAND_HELP },
};

enum command command_parse(int argc, const char *const *argv, const struct environment *env)
{
    if (argc < 2) {
        return handshake_invited(env) ? COMMAND_SERVE : COMMAND_EXPLAIN;
    }
    for (size_t i = 0; argc == 2 && i < ARRAY_LEN(options); i++) {
        if (strcmp(argv[1], options[i].text) == 0 ||
            strcmp(argv[1], options[i].text + 1) == 0) {
            return options[i].command;
        }
    }
    return COMMAND_WRONG;
}

static void print_help(void)
{
    (void)printf(
        "usage: " PROGRAM " [-debug | --version | --help]\n"
        "\n"
        "A provider for Terraform and OpenTofu: they start it themselves, without arguments.\n"
        "\n"
        "  -debug      serve until SIGINT or SIGTERM, and print TF_REATTACH_PROVIDERS, the\n"
        "              variable with which terraform and tofu use this very process\n"
        "  --version   print the version\n"
        "  --help      print this text\n"
        "\n"
        "TF_LOG or TF_LOG_PROVIDER (TRACE, DEBUG, INFO, WARN, ERROR) ask for a log on "
        "stderr.\n");
}

/* The folder of the program's file, or words in its place. */
static void find_folder(char *folder, size_t size)
{
    ssize_t len = readlink("/proc/self/exe", folder, size - 1);

    folder[len > 0 ? len : 0] = '\0';
    if (strrchr(folder, '/')) {
        *strrchr(folder, '/') = '\0';
    } else {
        (void)snprintf(folder, size, "<the folder of this program>");
    }
}

static void print_explanation(const char *provider)
{
    char folder[PATH_MAX];

    find_folder(folder, sizeof(folder));
    (void)fprintf(
        stderr,
        "This is the sagemaker provider for Terraform and OpenTofu, version " PROVIDER_VERSION
        ".\n"
        "It is a plugin: terraform and tofu start it, it is of no use by itself.\n"
        "\n"
        "To use it, name it in your configuration and run `terraform init` or `tofu init`:\n"
        "\n"
        "    terraform {\n"
        "      required_providers {\n"
        "        # The name \"aws\" makes aws_sagemaker_image & co. find it.\n"
        "        aws = {\n"
        "          source = \"%s\"\n"
        "        }\n"
        "      }\n"
        "    }\n"
        "\n"
        "To use this very file instead of an installed one, put this in a file, without\n"
        "running init, and let TF_CLI_CONFIG_FILE name the file:\n"
        "\n"
        "    provider_installation {\n"
        "      dev_overrides {\n"
        "        \"%s\" = \"%s\"\n"
        "      }\n"
        "      direct {}\n"
        "    }\n"
        "\n"
        "`" PROGRAM " --help` lists what else it can do.\n",
        provider, provider, folder);
}

/* The arguments are taken one at most, so the first that is not known, or the second, is at
 * fault. */
static void print_mistake(const char *const *argv)
{
    (void)fprintf(stderr, PROGRAM ": %s \"%s\"; see " PROGRAM " --help\n",
                  argv[2] ? "takes one argument, there is no place for"
                          : "there is no argument",
                  argv[2] ? argv[2] : argv[1]);
}

int command_run(enum command command, const char *provider, const char *const *argv)
{
    switch (command) {
    case COMMAND_VERSION:
        (void)printf(PROGRAM " " PROVIDER_VERSION "\n");
        return 0;
    case COMMAND_HELP:
        print_help();
        return 0;
    case COMMAND_EXPLAIN:
        print_explanation(provider);
        return EXIT_BY_HAND;
    case COMMAND_WRONG:
        print_mistake(argv);
        return EXIT_USAGE;
    case COMMAND_SERVE:
    case COMMAND_DEBUG:
        break;
    }
    return 0;
}
