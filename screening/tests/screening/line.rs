//! The line between screening and the intake: in plain sight only on one machine; else by TLS, on which both sides show who they are.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair};
use rustls::{RootCertStore, ServerConfig, server::WebPkiClientVerifier};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::common::{Office, said};

/// Somebody who gives out certificates.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut about = CertificateParams::new(Vec::new()).expect("it is an authority");
        about.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(about, KeyPair::generate().expect("a key is made")).expect("it signs itself"))
    }

    fn pem(&self) -> String {
        self.0.pem()
    }

    /// A certificate for these names, and its key.
    fn gives(&self, names: &[&str], purpose: ExtendedKeyUsagePurpose) -> (rcgen::Certificate, KeyPair) {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut about = CertificateParams::new(names).expect("they are names");
        about.extended_key_usages = vec![purpose];
        let key = KeyPair::generate().expect("a key is made");
        let issuer: &Issuer<'static, KeyPair> = &self.0;
        (about.signed_by(&key, issuer).expect("the authority signs"), key)
    }
}

/// What ends the TLS before an intake that has none: it asks for a certificate of `clients`, and shows one of `servers`.
struct Gateway {
    address: SocketAddr,
    /// How many connections were let through.
    passed: Arc<AtomicUsize>,
}

impl Gateway {
    fn start(intake: SocketAddr, servers: &Authority, clients: Option<&Authority>, names: &[&str]) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (certificate, key) = servers.gives(names, ExtendedKeyUsagePurpose::ServerAuth);
        let config = ServerConfig::builder();
        let config = match clients {
            None => config.with_no_client_auth(),
            Some(authority) => {
                let mut roots = RootCertStore::empty();
                roots.add(authority.0.der().clone()).expect("it is an authority");
                config.with_client_cert_verifier(WebPkiClientVerifier::builder(Arc::new(roots)).build().expect("it verifies"))
            }
        };
        let key = key.serialize_der().try_into().expect("it is a key");
        let config = config.with_single_cert(vec![certificate.der().clone()], key).expect("the key is the certificate's");
        let (acceptor, passed) = (TlsAcceptor::from(Arc::new(config)), Arc::new(AtomicUsize::new(0)));
        let (counted, (tell, told)) = (passed.clone(), mpsc::channel());
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
            runtime.block_on(async move {
                let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
                tell.send(listener.local_addr().expect("it has an address")).expect("the test waits");
                loop {
                    let (stream, _) = listener.accept().await.expect("it listens");
                    let (acceptor, counted) = (acceptor.clone(), counted.clone());
                    tokio::spawn(async move {
                        let Ok(mut client) = acceptor.accept(stream).await else { return };
                        counted.fetch_add(1, Ordering::Relaxed);
                        let mut server = TcpStream::connect(intake).await.expect("the intake listens");
                        let _ended = tokio::io::copy_bidirectional(&mut client, &mut server).await;
                    });
                }
            });
        });
        Self { address: told.recv().expect("it starts"), passed }
    }

    fn passed(&self) -> usize {
        self.passed.load(Ordering::Relaxed)
    }
}

const TABLE: &str = "[intake_tls]\nauthority = \"authority.pem\"\ncertificate = \"office.pem\"\nkey = \"office-tls.key\"\n";

/// The office with a certificate of `own`, that believes `servers` and calls its intake at this address.
fn configure(office: &Office, address: &str, servers: &Authority, own: &Authority) {
    let (certificate, key) = own.gives(&["office.invalid"], ExtendedKeyUsagePurpose::ClientAuth);
    office.write("authority.pem", &servers.pem());
    office.write("office.pem", &certificate.pem());
    office.write("office-tls.key", &key.serialize_pem());
    let plain = format!("http://{}", office.intake.address);
    office.write("screening.toml", &(office.config().replace(&plain, address) + TABLE));
}

/// Neither a round nor `check-config` gets through, and this is said.
fn expect_refused(office: &Office, words: &str) {
    let round = office.round();
    assert!(!round.success && round.errors.contains(words), "{words}: {}", round.errors);
    let checked = office.person(&["check-config"]);
    assert!(!checked.success && checked.output.contains(words), "{words}: {}", checked.output);
}

