//! Waits that no browser test may have. What a test waits for instead is in `tests/browser/lib/waits.mjs`.

/// What must not stand in a test, and why.
const NEVER: [(&str, &str); 2] = [
    ("\"networkidle\"", "is over at once where the network was idle before: wait for what is to be seen"),
    ("waitForTimeout(", "waits for a time that a slow machine exceeds: wait for what is to be seen"),
];

/// Every such wait in a script, a line each: `tests/browser/steps.test.mjs:12: waitForTimeout( …`. `path` is for the line only.
pub fn problems(path: &str, text: &str) -> Vec<String> {
    let lines = text.lines().enumerate();
    let wrong = lines.flat_map(|(at, line)| {
        let found = NEVER.iter().filter(move |(what, _)| line.contains(what));
        found.map(move |(what, why)| format!("{path}:{}: {what} {why}", at + 1))
    });
    wrong.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_for_a_time_and_for_an_idle_network_are_found() {
        let text = "await page.goto(url);\nawait page.waitForTimeout(500);\nawait page.waitForLoadState(\"networkidle\");\n";
        let found = problems("a.test.mjs", text);
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("a.test.mjs:2: waitForTimeout(") && found[1].starts_with("a.test.mjs:3: \"networkidle\""));
        assert_eq!(
            problems("a.test.mjs", "await becomes(() => page.title(), title);\nawait page.waitForURL(url);\n"),
            Vec::<String>::new()
        );
    }
}
