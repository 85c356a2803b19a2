//! The arguments of `maint_settle.lua`.

use crate::{
    ops::{
        call::Call,
        maintenance::settle::{COMPARED, Fate, Read, Settle},
    },
    rq::{
        id::composite,
        job::DEFAULT_FAILURE_TTL,
        keys::Keys,
        place::{Place, Registry},
        time::Time,
    },
    store::writer::KeysAndArgs,
};

/// One call for steps of one walk.
pub(super) fn of(steps: &[Settle], keys: &Keys, packed: &str, now: Time) -> KeysAndArgs {
    let within = &steps[0].within;
    let mut call = Call::default();
    call.text(now.text()).number(now.seconds());
    within.add_lock(&mut call, keys);
    call.shared(keys.place(&within.place)).text(match within.place {
        Place::Intermediate(_) => "list",
        _ => "zset",
    });
    call.shared(keys.registry(Registry::Started, &within.queue)).shared(keys.queues()).text(packed);
    let acting: Vec<&Settle> = steps.iter().filter(|s| s.fate != Fate::Keep).collect();
    call.number(acting.len());
    acting.into_iter().for_each(|step| step.add_to(&mut call, keys, now));
    call.done()
}

impl Settle {
    fn add_to(&self, call: &mut Call, keys: &Keys, now: Time) {
        let id = &self.target.id;
        call.text(match self.fate {
            Fate::Drop | Fate::Keep => "drop",
            Fate::Retry { .. } => "retry",
            Fate::Fail { .. } => "fail",
            Fate::Requeue => "requeue",
        });
        call.text(&id.0).key(keys.job(id)).text(&self.entry).flag(self.read.is_none());
        for at in 0..COMPARED.len() {
            call.text(self.read.as_ref().map_or(&[][..], |read| &read.fields[at]));
        }
        call.key(keys.executions(id)).number(self.executions.len());
        for execution in &self.executions {
            call.text(execution.0).key(keys.execution(id, execution)).text(composite(id, execution));
        }
        match self.read.as_ref().and_then(|read| read.worker.as_ref()) {
            None => call.flag(false),
            Some(worker) => {
                call.flag(true).shared(keys.worker(worker)).shared(keys.worker_executions(worker))
            }
        };
        if let Place::Intermediate(queue) = &self.within.place {
            call.key(keys.first_seen(queue, &self.entry)).shared(keys.seen(queue));
        }
        if let Some(read) = &self.read {
            self.add_fate(read, call, keys, now);
        }
    }

    fn add_fate(&self, read: &Read, call: &mut Call, keys: &Keys, now: Time) {
        let (id, queue) = (&self.target.id, &self.within.queue);
        let limit = read.limit.as_deref();
        match &self.fate {
            Fate::Drop | Fate::Keep => {}
            Fate::Retry { left, interval, at_front } => {
                call.text(&queue.0).shared(keys.queue(queue)).flag(*at_front).number(left);
                let due = now.plus_seconds(*interval).seconds().to_string();
                call.shared(keys.registry(Registry::Scheduled, queue));
                call.text(if *interval > 0 { due } else { String::new() });
                call.key(keys.dependents(id)).key(keys.dependencies(id));
                slot(limit, call, keys);
            }
            Fate::Fail { dependents, last } => {
                let kept = Kept::of(read.failure_ttl, now);
                call.shared(keys.registry(Registry::Failed, &read.origin));
                call.text(kept.score).text(kept.job).text(kept.results).key(keys.results(id));
                call.key(keys.dependents(id)).key(keys.dependencies(id));
                call.text(read.group.as_deref().unwrap_or_default());
                if let Some(group) = &read.group {
                    call.shared(keys.group(group));
                }
                slot(limit, call, keys);
                call.flag(*last).number(dependents.go.len());
                dependents.go.iter().for_each(|waiting| waiting.add_to(call, keys));
            }
            Fate::Requeue => {
                call.text(&read.origin.0).shared(keys.queue(&read.origin));
                call.key(keys.dependents(id)).key(keys.dependencies(id));
            }
        }
    }
}

fn slot(limit: Option<&[u8]>, call: &mut Call, keys: &Keys) {
    call.text(limit.unwrap_or_default());
    if let Some(limit) = limit {
        call.shared(keys.allowed(limit));
    }
}

/// For how long RQ keeps a job that failed.
#[derive(Debug, PartialEq)]
struct Kept {
    /// Score in the failed registry.
    score: String,
    /// Seconds of the hash: empty for ever, `0` = it is deleted at once.
    job: String,
    /// Seconds of the results, `persist`, or `keep` as they are.
    results: String,
}

impl Kept {
    fn of(failure_ttl: Option<i64>, now: Time) -> Kept {
        let seconds = failure_ttl.unwrap_or(DEFAULT_FAILURE_TTL);
        Kept {
            // −1 is stored as −1 and never runs out, because the clean-up begins at 0.
            score: if seconds < 0 { seconds } else { now.seconds().saturating_add(seconds) }.to_string(),
            job: if seconds < 0 { String::new() } else { seconds.to_string() },
            results: match failure_ttl {
                None => "keep".to_owned(),
                Some(-1) => "persist".to_owned(),
                Some(seconds) => seconds.to_string(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_kept_as_rq_keeps_it() {
        let now = Time(1_000_000_000);
        let of = |ttl| {
            let Kept { score, job, results } = Kept::of(ttl, now);
            (score, job, results)
        };
        let texts = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(of(None), texts("31537000", "31536000", "keep"));
        assert_eq!(of(Some(-1)), texts("-1", "", "persist"));
        assert_eq!(of(Some(0)), texts("1000", "0", "0"));
        assert_eq!(of(Some(60)), texts("1060", "60", "60"));
    }
}
