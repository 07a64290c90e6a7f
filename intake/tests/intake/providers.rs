//! One provider cannot speak for another: two real ones in one manifest, each with its own issuer, client and key, and each lying as it can. Only a demo
//! asks a provider without TLS.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use axum::{Json, Router, extract::State, routing};
use base64ct::{Base64UrlUnpadded, Encoding as _};
use ed25519_dalek::{Signer as _, SigningKey};
use lakzegel_contract::{LOGIN_MEDIA_TYPE, ProblemType};
use lakzegel_crypto::{manifest, visit_nonce};
use reqwest::{
    Response,
    header::{CONTENT_TYPE, COOKIE},
};
use serde_json::{Value, json};

use crate::common::{Deployment, Process, answer, expect_problem, header, now, text};

const LEVEL: &str = "urn:test:substantial";

/// An identity provider on loopback.
struct Provider {
    issuer: String,
    audience: &'static str,
    key: SigningKey,
    /// The issuer that its discovery document names.
    says_it_is: Mutex<String>,
    /// Whether it says that each return names its sender (RFC 9207).
    names_itself: bool,
    /// The claims of the next token, and the seed of the key that signs it.
    next: Mutex<(Value, u8)>,
    /// How often it was asked about a code.
    asked: AtomicUsize,
}

