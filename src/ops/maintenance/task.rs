//! The one table of tasks: help, `maintenance tasks` and the README are made from it.

/// What a task works on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Finished,
    Started,
    Failed,
    Ready,
    Workers,
    Intermediate,
    RateLimits,
    Groups,
    Orphans,
    Lost,
    Quarantine,
    Canceled,
    ExpireResults,
}

/// One row.
#[derive(Debug)]
pub struct Task {
    /// The word for `--tasks` and in machine formats: a contract.
    pub name: &'static str,
    pub kind: Kind,
    /// Done where `--tasks` does not say otherwise.
    pub default: bool,
    pub what: &'static str,
    /// What RQ itself does at the start of a worker and every ten minutes.
    pub rq_equivalent: Option<&'static str>,
    /// Needs the maintenance lock of its queue: a pass of RQ that overlaps acts on what it read before.
    pub locked: bool,
    /// A mark of this task notes a first sight and changes no job.
    pub marks_only_notes: bool,
}

impl PartialEq for Task {
    fn eq(&self, other: &Task) -> bool {
        self.kind == other.kind
    }
}

const fn task(name: &'static str, kind: Kind, what: &'static str, rq: Option<&'static str>) -> Task {
    let default = rq.is_some();
    Task { name, kind, default, what, rq_equivalent: rq, locked: false, marks_only_notes: false }
}

const fn locked(task: Task) -> Task {
    Task { locked: true, ..task }
}

/// Every task, in the order in which a pass does them: that of RQ's own maintenance, then those on request.
pub static TASKS: [Task; 13] = [
    task(
        "finished",
        Kind::Finished,
        "entries of finished jobs whose time is over go",
        Some("FinishedJobRegistry.cleanup"),
    ),
    locked(task(
        "started",
        Kind::Started,
        "abandoned jobs are retried or failed, left-over entries go",
        Some("StartedJobRegistry.cleanup"),
    )),
    task(
        "failed",
        Kind::Failed,
        "entries of failed jobs whose time is over go",
        Some("FailedJobRegistry.cleanup"),
    ),
    locked(task(
        "ready",
        Kind::Ready,
        "dependents whose worker died before it queued them are queued",
        Some("ReadyJobRegistry.cleanup"),
    )),
    task("workers", Kind::Workers, "names of workers whose hash is gone go", Some("clean_worker_registry")),
    Task {
        marks_only_notes: true,
        ..locked(task(
            "intermediate",
            Kind::Intermediate,
            "jobs that were taken and never started go back to the front, or fail",
            Some("IntermediateQueue.cleanup"),
        ))
    },
    task(
        "rate-limits",
        Kind::RateLimits,
        "slots without a job are freed, free slots are filled, unused limits go",
        Some("RateLimitRegistry.cleanup"),
    ),
    task(
        "groups",
        Kind::Groups,
        "members without a job go, and names of empty groups",
        Some("Group.clean_registries"),
    ),
    task("orphans", Kind::Orphans, "entries and side keys without a job go, in any place", None),
    Task {
        marks_only_notes: true,
        ..task(
            "lost",
            Kind::Lost,
            "queued jobs that no place names, twice in a minute, go back to the front",
            None,
        )
    },
    task("quarantine", Kind::Quarantine, "jobs that would end a worker, or be lost by it, are held", None),
    task("canceled", Kind::Canceled, "canceled jobs older than --canceled-older-than are deleted", None),
    task(
        "expire-results",
        Kind::ExpireResults,
        "results that never expire get the lifetime of their finished or failed job",
        None,
    ),
];

/// The task of a kind.
pub fn of(kind: Kind) -> &'static Task {
    let at = TASKS.iter().position(|task| task.kind == kind).unwrap_or_default();
    &TASKS[at]
}

/// The tasks that `--tasks` names, in the order of the table; `default` stands for the default ones.
///
/// # Errors
/// The word that names none.
pub fn named(words: &[String]) -> Result<Vec<&'static Task>, &str> {
    let is_task = |word: &&String| *word == DEFAULT || TASKS.iter().any(|task| task.name == **word);
    if let Some(wrong) = words.iter().find(|word| !is_task(word)) {
        return Err(wrong);
    }
    let meant =
        |task: &&Task| words.iter().any(|word| word == task.name || (task.default && word == DEFAULT));
    Ok(TASKS.iter().filter(meant).collect())
}

/// The word for the default tasks.
pub const DEFAULT: &str = "default";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_one_row_and_every_name_is_a_word() {
        for task in &TASKS {
            assert_eq!(of(task.kind).name, task.name);
            assert!(task.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{}", task.name);
            assert_ne!(task.name, DEFAULT);
        }
    }

    #[test]
    fn words_name_tasks_and_default_stands_for_several() {
        let names = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
            named(&words).map(|tasks| tasks.iter().map(|t| t.name).collect::<Vec<_>>()).map_err(str::to_owned)
        };
        let default = names(&["default"]).unwrap();
        assert_eq!(default.len(), 8);
        assert_eq!(names(&["orphans", "started"]).unwrap(), ["started", "orphans"]);
        assert_eq!(names(&["lost", "default", "started"]).unwrap().len(), 9);
        assert_eq!(names(&["default", "all"]), Err("all".to_owned()));
    }
}
