//! Completions, in a real shell.

use std::process::Command;

use harness::Rqctl;

#[test]
fn bash_completes_nouns_and_verbs() {
    // The script is longer than an argument may be.
    let dir = tempfile::tempdir().unwrap();
    let script = dir.path().join("rqctl.bash");
    std::fs::write(&script, Rqctl::new(&["completions", "bash"]).run().ok()).unwrap();
    let complete = |words: &[&str]| {
        let ask = r#"COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _rqctl rqctl "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"; echo "${COMPREPLY[*]}""#;
        let output = Command::new("bash")
            .args(["-c", &format!(". \"$0\"\n{ask}")])
            .arg(&script)
            .args(words)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    };
    assert_eq!(complete(&["rqctl", "stat"]), "status");
    assert_eq!(complete(&["rqctl", "queues", "li"]), "list");
    assert_eq!(complete(&["rqctl", "no-such-noun", "li"]), "");
}

#[test]
fn every_shell_has_a_script() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(Rqctl::new(&["completions", shell]).run().ok().contains("rqctl"), "{shell}");
    }
}

#[test]
fn the_committed_scripts_are_those_of_the_present_command_line() {
    let files = [
        ("bash", "rqctl.bash"),
        ("zsh", "_rqctl"),
        ("fish", "rqctl.fish"),
        ("elvish", "rqctl.elv"),
        ("powershell", "_rqctl.ps1"),
    ];
    for (shell, file) in files {
        let committed = std::fs::read_to_string(harness::root().join("completions").join(file)).unwrap();
        let present = Rqctl::new(&["completions", shell]).run().ok();
        assert!(committed == present, "completions/{file} is stale: make completions writes it anew");
    }
}