impl Provider {
    async fn start(audience: &'static str, seed: u8, names_itself: bool) -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let issuer = format!("http://{}", listener.local_addr().expect("it has an address"));
        let provider = Arc::new(Self {
            says_it_is: Mutex::new(issuer.clone()),
            issuer,
            audience,
            key: SigningKey::from_bytes(&[seed; 32]),
            names_itself,
            next: Mutex::new((Value::Null, seed)),
            asked: AtomicUsize::new(0),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", routing::get(configuration))
            .route("/jwks", routing::get(keys))
            .route("/token", routing::post(token))
            .with_state(provider.clone());
        // It ends with the test's process.
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    fn entry(&self, id: &str) -> manifest::Provider {
        manifest::Provider {
            id: id.to_owned(),
            issuer: self.issuer.clone(),
            audience: self.audience.to_owned(),
            algorithms: vec!["EdDSA".to_owned()],
            acr: vec![LEVEL.to_owned()],
            name: id.to_owned(),
            help: Vec::new(),
            failure: None,
        }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

async fn configuration(State(provider): State<Arc<Provider>>) -> Json<Value> {
    let at = |path: &str| format!("{}{path}", provider.issuer);
    Json(json!({
        "issuer": *provider.says_it_is.lock().expect("nobody failed"),
        "authorization_endpoint": at("/authorise"),
        "token_endpoint": at("/token"),
        "jwks_uri": at("/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
        "authorization_response_iss_parameter_supported": provider.names_itself,
    }))
}

async fn keys(State(provider): State<Arc<Provider>>) -> Json<Value> {
    let x = Base64UrlUnpadded::encode_string(provider.key.verifying_key().as_bytes());
    Json(json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": x, "use": "sig", "alg": "EdDSA" }] }))
}

async fn token(State(provider): State<Arc<Provider>>) -> Json<Value> {
    provider.asked.fetch_add(1, Ordering::Relaxed);
    let (claims, seed) = provider.next.lock().expect("nobody failed").clone();
    let part = |value: &Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
    let signed = format!("{}.{}", part(&json!({ "alg": "EdDSA", "typ": "JWT" })), part(&claims));
    let signature = SigningKey::from_bytes(&[seed; 32]).sign(signed.as_bytes()).to_bytes();
    let id_token = format!("{signed}.{}", Base64UrlUnpadded::encode_string(&signature));
    Json(json!({ "access_token": "x", "token_type": "Bearer", "expires_in": 60, "id_token": id_token }))
}

/// Logs in at provider `id`, and comes back with a code and with `more` in the query.
async fn log_in(server: &Process, id: &str, visit: u8, more: &str) -> Response {
    let (call, nonce) = (&server.call, visit_nonce(&[visit; 32]));
    let post = |path: &str| call.http.post(call.url(path)).header(CONTENT_TYPE, LOGIN_MEDIA_TYPE);
    let begun = post(&format!("/v1/identity/{id}/start")).body(format!("nonce={nonce}&travel_key={nonce}"));
    let begun = answer(begun).await;
    assert_eq!(begun.status(), 200);
    let cookie = header(&begun, "set-cookie").split(';').next().unwrap_or_default().to_owned();
    let said: Value = serde_json::from_str(&text(begun).await).expect("the answer is JSON");
    let state = said["state"].as_str().expect("it is text");
    let back = post("/v1/identity/callback").header(COOKIE, cookie);
    answer(back.body(format!("nonce={nonce}&code=c&state={state}{more}"))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_provider_cannot_speak_for_another() {
    let deployment = Deployment::new();
    let (one, other) =
        (Provider::start("client-of-one", 0x71, true).await, Provider::start("client-of-other", 0x72, false).await);
    let mut manifest = deployment.manifest();
    manifest.providers.extend([one.entry("een"), other.entry("ander")]);
    deployment.publish(&manifest);
    deployment.write("secret", "secret of the test");
    let configured = |id: &str| format!("\n[[provider]]\nid = \"{id}\"\nclient_secret = \"secret\"\n");
    let server = deployment.spawn_with(&(configured("een") + &configured("ander")));
    let claims = |issuer: &str, audience: &str, visit: u8| {
        json!({
            "iss": issuer, "aud": audience, "sub": "burger-1", "iat": now(), "exp": now() + 300, "auth_time": now(),
            "acr": LEVEL, "nonce": visit_nonce(&[visit; 32]),
        })
    };

    // Who sent the return (RFC 9207): no code of another issuer is shown to this one, and none at all of nobody, where it names itself.
    let mut visit = 0;
    let mut next_visit = || {
        visit += 1;
        visit
    };
    let issuer = |provider: &Provider| format!("&iss={}", provider.issuer.replace(':', "%3A").replace('/', "%2F"));
    let more_than_one = format!("{}/", issuer(&one));
    for (id, sent_by) in [
        ("een", issuer(&other)),
        ("een", String::new()),
        ("een", "&iss=".to_owned()),
        ("een", more_than_one),
        ("ander", issuer(&one)),
    ] {
        expect_problem(log_in(&server, id, next_visit(), &sent_by).await, ProblemType::BadLogin).await;
    }
    assert_eq!((one.asked(), other.asked()), (0, 0), "nobody was shown a code of another");

    // What each answers: with the other's key, in the other's name, for the other's client, or as the other altogether.
    for (id, me, you) in [("een", &one, &other), ("ander", &other, &one)] {
        let (my_seed, your_seed) = (me.key.to_bytes()[0], you.key.to_bytes()[0]);
        let tell = async |claims: Value, seed: u8, visit: u8| {
            *me.next.lock().expect("nobody failed") = (claims, seed);
            log_in(&server, id, visit, &issuer(me)).await
        };
        let asked = (me.asked(), you.asked());
        for (named, meant, signed) in [
            (me, me, your_seed),
            (you, me, my_seed),
            (me, you, my_seed),
            (you, you, my_seed),
            (you, me, your_seed),
            (me, you, your_seed),
            (you, you, your_seed),
        ] {
            let visit = next_visit();
            let answer = tell(claims(&named.issuer, meant.audience, visit), signed, visit).await;
            expect_problem(answer, ProblemType::BadLogin).await;
        }
        let visit = next_visit();
        let answer = tell(claims(&me.issuer, me.audience, visit), my_seed, visit).await;
        assert_eq!(answer.status(), 200, "what is its own is believed");
        assert_eq!((me.asked(), you.asked()), (asked.0 + 8, asked.1), "each is asked about its own codes only");
    }
    server.stop();
    assert_eq!(deployment.stored().await[3], 6, "grants were given for the two that were right");

    // Nor can it say that it is the other.
    *one.says_it_is.lock().expect("nobody failed") = other.issuer.clone();
    let server = deployment.spawn_with(&(configured("een") + &configured("ander")));
    let nonce = visit_nonce(&[0xfe; 32]);
    let start = server.call.http.post(server.call.url("/v1/identity/een/start")).header(CONTENT_TYPE, LOGIN_MEDIA_TYPE);
    let begun = answer(start.body(format!("nonce={nonce}&travel_key={nonce}"))).await;
    expect_problem(begun, ProblemType::ProviderUnreachable).await;
    server.stop();
}
