//! The configuration: a file, variables that go before it, and an explanation of each mistake.

use std::{fs, process::Command};

use crate::{
    cluster::Cluster,
    common::{CONFIG, Deployment},
};

/// What the built program says of this configuration, with these variables; whether it is content, and its lines.
fn check(deployment: &Deployment, config: &str, variables: &[(&str, &str)]) -> (bool, Vec<String>) {
    deployment.write("intake.toml", config);
    let mut command = Command::new(env!("CARGO_BIN_EXE_lakzegel-intake"));
    command.args(["check-config", "--config"]).arg(deployment.path("intake.toml")).envs(variables.iter().copied());
    let output = command.output().expect("the program runs");
    let lines = String::from_utf8(output.stdout).expect("it says text").lines().map(str::to_owned).collect();
    (output.status.success(), lines)
}

/// The manifest of the tests names one provider, which is the demo's; these are settings for it.
fn provider(fields: &str) -> String {
    format!("{CONFIG}\n[[provider]]\nid = \"proef\"\n{fields}\n")
}

fn deployment() -> Deployment {
    let deployment = Deployment::new();
    deployment.write("secret", "a secret of the tests\n");
    deployment
}

#[test]
fn everything_that_is_wrong_is_said_at_once_and_nothing_is_made() {
    let deployment = deployment();
    for (config, mistakes) in [
        (CONFIG.replace("data = \"data\"", ""), vec!["data"]),
        (CONFIG.replace("listen = \"127.0.0.1:0\"", "listen = \"here\""), vec!["socket address"]),
        (format!("{CONFIG}biscuit = 2\n"), vec!["biscuit"]),
        ("this is not TOML".to_owned(), vec!["TOML"]),
        (
            CONFIG
                .replace("\"client\"", "\"nowhere\"")
                .replace("\"screening-token\"", "\"gone\"")
                .replace("root-keys.txt", "log.key"),
            vec!["gone cannot be read", "nowhere cannot be read", "four lines"],
        ),
        (CONFIG.replace("http://127.0.0.1", "brief.example"), vec!["public_url must be"]),
        (CONFIG.to_owned(), vec!["provider proef is in the manifest, and the configuration has no [[provider]]"]),
        (provider(""), vec!["provider proef: give either client_secret, or private_key and algorithm"]),
        (provider("client_secret = \"secret\"\nalgorithm = \"ES256\""), vec!["give either"]),
        (provider("client_secret = \"nowhere\""), vec!["provider proef:", "cannot be read"]),
        (
            provider("private_key = \"secret\"\nalgorithm = \"ES256\""),
            vec!["not PKCS#8 in PEM, or is for another algorithm than ES256"],
        ),
        (provider("private_key = \"secret\"\nalgorithm = \"HS256\""), vec!["own key is EdDSA or ES256, not HS256"]),
        (provider("private_key = \"secret\"\nalgorithm = \"eddsa\""), vec!["own key is EdDSA or ES256, not eddsa"]),
        (
            provider("client_secret = \"secret\"").replace("proef", "elders"),
            vec!["provider elders: the manifest has no provider"],
        ),
        (provider("client_secret = \"secret\"").replace("login_key", "#"), vec!["login_key"]),
        (provider("client_secret = \"secret\"").replace("login.key", "secret"), vec!["not 64 hexadecimal digits"]),
        // Nobody is there.
        (provider("client_secret = \"secret\""), vec!["provider proef: the provider cannot be reached"]),
    ] {
        let (content, lines) = check(&deployment, &config, &[]);
        assert!(!content, "{mistakes:?}: {lines:?}");
        for mistake in mistakes {
            assert!(lines.iter().any(|line| line.contains(mistake)), "{mistake}: {lines:?}");
        }
        assert!(!lines.iter().any(|line| line.contains("a secret of the tests")), "{lines:?}");
    }
    assert!(!deployment.path("data").exists(), "nothing is made");
}

/// A private key, PKCS#8 in PEM, as openssl's `genpkey` makes it.
fn key(options: &[&str]) -> Vec<u8> {
    let made = Command::new("openssl").arg("genpkey").args(options).output().expect("openssl is there");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    made.stdout
}

