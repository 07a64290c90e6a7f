//! The configuration: a file, variables that go before it, and an explanation of each mistake.

use std::{fs, process::Command};

use crate::common::{CONFIG, Deployment};

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
        (
            provider("private_key = \"secret\"\nalgorithm = \"HS256\""),
            vec!["one of EdDSA, ES256, ES384, RS256, PS256, not HS256"],
        ),
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
