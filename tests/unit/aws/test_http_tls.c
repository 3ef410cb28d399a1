#include "aws/http.h"
#include "aws/support_fake.h"

#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* A TLS server with a certificate of its own making, for one connection. */
struct fixture {
    int fd;
    SSL_CTX *tls;
    X509 *certificate;
    EVP_PKEY *key;
    pthread_t thread;
    struct arena *arena;
    struct files files;
    struct http_curl_options options;
    struct str url;
    struct str ca_bundle;
};

static void *serve_one(void *self)
{
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    struct fixture *f = self;
    int fd = accept4(f->fd, NULL, NULL, SOCK_CLOEXEC);
    SSL *connection = SSL_new(f->tls);
    char request[4096];

    SSL_set_fd(connection, fd);
    if (fd >= 0 && SSL_accept(connection) == 1 &&
        SSL_read(connection, request, sizeof(request)) > 0) {
        SSL_write(connection, answer, sizeof(answer) - 1);
        /* The other side closes first. */
        SSL_read(connection, request, sizeof(request));
    }
    SSL_free(connection);
    if (fd >= 0) {
        close(fd);
    }
    return NULL;
}

static void make_certificate(struct fixture *f, const char *names)
{
    X509_NAME *subject;
    X509_EXTENSION *extension;

    f->key = EVP_EC_gen("P-256");
    f->certificate = X509_new();
    assert_non_null(f->key);
    assert_non_null(f->certificate);
    subject = X509_get_subject_name(f->certificate);
    X509_set_version(f->certificate, X509_VERSION_3);
    X509_gmtime_adj(X509_getm_notBefore(f->certificate), -60);
    X509_gmtime_adj(X509_getm_notAfter(f->certificate), 3600);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)"test", -1,
                               -1, 0);
    X509_set_issuer_name(f->certificate, subject);
    X509_set_pubkey(f->certificate, f->key);
    extension = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, names);
    assert_non_null(extension);
    X509_add_ext(f->certificate, extension, -1);
    X509_EXTENSION_free(extension);
    assert_true(X509_sign(f->certificate, f->key, EVP_sha256()) > 0);
}

static struct str write_pem(struct fixture *f)
{
    BIO *memory = BIO_new(BIO_s_mem());
    struct str path;
    char *text;
    long len;

    assert_int_equal(PEM_write_bio_X509(memory, f->certificate), 1);
    len = BIO_get_mem_data(memory, &text);
    path =
        support_files_write(&f->files, f->arena, "ca.pem", (struct str){ text, (size_t)len });
    BIO_free(memory);
    return path;
}

static void set_up(struct fixture *f, const char *names)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t len = sizeof(address);

    memset(f, 0, sizeof(*f));
    f->arena = arena_new();
    support_files_init(&f->files);
    make_certificate(f, names);
    f->tls = SSL_CTX_new(TLS_server_method());
    assert_int_equal(SSL_CTX_use_certificate(f->tls, f->certificate), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey(f->tls, f->key), 1);
    f->ca_bundle = write_pem(f);
    f->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(f->fd, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(f->fd, 1), 0);
    assert_int_equal(getsockname(f->fd, (struct sockaddr *)&address, &len), 0);
    f->url = arena_printf(f->arena, "https://127.0.0.1:%d/", ntohs(address.sin_port));
}

/* One request; its status, or minus the kind of its failure. */
static int run(struct fixture *f)
{
    struct http *http = http_curl_new(&f->options);
    struct http_request request = { .url = f->url, .body = STR("{}") };
    struct http_reply reply = { .status = 0 };
    struct http_failure failure = { .kind = HTTP_STOPPED };
    bool worked;

    assert_int_equal(pthread_create(&f->thread, NULL, serve_one, f), 0);
    worked = http_send(http, f->arena, NULL, &request, &reply, &failure);
    http_free(http);
    shutdown(f->fd, SHUT_RDWR);
    pthread_join(f->thread, NULL);
    return worked ? reply.status : -(int)failure.kind;
}