#[test]
fn with_both_sides_certificates_letters_come_by_tls() {
    let (office, servers, clients) = (Office::new(), Authority::new(), Authority::new());
    let gateway = Gateway::start(office.intake.address, &servers, Some(&clients), &["127.0.0.1", "localhost"]);
    for host in ["127.0.0.1", "localhost"] {
        configure(&office, &format!("https://{host}:{}", gateway.address.port()), &servers, &clients);
        let sent = office.send();
        office.good_round();
        assert_eq!(office.state_of(sent.id), "released");
        let checked = office.person(&["check-config"]);
        assert!(checked.success, "{}", checked.output);
    }
    assert!(gateway.passed() > 0);
}

#[test]
fn who_shows_no_certificate_or_anothers_is_not_let_through() {
    let (office, servers, clients, others) = (Office::new(), Authority::new(), Authority::new(), Authority::new());
    let gateway = Gateway::start(office.intake.address, &servers, Some(&clients), &["127.0.0.1"]);
    let address = format!("https://{}", gateway.address);
    // The gateway does refuse: a certificate of somebody else's.
    configure(&office, &address, &servers, &others);
    expect_refused(&office, "no answer");
    assert_eq!(gateway.passed(), 0);
    // Without any, screening does not even call.
    office.write("screening.toml", &office.config().replace(&format!("http://{}", office.intake.address), &address));
    expect_refused(&office, "both sides show who they are");
    assert_eq!(gateway.passed(), 0);
}

#[test]
fn only_an_intake_of_the_one_authority_and_of_its_own_name_is_told_the_token() {
    let (office, servers, clients, others) = (Office::new(), Authority::new(), Authority::new(), Authority::new());
    for (authority, name) in [(&others, "127.0.0.1"), (&servers, "intake.invalid")] {
        let gateway = Gateway::start(office.intake.address, authority, Some(&clients), &[name]);
        configure(&office, &format!("https://{}", gateway.address), &servers, &clients);
        expect_refused(&office, "no answer");
        // Whom the whole system trusts is not believed here for that.
        office.write("system.pem", &others.pem());
        let round = said(office.run_command(&["--once"]).env("SSL_CERT_FILE", office.path("system.pem")));
        assert!(!round.success, "{}", round.errors);
        assert_eq!(gateway.passed(), 0, "nothing was said to it");
    }
}

#[test]
fn plain_http_is_for_this_machine_only() {
    let (office, servers, clients) = (Office::new(), Authority::new(), Authority::new());
    let plain = format!("http://{}", office.intake.address);
    for address in [
        "http://intake.example:8081",
        "http://10.0.0.7:8081",
        "http://[2001:db8::1]",
        "http://127.0.0.1.example",
        "http://0.0.0.0:8081",
    ] {
        office.write("screening.toml", &office.config().replace(&plain, address));
        expect_refused(&office, "leaves this machine in plain sight");
    }
    for address in ["https://", "ftp://127.0.0.1", "http://somebody@127.0.0.1", "intake"] {
        office.write("screening.toml", &office.config().replace(&plain, address));
        expect_refused(&office, "intake must be http:// or https://");
    }
    // A variable is no way round it.
    office.write("screening.toml", &office.config());
    let round = said(office.run_command(&["--once"]).env("LAKZEGEL_SCREENING_INTAKE", "http://intake.example"));
    assert!(!round.success && round.errors.contains("leaves this machine in plain sight"), "{}", round.errors);
    // Certificates that nothing would use are a mistake in the address.
    configure(&office, &plain, &servers, &clients);
    expect_refused(&office, "is http://: write https://");
    office.write("screening.toml", &office.config());
    office.good_round();
}

#[test]
fn a_certificate_or_key_that_is_none_is_said() {
    let (office, servers, clients) = (Office::new(), Authority::new(), Authority::new());
    let gateway = Gateway::start(office.intake.address, &servers, Some(&clients), &["127.0.0.1"]);
    for (file, content, words) in [
        ("authority.pem", "", "[intake_tls]: TLS cannot be set up"),
        ("office.pem", "nothing", "[intake_tls]: TLS cannot be set up"),
        ("office-tls.key", "nothing", "[intake_tls]: TLS cannot be set up"),
    ] {
        configure(&office, &format!("https://{}", gateway.address), &servers, &clients);
        office.write(file, content);
        expect_refused(&office, words);
    }
    configure(&office, &format!("https://{}", gateway.address), &servers, &clients);
    std::fs::remove_file(office.path("office.pem")).expect("it can be removed");
    expect_refused(&office, "office.pem cannot be read");
    configure(&office, &format!("https://{}", gateway.address), &servers, &clients);
    office.allow("office-tls.key", 0o644);
    expect_refused(&office, "office-tls.key can be read by others");
}
