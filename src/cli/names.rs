//! Queues, workers and groups that a filter names without a wildcard: one that does not exist is a slip of the
//! hand, and nothing that is counted, listed or done for it would be true.

use crate::{
    cli::{
        exit::Failure,
        filter::FilterArgs,
        hints::{Command, Hints},
        nearest::nearest,
    },
    render::escape::shell_word,
    rq::{
        glob::Glob,
        id::{QueueName, WorkerName},
    },
    store::{Store, error::Error},
};

/// Says that a queue or a group does not exist, before anything is read.
///
/// # Errors
/// Exit 1, `not_found`, with the command that names the nearest one: `again` is the command up to its filter.
pub fn check(store: &mut Store, args: &FilterArgs, hints: &Hints, again: &Command) -> Result<(), Failure> {
    let with = |queue: Vec<Glob>| FilterArgs { queue, ..args.clone() }.repeat(again.clone());
    check_queues(store, &args.queue, hints, &with)?;
    if let Some(group) = args.group.as_ref().and_then(Glob::literal)
        && !store.group_exists(&group)?
    {
        let known = store.some_groups()?;
        let near = nearest(&group, known.iter().map(Vec::as_slice)).and_then(named_glob);
        let hint = match near {
            Some(glob) => FilterArgs { group: Some(glob), ..args.clone() }.repeat(again.clone()),
            None => hints.read("groups list"),
        };
        return Err(missing("group", &group, &hint));
    }
    Ok(())
}

/// Says that a worker does not exist, once nothing was found that names it: jobs outlive their workers.
///
/// # Errors
/// As [`check`].
pub fn check_worker(
    store: &mut Store,
    args: &FilterArgs,
    hints: &Hints,
    again: &Command,
) -> Result<(), Failure> {
    let Some(name) = args.worker.as_ref().and_then(Glob::literal) else { return Ok(()) };
    let worker = WorkerName::from_text(&name);
    if store.worker_exists(&worker)? {
        return Ok(());
    }
    let known = store.worker_names()?;
    let hint = match nearest(&name, known.iter().map(|w| &*w.0)).and_then(named_glob) {
        Some(glob) => FilterArgs { worker: Some(glob), ..args.clone() }.repeat(again.clone()),
        None => hints.read("workers list"),
    };
    Err(missing("worker", &name, &hint))
}

/// Says that one of the queues does not exist which are named without a wildcard. `again` is the command with
/// other ones.
///
/// # Errors
/// As [`check`].
pub fn check_queues(
    store: &mut Store,
    queues: &[Glob],
    hints: &Hints,
    again: &dyn Fn(Vec<Glob>) -> Command,
) -> Result<(), Failure> {
    let named: Vec<QueueName> = queues.iter().filter_map(Glob::literal).map(QueueName::from_text).collect();
    if named.is_empty() {
        return Ok(());
    }
    let without = store.queues_without_keys(&named)?;
    if without.is_empty() {
        return Ok(());
    }
    let known = known_queues(store)?;
    let Some(queue) = without.into_iter().find(|queue| !known.contains(queue)) else { return Ok(()) };
    let hint = match nearest(&queue.0, known.iter().map(|q| &*q.0)).and_then(named_glob) {
        Some(near) => {
            let meant = |glob: &Glob| glob.literal().as_deref() == Some(&*queue.0);
            again(queues.iter().map(|glob| if meant(glob) { near.clone() } else { glob.clone() }).collect())
        }
        None => hints.read("queues list"),
    };
    Err(missing("queue", &queue.0, &hint))
}

/// The queues that `P:queues` and live workers name.
///
/// # Errors
/// When Redis cannot be asked, and where not all of them can be seen.
fn known_queues(store: &mut Store) -> Result<Vec<QueueName>, Error> {
    let crew = store.crew()?;
    store.queue_names(&crew)
}

/// The pattern that means this name alone, where it can be typed.
pub fn named_glob(name: &[u8]) -> Option<Glob> {
    std::str::from_utf8(name).ok().map(|name| Glob::new(pattern(name)))
}

/// A name as a filter takes it: wildcards in it are no wildcards.
pub fn pattern(name: &str) -> String {
    let wild = |c| matches!(c, '*' | '?' | '[' | '\\');
    name.chars().flat_map(|c| wild(c).then_some('\\').into_iter().chain([c])).collect()
}

/// That nothing goes by this name, and what to type next.
pub fn missing(noun: &str, name: &[u8], hint: &Command) -> Failure {
    Failure::no("not_found", format!("there is no {noun} {}", shell_word(name))).hint(hint.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_pattern_made_of_a_name_means_it_alone(name in "\\PC{0,20}", other in "\\PC{0,20}") {
            let glob = named_glob(name.as_bytes()).unwrap();
            prop_assert_eq!(glob.literal(), Some(name.clone().into_bytes()));
            prop_assert_eq!(glob.matches(other.as_bytes()), name == other);
        }
    }
}
