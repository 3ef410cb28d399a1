#include "plugin/certificate.h"

#include "base/mem.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdbool.h>

enum {
    VERSION_3 = 2,
    SERIAL_BITS = 127,
    /* The beginning lies back, for a clock that is set while the process runs; the end is far,
     * because a run may wait for a person. */
    VALID_FROM_S = -24 * 60 * 60,
    VALID_TO_S = 10 * 365 * 24 * 60 * 60,
};

/* One extension by OpenSSL's own names and syntax. */
struct extension {
    int nid;
    const char *value;
};

/* The CLI takes this certificate for its only root and asks for the name localhost. */
static const struct extension extensions[] = {
    { NID_basic_constraints, "critical,CA:TRUE" },
    { NID_key_usage, "critical,digitalSignature,keyCertSign" },
    { NID_ext_key_usage, "serverAuth,clientAuth" },
    { NID_subject_alt_name, "DNS:localhost" },
};

static enum status openssl_failed(struct err *err, const char *what)
{
    char text[256];
    unsigned long code = ERR_get_error();

    ERR_error_string_n(code, text, sizeof(text));
    return err_set(err, STATUS_FAILED, "%s: %s", what, code ? text : "OpenSSL gives no reason");
}

static bool add_extensions(X509 *cert)
{
    X509V3_CTX ctx;

    X509V3_set_ctx(&ctx, cert, cert, NULL, NULL, 0);
    for (size_t i = 0; i < ARRAY_LEN(extensions); i++) {
        X509_EXTENSION *ext =
            X509V3_EXT_conf_nid(NULL, &ctx, extensions[i].nid, extensions[i].value);
        bool added = ext && X509_add_ext(cert, ext, -1) == 1;

        X509_EXTENSION_free(ext);
        if (!added) {
            return false;
        }
    }
    return true;
}

static bool set_serial(X509 *cert)
{
    BIGNUM *number = BN_new();
    bool done = number && BN_rand(number, SERIAL_BITS, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) &&
                BN_to_ASN1_INTEGER(number, X509_get_serialNumber(cert));

    BN_free(number);
    return done;
}

static bool add_name(X509_NAME *name, const char *field, const char *value)
{
    return X509_NAME_add_entry_by_txt(name, field, MBSTRING_ASC, (const unsigned char *)value,
                                      -1, -1, 0) == 1;
}

static bool fill(X509 *cert, EVP_PKEY *key)
{
    X509_NAME *name = X509_get_subject_name(cert);

    return X509_set_version(cert, VERSION_3) && set_serial(cert) &&
           X509_gmtime_adj(X509_getm_notBefore(cert), VALID_FROM_S) &&
           X509_gmtime_adj(X509_getm_notAfter(cert), VALID_TO_S) &&
           add_name(name, "O", "terraform-provider-sagemaker") &&
           add_name(name, "CN", "localhost") && X509_set_issuer_name(cert, name) &&
           X509_set_pubkey(cert, key) && add_extensions(cert) &&
           X509_sign(cert, key, EVP_sha256()) > 0;
}

/* What was written to a memory BIO, as text of our own; the BIO's copy is wiped. */
static char *take_text(BIO *bio)
{
    char *data = NULL;
    long len = BIO_get_mem_data(bio, &data);
    char *text = mem_strndup(data, len > 0 ? (size_t)len : 0);

    if (len > 0) {
        OPENSSL_cleanse(data, (size_t)len);
    }
    return text;
}

static char *certificate_text(X509 *cert)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *text = bio && PEM_write_bio_X509(bio, cert) ? take_text(bio) : NULL;

    BIO_free(bio);
    return text;
}

static char *key_text(EVP_PKEY *key)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *text = bio && PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL)
                     ? take_text(bio)
                     : NULL;

    BIO_free(bio);
    return text;
}

/* The CLI decodes without padding: one '=' and it refuses the whole handshake. */
static char *base64_text(X509 *cert)
{
    unsigned char *der = NULL;
    int len = i2d_X509(cert, &der);
    char *text = NULL;

    if (len > 0) {
        text = mem_calloc(((size_t)len + 2) / 3 * 4 + 1, 1);
        EVP_EncodeBlock((unsigned char *)text, der, len);
        text[strcspn(text, "=")] = '\0';
    }
    OPENSSL_free(der);
    return text;
}

void certificate_begin(void)
{
    if (OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL) != 1) {
        mem_fatal("OpenSSL cannot start");
    }
}

enum status certificate_make(struct certificate *out, struct err *err)
{
    struct certificate made = { 0 };
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *cert = X509_new();
    enum status status = STATUS_OK;

    if (key && cert && fill(cert, key)) {
        made.pem = certificate_text(cert);
        made.key_pem = key_text(key);
        made.base64 = base64_text(cert);
    }
    if (made.pem && made.key_pem && made.base64) {
        *out = made;
    } else {
        certificate_release(&made);
        status = openssl_failed(err, "the server's certificate cannot be made");
    }
    X509_free(cert);
    EVP_PKEY_free(key);
    return status;
}

void certificate_release(struct certificate *certificate)
{
    if (certificate->key_pem) {
        mem_wipe(certificate->key_pem, strlen(certificate->key_pem));
    }
    mem_free(certificate->pem);
    mem_free(certificate->key_pem);
    mem_free(certificate->base64);
    *certificate = (struct certificate){ 0 };
}

enum status certificate_check(const char *pem, struct err *err)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    X509 *cert = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
    enum status status = STATUS_OK;

    if (!cert) {
        status = openssl_failed(err, "PLUGIN_CLIENT_CERT holds no certificate in PEM form");
    }
    X509_free(cert);
    BIO_free(bio);
    return status;
}
