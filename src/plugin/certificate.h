#ifndef PLUGIN_CERTIFICATE_H
#define PLUGIN_CERTIFICATE_H

#include "base/status.h"

/*
 * The server's half of AutoMTLS: a key and a self-signed certificate that live only in memory
 * and only as long as the process. One thread at a time.
 */
struct certificate {
    char *pem;     /* NUL-terminated, like the others */
    char *key_pem; /* secret */
    char *base64;  /* of the DER form, without padding: what the handshake line carries */
};

/* Before anything else of OpenSSL's: threads of gRPC and libcurl may end after main has, and
 * then OpenSSL must still be there to take their leave. */
void certificate_begin(void);

/* A new P-256 key and its certificate for the name localhost. The caller releases it. */
MUST_CHECK enum status certificate_make(struct certificate *out, struct err *err);
void certificate_release(struct certificate *certificate);

/* Whether `pem` begins with a certificate that can be read. */
MUST_CHECK enum status certificate_check(const char *pem, struct err *err);

#endif
