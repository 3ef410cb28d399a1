#ifndef PLUGIN_REATTACH_H
#define PLUGIN_REATTACH_H

#include "base/strbuf.h"

/*
 * The text that debug mode prints, from which a person or an editor takes the variable that
 * makes a CLI use the process that runs already. Pure.
 */
struct reattach {
    const char *provider; /* "namespace/type" */
    int pid;
    const char *network;
    const char *address;
};

/* Appends the text. It names the provider at both registries' hosts: Terraform and OpenTofu
 * each look for their own. */
void reattach_format(const struct reattach *reattach, struct strbuf *out);

#endif
