//! What kind of failure an exception line tells of.

/// RQ's own texts, none of which names an exception, and the word for each.
const OF_RQ: [(&str, &str); 5] = [
    // Maintenance found a started job that nobody runs.
    ("Moved to FailedJobRegistry, due to AbandonedJobError", "AbandonedJobError"),
    // Maintenance found a job that was taken and never started.
    ("Job was stuck in intermediate queue", "Stuck"),
    ("Job stopped by user", "Stopped"),
    // The worker found its work horse dead; the wording changed in RQ 1.13.
    ("Work-horse terminated unexpectedly", "HorseDied"),
    ("Work-horse process was terminated unexpectedly", "HorseDied"),
];

/// The type in an exception line: the text before its colon, or RQ's own word.
pub fn error_type(line: &str) -> &str {
    let own = OF_RQ.iter().find(|(text, _)| line.starts_with(text));
    own.map_or_else(|| line.split(':').next().unwrap_or_default().trim(), |(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_stands_before_the_colon_and_rq_has_words_of_its_own() {
        for (line, expected) in [
            ("KeyError: 'sku'", "KeyError"),
            (
                "smtplib.SMTPServerDisconnected: smtp-1 dropped: the connection",
                "smtplib.SMTPServerDisconnected",
            ),
            ("AssertionError", "AssertionError"),
            ("", ""),
            (
                "Moved to FailedJobRegistry, due to AbandonedJobError, at 2026-11-24 06:10:49.008579+00:00",
                "AbandonedJobError",
            ),
            ("Job was stuck in intermediate queue.", "Stuck"),
            ("Job stopped by user, work-horse terminated.", "Stopped"),
            ("Work-horse terminated unexpectedly; waitpid returned 9 (signal 9); ", "HorseDied"),
        ] {
            assert_eq!(error_type(line), expected, "{line}");
        }
    }
}