#[test]
fn the_intakes_own_keys_are_eddsa_or_es256_and_no_others() {
    let deployment = deployment();
    let keys = [
        ("rsa", key(&["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"])),
        ("p384", key(&["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"])),
        ("p256", key(&["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"])),
        ("edwards", key(&["-algorithm", "ED25519"])),
    ];
    for (name, key) in &keys {
        fs::write(deployment.path(name), key).expect("it can be written");
    }
    let with = |file: &str, algorithm: &str| {
        check(&deployment, &provider(&format!("private_key = \"{file}\"\nalgorithm = \"{algorithm}\"")), &[]).1
    };
    for (file, algorithm) in [("p256", "ES256"), ("edwards", "EdDSA")] {
        let lines = with(file, algorithm);
        assert!(lines.iter().all(|line| line.contains("cannot be reached")), "{algorithm}: {lines:?}");
    }
    for (file, algorithm) in
        [("rsa", "RS256"), ("rsa", "RS384"), ("rsa", "PS256"), ("rsa", "PS512"), ("p384", "ES384"), ("rsa", "none")]
    {
        let lines = with(file, algorithm);
        assert!(lines.iter().any(|line| line.contains(&format!("EdDSA or ES256, not {algorithm};"))), "{algorithm}: {lines:?}");
    }
    for (file, algorithm) in [("rsa", "ES256"), ("rsa", "EdDSA"), ("p384", "ES256"), ("p256", "EdDSA"), ("edwards", "ES256")] {
        let lines = with(file, algorithm);
        assert!(lines.iter().any(|line| line.contains(&format!("another algorithm than {algorithm}"))), "{file}: {lines:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_intakes_share_is_tried_out_and_nothing_is_made() {
    let cluster = Cluster::shared();
    let shared = Deployment::on(&cluster).await;
    let with = CONFIG.replace("data = \"data\"", "database = \"address\"");
    let check = |config: &str, address: &str| {
        shared.write("address", address);
        check(&shared, config, &[]).1
    };
    let good = cluster.new_database().await;
    for (config, address, mistake) in [
        (with.replace("database =", "data = \"data\"\ndatabase ="), good.as_str(), "not both"),
        (with.replace("database =", "#"), good.as_str(), "not neither"),
        (with.replace("\"address\"", "\"nowhere\""), good.as_str(), "nowhere cannot be read"),
        (with.clone(), "", "must be like postgres://"),
        (with.clone(), "mysql://intake:geheim@localhost/intake", "must be like postgres://"),
        (with.clone(), "postgres://intake:geheim@localhost:port/intake", "must be like postgres://"),
        (with.clone(), "postgres://intake:geheim@127.0.0.1:1/intake", "the database cannot be reached"),
        (with.clone(), &cluster.address("elsewhere"), "the database cannot be reached"),
    ] {
        let lines = check(&config, address);
        assert!(lines.iter().any(|line| line.contains(mistake)), "{mistake}: {lines:?}");
        assert!(!lines.iter().any(|line| line.contains("geheim")), "{lines:?}");
    }
    // The one thing that is still said is about the demo's provider, if it is left out.
    let about_the_database = |lines: Vec<String>| lines.into_iter().filter(|line| line.contains("database")).collect::<Vec<_>>();
    assert!(about_the_database(check(&with, &good)).is_empty());
    shared.write("database-url", &good);
    let mut database = shared.database_at(&good).await;
    let tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'";
    let tables: i64 = sqlx::query_scalar(tables).fetch_one(&mut database).await.expect("the query is right");
    assert_eq!(tables, 0, "nothing is made");

    shared.start().await.stop().await;
    assert!(about_the_database(check(&with, &good)).is_empty());
    // Of a later program, and of one from before there were migrations.
    for (change, version) in [
        ("UPDATE _sqlx_migrations SET version = 99 WHERE version = 5", "schema version 99"),
        ("DROP TABLE _sqlx_migrations; CREATE TABLE schema_version AS SELECT 1::bigint AS version", "schema version 1"),
    ] {
        sqlx::raw_sql(change).execute(&mut database).await.expect("it can be changed");
        let lines = about_the_database(check(&with, &good));
        assert!(lines.len() == 1 && lines[0].contains(version), "{lines:?}");
    }
}

#[test]
fn a_variable_goes_before_the_file() {
    let deployment = deployment();
    let (_, lines) = check(&deployment, CONFIG, &[("LAKZEGEL_INTAKE_PUBLIC_URL", "brief.example")]);
    assert!(lines.iter().any(|line| line.contains("public_url must be") && line.contains("brief.example")), "{lines:?}");
    let (_, lines) = check(&deployment, CONFIG, &[("LAKZEGEL_INTAKE_LISTEN", "elsewhere")]);
    assert!(lines.iter().any(|line| line.contains("socket address")), "{lines:?}");
}

#[test]
fn the_example_is_a_configuration() {
    let deployment = deployment();
    let example = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/intake.example.toml")).expect("the example is there");
    let (_, lines) = check(&deployment, &example, &[]);
    // All that is wrong with it is that its files are not there.
    assert!(!lines.is_empty() && lines.iter().all(|line| line.contains("cannot be read")), "{lines:?}");
}
