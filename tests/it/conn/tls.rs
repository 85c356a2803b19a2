//! Connecting with TLS: whom we trust, who we are, and a server that speaks otherwise.

use harness::{Server, Tls};

use super::{cannot_ask, place, show};

fn ca(tls: &Tls) -> String {
    format!("--tls-ca={}", tls.ca.display())
}

#[test]
fn a_server_with_a_certificate_of_an_own_authority() {
    let server = Server::tls(&[]);
    let tls = Tls::made();
    show(&server.url(), &[&ca(tls)]).ok();
    show(&format!("{}?ssl_ca_certs={}", server.url(), tls.ca.display()), &[]).ok();
    let pem = std::fs::read_to_string(&tls.ca).unwrap().replace('+', "%2B");
    show(&format!("{}?ssl_ca_data={pem}", server.url()).replace('\n', "%0A"), &[]).ok();
    let dir = server.dir().join("authorities");
    std::fs::create_dir(&dir).unwrap();
    std::fs::copy(&tls.ca, dir.join("ca.pem")).unwrap();
    show(&format!("{}?ssl_ca_path={}", server.url(), dir.display()), &[]).ok();
}

#[test]
fn a_certificate_of_nobody_we_trust() {
    let server = Server::tls(&[]);
    cannot_ask(
        &show(&server.url(), &[]),
        &format!("{}: the server's certificate is signed by nobody we trust", place(&server.url())),
        "name the authority with --tls-ca FILE",
    );
}

#[test]
fn a_certificate_that_is_not_checked_is_warned_about() {
    let server = Server::tls(&[]);
    let warning = "rqctl: the server's certificate is not checked: someone in between would go unnoticed\n";
    for output in [
        show(&server.url(), &["--tls-insecure"]),
        show(&(server.url() + "?ssl_cert_reqs=none"), &["--quiet"]),
    ] {
        assert_eq!((output.ok().as_str(), output.stderr().as_str()), ("unlabelled\n", warning));
    }
}

#[test]
fn a_certificate_for_another_name() {
    let server = Server::tls(&["--bind", "127.0.0.1", "127.0.0.2"]);
    let url = server.url().replace("127.0.0.1", "127.0.0.2");
    let output = show(&url, &[&ca(Tls::made())]);
    output.exits(4);
    assert!(
        output.stderr().contains("the server's certificate is for another host name\n"),
        "{}",
        output.raw()
    );
    let lax = format!("{url}?ssl_check_hostname=false");
    let output = show(&lax, &[&ca(Tls::made())]);
    output.ok();
    assert!(output.stderr().contains("the server's certificate is not checked"), "{}", output.raw());
    show(&lax, &[]).exits(4);
}

#[test]
fn a_server_that_wants_a_certificate_of_ours() {
    let server = Server::tls(&["--tls-auth-clients", "yes"]);
    let tls = Tls::made();
    cannot_ask(
        &show(&server.url(), &[&ca(tls)]),
        &format!("{}: the server wants a certificate of ours", place(&server.url())),
        "name it with --tls-cert FILE --tls-key FILE",
    );
    let (cert, key) = (
        format!("--tls-cert={}", tls.client_cert.display()),
        format!("--tls-key={}", tls.client_key.display()),
    );
    show(&server.url(), &[&ca(tls), &cert, &key]).ok();
    let in_url = format!(
        "{}?ssl_ca_certs={}&ssl_certfile={}&ssl_keyfile={}",
        server.url(),
        tls.ca.display(),
        tls.client_cert.display(),
        tls.client_key.display()
    );
    show(&in_url, &[]).ok();
    // One file may hold both.
    let both = server.dir().join("both.pem");
    let [cert, key] = [&tls.client_cert, &tls.client_key].map(|file| std::fs::read_to_string(file).unwrap());
    std::fs::write(&both, cert + &key).unwrap();
    show(&server.url(), &[&ca(tls), &format!("--tls-cert={}", both.display())]).ok();
}

#[test]
fn tls_files_that_are_none_are_a_matter_of_usage() {
    let server = Server::tls(&[]);
    for (flag, said) in [
        ("--tls-ca=/nonexistent", "cannot read /nonexistent: No such file or directory (os error 2)"),
        ("--tls-ca=/dev/null", "the file of TLS authorities holds no certificate (PEM)"),
        ("--tls-key=/dev/null", "a TLS key is of no use without its certificate"),
    ] {
        let output = show(&server.url(), &[flag]);
        output.exits(2);
        assert_eq!(output.stderr().lines().next(), Some(format!("rqctl: {said}").as_str()), "{flag}");
    }
    let output = show("redis://127.0.0.1:1", &["--tls-insecure"]);
    output.exits(2);
    assert!(output.stderr().starts_with("rqctl: --tls- options need a URL that begins with rediss://\n"));
}

#[test]
fn plain_words_to_a_server_that_speaks_tls() {
    let server = Server::tls(&[]);
    let output = show(&server.url().replace("rediss", "redis"), &[]);
    output.exits(4);
    assert!(
        output.stderr().ends_with("hint: if the server speaks TLS, its URL begins with rediss://\n"),
        "{}",
        output.raw()
    );
}

#[test]
fn tls_to_a_server_that_speaks_plainly() {
    let server = Server::tcp();
    let output = show(&server.url().replace("redis", "rediss"), &["--connect-timeout", "500ms"]);
    cannot_ask(
        &output,
        &format!(
            "{}: it took the connection, but did not answer with TLS within 0.5 s",
            place(&server.url())
        ),
        "if the server does not speak TLS, its URL begins with redis://",
    );
}
