#include "plugin/support_plugin.h"

#include "plugin/certificate.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string.h>

enum {
    MANY = 60, /* a DER length that needs padding comes two times in three */
};

static X509 *read_certificate(const char *pem)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    X509 *cert = PEM_read_bio_X509(bio, NULL, NULL, NULL);

    BIO_free(bio);
    assert_non_null(cert);
    return cert;
}

static void the_name_is_localhost_and_the_uses_are_both(void **state)
{
    struct certificate made;
    struct err err;
    X509 *cert;

    (void)state;
    assert_int_equal(certificate_make(&made, &err), STATUS_OK);
    cert = read_certificate(made.pem);
    assert_int_equal(
        X509_check_host(cert, "localhost", 0, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, NULL), 1);
    assert_int_equal(X509_check_purpose(cert, X509_PURPOSE_SSL_SERVER, 0), 1);
    assert_int_equal(X509_check_purpose(cert, X509_PURPOSE_SSL_CLIENT, 0), 1);
    assert_int_equal(X509_verify(cert, X509_get0_pubkey(cert)), 1);
    assert_true(X509_cmp_current_time(X509_get0_notBefore(cert)) < 0);
    assert_true(X509_cmp_current_time(X509_get0_notAfter(cert)) > 0);
    X509_free(cert);
    certificate_release(&made);
}

static void the_key_is_p_256_and_belongs_to_the_certificate(void **state)
{
    struct certificate made;
    struct err err;
    char group[32];
    X509 *cert;
    EVP_PKEY *key;
    BIO *bio;

    (void)state;
    assert_int_equal(certificate_make(&made, &err), STATUS_OK);
    cert = read_certificate(made.pem);
    bio = BIO_new_mem_buf(made.key_pem, -1);
    key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    assert_non_null(key);
    assert_int_equal(X509_check_private_key(cert, key), 1);
    assert_int_equal(EVP_PKEY_get_group_name(key, group, sizeof(group), NULL), 1);
    assert_string_equal(group, "prime256v1");
    EVP_PKEY_free(key);
    BIO_free(bio);
    X509_free(cert);
    certificate_release(&made);
}

/* Decodes by hand what Go's RawStdEncoding takes. */
static void assert_decodes_to(const char *base64, X509 *cert)
{
    unsigned char *der = NULL;
    int len = i2d_X509(cert, &der);
    size_t text = strlen(base64);
    unsigned char padded[4096];
    unsigned char decoded[4096];

    assert_true(text % 4 != 1 && text + 4 < sizeof(padded));
    memset(padded, '=', sizeof(padded));
    for (size_t i = 0; i < text; i++) {
        padded[i] = (unsigned char)base64[i];
    }
    assert_true(EVP_DecodeBlock(decoded, padded, (int)((text + 3) / 4 * 4)) >= len);
    assert_memory_equal(decoded, der, (size_t)len);
    OPENSSL_free(der);
}

static void the_handshake_text_is_base64_without_padding(void **state)
{
    (void)state;
    for (int i = 0; i < MANY; i++) {
        struct certificate made;
        struct err err;
        X509 *cert;

        assert_int_equal(certificate_make(&made, &err), STATUS_OK);
        assert_null(strpbrk(made.base64, "=\r\n|"));
        cert = read_certificate(made.pem);
        assert_decodes_to(made.base64, cert);
        X509_free(cert);
        certificate_release(&made);
    }
}

static void two_certificates_differ(void **state)
{
    struct certificate one;
    struct certificate two;
    struct err err;

    (void)state;
    assert_int_equal(certificate_make(&one, &err), STATUS_OK);
    assert_int_equal(certificate_make(&two, &err), STATUS_OK);
    assert_string_not_equal(one.base64, two.base64);
    assert_string_not_equal(one.key_pem, two.key_pem);
    certificate_release(&one);
    certificate_release(&two);
}

static void a_released_certificate_holds_nothing(void **state)
{
    struct certificate made = { 0 };

    (void)state;
    certificate_release(&made);
    assert_null(made.pem);
    assert_null(made.key_pem);
    assert_null(made.base64);
}

static void junk_is_no_client_certificate(void **state)
{
    struct certificate made;
    struct err err;

    (void)state;
    assert_int_equal(certificate_make(&made, &err), STATUS_OK);
    assert_int_equal(certificate_check(made.pem, &err), STATUS_OK);
    assert_int_equal(certificate_check("junk", &err), STATUS_FAILED);
    assert_non_null(strstr(err.text, "PLUGIN_CLIENT_CERT"));
    made.pem[strlen(made.pem) / 2] = '!';
    assert_int_equal(certificate_check(made.pem, &err), STATUS_FAILED);
    certificate_release(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_name_is_localhost_and_the_uses_are_both),
        cmocka_unit_test(the_key_is_p_256_and_belongs_to_the_certificate),
        cmocka_unit_test(the_handshake_text_is_base64_without_padding),
        cmocka_unit_test(two_certificates_differ),
        cmocka_unit_test(a_released_certificate_holds_nothing),
        cmocka_unit_test(junk_is_no_client_certificate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
