#ifndef AWS_XML_H
#define AWS_XML_H

#include "base/arena.h"

/*
 * Takes single texts out of a small XML document, as the Security Token Service answers. Names
 * are looked at without their namespace. Pure; any thread.
 */
struct xml_text {
    const char *parent; /* the element right above; NULL: any */
    const char *name;
    struct str text; /* out: of the first such element, in the arena; empty: there is none */
};

/* False when it is no XML, or has a document type, which no such answer has. */
MUST_CHECK bool xml_read(struct arena *arena, struct str document, struct xml_text *texts,
                         size_t count);

#endif