static void tear_down(struct fixture *f)
{
    close(f->fd);
    SSL_CTX_free(f->tls);
    X509_free(f->certificate);
    EVP_PKEY_free(f->key);
    support_files_release(&f->files);
    arena_free(f->arena);
}

static void an_unknown_certificate_is_refused(void **state)
{
    struct fixture f;

    (void)state;
    set_up(&f, "IP:127.0.0.1");
    assert_int_equal(run(&f), -HTTP_UNTRUSTED);
    tear_down(&f);
}

static void a_bundle_that_holds_the_certificate_makes_it_good(void **state)
{
    struct fixture f;

    (void)state;
    set_up(&f, "IP:127.0.0.1");
    f.options.ca_bundle = f.ca_bundle;
    assert_int_equal(run(&f), 200);
    tear_down(&f);
}

static void a_certificate_for_another_name_is_refused(void **state)
{
    struct fixture f;

    (void)state;
    set_up(&f, "DNS:other.example");
    f.options.ca_bundle = f.ca_bundle;
    assert_int_equal(run(&f), -HTTP_UNTRUSTED);
    tear_down(&f);
}

static void a_bundle_that_is_none_is_refused(void **state)
{
    struct fixture f;

    (void)state;
    set_up(&f, "IP:127.0.0.1");
    f.options.ca_bundle = support_files_write(&f.files, f.arena, "junk.pem", STR("no PEM"));
    assert_int_equal(run(&f), -HTTP_UNTRUSTED);
    tear_down(&f);
}

static void insecure_takes_any_certificate(void **state)
{
    struct fixture f;

    (void)state;
    set_up(&f, "DNS:other.example");
    f.options.insecure = true;
    assert_int_equal(run(&f), 200);
    tear_down(&f);
}

static void tls_1_1_is_refused(void **state)
{
    struct fixture f;

    (void)state;
    set_up(&f, "IP:127.0.0.1");
    SSL_CTX_set_min_proto_version(f.tls, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(f.tls, TLS1_1_VERSION);
    f.options.insecure = true;
    assert_int_equal(run(&f), -HTTP_NO_ANSWER);
    tear_down(&f);
}

static void tls_1_2_is_taken(void **state)
{
    struct fixture f;

    (void)state;
    set_up(&f, "IP:127.0.0.1");
    SSL_CTX_set_max_proto_version(f.tls, TLS1_2_VERSION);
    f.options.insecure = true;
    assert_int_equal(run(&f), 200);
    tear_down(&f);
}

/* Old protocols are to be refused by us, not by the system's settings for OpenSSL. */
static void allow_old_protocols(struct files *files, struct arena *arena)
{
    static const char settings[] = "openssl_conf = all\n[all]\nssl_conf = tls\n"
                                   "[tls]\nsystem_default = old\n"
                                   "[old]\nMinProtocol = TLSv1\n"
                                   "CipherString = DEFAULT@SECLEVEL=0\n";
    struct str path = support_files_write(files, arena, "openssl.cnf", str_from(settings));

    assert_int_equal(setenv("OPENSSL_CONF", path.data, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unknown_certificate_is_refused),
        cmocka_unit_test(a_bundle_that_holds_the_certificate_makes_it_good),
        cmocka_unit_test(a_certificate_for_another_name_is_refused),
        cmocka_unit_test(a_bundle_that_is_none_is_refused),
        cmocka_unit_test(insecure_takes_any_certificate),
        cmocka_unit_test(tls_1_1_is_refused),
        cmocka_unit_test(tls_1_2_is_taken),
    };
    struct arena *arena = arena_new();
    struct files files;
    int failed;

    support_files_init(&files);
    allow_old_protocols(&files, arena);
    /* Of the server, whose client goes away in the middle of a handshake. */
    assert_true(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
    failed = cmocka_run_group_tests_name("http_tls", tests, NULL, NULL);
    support_files_release(&files);
    arena_free(arena);
    return failed;
}
