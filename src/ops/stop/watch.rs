//! What to do next about a run that is watched. Pure: the looks, the requests and the clock come in as values.

use std::time::Duration;

use crate::{
    ops::stop::{
        Intervals,
        aim::{Aim, Mark, Says, Shape},
        sight::{Sight, heartbeat_age},
    },
    rq::time::Time,
};

/// The requests that were sent for one run. Times count from the first look of the batch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Asked {
    pub first: Duration,
    pub last: Duration,
    pub times: u32,
    /// Receivers of the first one.
    pub listeners: u64,
    /// The worker may have ignored the last one, because it did not name the job yet.
    pub early: bool,
    /// Redis's clock at the look before the first one.
    pub at: Time,
}

/// A heartbeat and since when it has not changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pulse {
    heartbeat: Vec<u8>,
    since: Duration,
}

impl Pulse {
    /// Takes note of the heartbeat of this look.
    pub fn feel(&mut self, sight: &Sight, elapsed: Duration) {
        let heartbeat = sight.worker.as_ref().map(|w| w.heartbeat.clone()).unwrap_or_default();
        if heartbeat != self.heartbeat {
            *self = Pulse { heartbeat, since: elapsed };
        }
    }
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    Wait,
    /// The worker is not known to hold the run yet: look for it again.
    Find,
    Send,
    /// The run is over: one more look says how it ended.
    Over,
    Give(Up),
}

/// Why the watching ends although the run does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Up {
    /// No worker is known that could be asked.
    NoWorker,
    NoListener,
    /// Somebody heard the request, and nobody listens any more: the worker died before it acted, and no work
    /// horse of it holds the subscription.
    Left,
    /// Nobody wanted to watch.
    Unwatched,
    /// The worker is gone, or silent for too long, and somebody listens: its work horse may still run the job.
    Gone,
    /// Time ran out, and the worker looks like a SimpleWorker, which ignores a stop.
    Simple,
    /// Time ran out while the stopped callback may still run.
    Callback,
    TimedOut,
}

/// How long to watch one run.
pub fn patience(aim: &Aim, wait: Option<Duration>, intervals: &Intervals) -> Duration {
    // A person who said how long meant it.
    wait.unwrap_or_else(|| intervals.wait + callback(aim, intervals))
}

fn callback(aim: &Aim, intervals: &Intervals) -> Duration {
    match aim.callback_s {
        None => Duration::ZERO,
        Some(Some(seconds)) => Duration::from_secs(u64::try_from(seconds).unwrap_or(0)),
        Some(None) => intervals.callback,
    }
}

/// `elapsed` counts from the first look.
pub fn next(
    aim: &Aim,
    sight: &Sight,
    asked: Option<&Asked>,
    pulse: &Pulse,
    elapsed: Duration,
    patience: Duration,
    intervals: &Intervals,
) -> Next {
    if over(aim, sight) {
        return Next::Over;
    }
    let Some(asked) = asked else {
        let known = aim.holder.as_ref().is_some_and(|h| h.says == Says::Execution) || claims(sight);
        return match (known, elapsed < intervals.fork, &aim.holder) {
            (true, ..) => Next::Send,
            (false, true, _) => Next::Find,
            (false, false, Some(_)) => Next::Send,
            (false, false, None) => Next::Give(Up::NoWorker),
        };
    };
    if asked.listeners == 0 {
        return Next::Give(Up::NoListener);
    }
    let watched = elapsed.saturating_sub(asked.first);
    let repeats = asked.times <= intervals.resends && repeatable(aim, sight, asked);
    let due = elapsed.saturating_sub(asked.last) >= intervals.resend_after;
    let gone = gone(aim, sight, pulse, elapsed, intervals);
    if watched >= patience || (gone && !repeats && due) {
        return Next::Give(match aim.shape {
            _ if gone && nobody_listens(sight) => Up::Left,
            _ if gone => Up::Gone,
            Shape::Simple => Up::Simple,
            _ if watched < intervals.wait + callback(aim, intervals) && aim.callback_s.is_some() => {
                Up::Callback
            }
            _ => Up::TimedOut,
        });
    }
    match repeats && due {
        true => Next::Send,
        false => Next::Wait,
    }
}

/// Whether asking once more does no harm. RQ 3.0 looks the execution up and ignores it once its work horse
/// ended. Before that, a worker whose work horse has ended, but whose stopped callback still runs, takes
/// itself for the work horse and kills its whole process group: so it is asked again only where it cannot
/// have heeded the request before.
fn repeatable(aim: &Aim, sight: &Sight, asked: &Asked) -> bool {
    let by_execution = aim.holder.as_ref().is_some_and(|h| h.says == Says::Execution);
    by_execution || (asked.early && claims(sight))
}

fn claims(sight: &Sight) -> bool {
    sight.worker.as_ref().is_some_and(|w| w.claims)
}

/// Whether this run is over. A worker that still names the job runs it, whoever took the entry away; unless
/// the job was started again, for which the same worker may have taken it.
fn over(aim: &Aim, sight: &Sight) -> bool {
    let again =
        !aim.started_at.is_empty() && !sight.started_at.is_empty() && sight.started_at != aim.started_at;
    match aim.mark {
        Mark::Execution(_) => !sight.entry && !sight.listed && (!claims(sight) || again),
        Mark::Plain => again || (!sight.entry && !claims(sight)),
        // Only a worker that was heard to name the job can be heard to have left it.
        Mark::Worker => {
            let named = aim.holder.as_ref().is_some_and(|h| h.says == Says::Job);
            named && sight.worker.as_ref().is_some_and(|w| w.exists && !w.claims)
        }
    }
}

/// Whether its channel is known to have no subscriber.
fn nobody_listens(sight: &Sight) -> bool {
    sight.worker.as_ref().is_some_and(|w| w.listeners == Some(0))
}

/// Seconds to live that a busy worker gives its hash with each heartbeat.
const BUSY_TTL_S: f64 = 90.0;

/// Whether the worker was silent for longer than a busy one may be. Its hash's time to live runs on Redis's
/// clock and its heartbeat on its own, so one of the two alone proves nothing; one that stays the same
/// before our eyes does. While a stopped callback runs, a worker sends no heartbeat.
fn gone(aim: &Aim, sight: &Sight, pulse: &Pulse, elapsed: Duration, intervals: &Intervals) -> bool {
    let Some(worker) = &sight.worker else { return false };
    if !worker.exists || nobody_listens(sight) {
        return true;
    }
    let limit = intervals.silent + callback(aim, intervals);
    let by_ttl = worker.ttl_ms.map(|ms| BUSY_TTL_S - ms as f64 / 1e3);
    let old = |age: Option<f64>| age.is_some_and(|s| s > limit.as_secs_f64());
    elapsed.saturating_sub(pulse.since) > limit || (old(by_ttl) && old(heartbeat_age(sight)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ops::stop::{
            fixture::{AGAIN, NOW, aim, asked, running},
            sight::AtWork,
        },
        rq::fields::Field,
    };
    use proptest::prelude::*;

    fn after(aim: &Aim, sight: &Sight, asked: Option<Asked>, seconds: f64) -> Next {
        let intervals = Intervals::default();
        let mut pulse = Pulse::default();
        pulse.feel(sight, Duration::ZERO);
        let patience = patience(aim, None, &intervals);
        next(aim, sight, asked.as_ref(), &pulse, Duration::from_secs_f64(seconds), patience, &intervals)
    }

    #[test]
    fn a_run_that_its_worker_names_is_asked_at_once() {
        for version in ["1.16.2", "2.6.1", "2.12.0", "3.0.0"] {
            assert_eq!(after(&aim(version, &[]), &running(), None, 0.0), Next::Send, "{version}");
        }
    }

    #[test]
    fn a_worker_about_to_fork_is_waited_for() {
        let mut about = aim("2.12.0", &[]);
        about.holder.as_mut().unwrap().says = Says::Nothing;
        let mut sight = running();
        sight.worker.as_mut().unwrap().claims = false;
        assert_eq!(after(&about, &sight, None, 0.1), Next::Find);
        // Then it is asked all the same: nothing is lost by it.
        assert_eq!(after(&about, &sight, None, 2.1), Next::Send);
        about.holder = None;
        sight.worker = None;
        assert_eq!(after(&about, &sight, None, 2.1), Next::Give(Up::NoWorker));
    }

    #[test]
    fn a_request_without_effect_is_repeated_twice_a_second_apart() {
        let aim = aim("3.0.0", &[]);
        assert_eq!(after(&aim, &running(), Some(asked(1, 1)), 0.9), Next::Wait);
        assert_eq!(after(&aim, &running(), Some(asked(1, 1)), 1.0), Next::Send);
        assert_eq!(after(&aim, &running(), Some(asked(2, 1)), 2.0), Next::Send);
        assert_eq!(after(&aim, &running(), Some(asked(3, 1)), 9.0), Next::Wait);
        assert_eq!(after(&aim, &running(), Some(asked(3, 1)), 10.0), Next::Give(Up::TimedOut));
    }

    #[test]
    fn an_old_worker_is_asked_again_only_where_it_did_not_name_the_job_before() {
        for version in ["1.16.2", "2.6.1", "2.12.0"] {
            let aim = aim(version, &[]);
            let early = Asked { early: true, ..asked(1, 1) };
            assert_eq!(after(&aim, &running(), Some(asked(1, 1)), 5.0), Next::Wait, "{version}");
            assert_eq!(after(&aim, &running(), Some(early), 5.0), Next::Send, "{version}");
            let mut unnamed = running();
            unnamed.worker.as_mut().unwrap().claims = false;
            assert_eq!(after(&aim, &unnamed, Some(early), 5.0), Next::Wait, "{version}");
        }
    }

    #[test]
    fn nobody_who_listens_is_known_at_once_and_a_run_that_is_over_comes_first() {
        let aim = aim("2.6.1", &[]);
        assert_eq!(after(&aim, &running(), Some(asked(1, 0)), 0.1), Next::Give(Up::NoListener));
        let over = Sight { entry: false, listed: false, worker: None, ..running() };
        assert_eq!(after(&aim, &over, Some(asked(1, 0)), 0.1), Next::Over);
    }

    #[test]
    fn a_silent_worker_is_gone_only_where_two_clocks_or_our_eyes_say_so() {
        let aim = aim("2.6.1", &[]);
        let with = |change: fn(&mut AtWork)| {
            let mut sight = running();
            change(sight.worker.as_mut().unwrap());
            after(&aim, &sight, Some(asked(3, 1)), 5.0)
        };
        assert_eq!(with(|_| {}), Next::Wait);
        assert_eq!(with(|w| w.ttl_ms = Some(50_000)), Next::Wait);
        assert_eq!(with(|w| w.heartbeat = NOW.plus_seconds(-3600).text().into()), Next::Wait);
        let both = |w: &mut AtWork| {
            w.ttl_ms = Some(50_000);
            w.heartbeat = NOW.plus_seconds(-40).text().into();
        };
        assert_eq!(with(both), Next::Give(Up::Gone));
        assert_eq!(with(|w| w.exists = false), Next::Give(Up::Gone));
        assert_eq!(with(|w| w.listeners = Some(0)), Next::Give(Up::Left));
        let long = Duration::from_secs(600);
        let mut pulse = Pulse::default();
        pulse.feel(&running(), Duration::from_secs(1));
        let next = |at| {
            let intervals = Intervals::default();
            next(&aim, &running(), Some(&asked(3, 1)), &pulse, Duration::from_secs(at), long, &intervals)
        };
        assert_eq!((next(36), next(37)), (Next::Wait, Next::Give(Up::Gone)));
    }

    #[test]
    fn a_stopped_callback_is_given_its_time_and_its_silence() {
        let callback = [(Field::StoppedCallbackName, "tasks.on_stopped")];
        let unset = aim("2.6.1", &callback);
        let five = aim("2.6.1", &[callback[0], (Field::StoppedCallbackTimeout, "5")]);
        let intervals = Intervals::default();
        assert_eq!(patience(&unset, None, &intervals), Duration::from_secs(70));
        assert_eq!(patience(&five, None, &intervals), Duration::from_secs(15));
        assert_eq!(patience(&five, Some(Duration::from_secs(2)), &intervals), Duration::from_secs(2));
        let mut quiet = running();
        quiet.worker.as_mut().unwrap().ttl_ms = Some(30_000);
        quiet.worker.as_mut().unwrap().heartbeat = NOW.plus_seconds(-60).text().into();
        assert_eq!(after(&unset, &quiet, Some(asked(3, 1)), 60.0), Next::Wait);
    }

    #[test]
    fn a_run_is_over_when_nothing_speaks_for_it_any_more() {
        let new = aim("2.6.1", &[]);
        let gone = Sight { entry: false, listed: false, ..running() };
        // Somebody deleted or canceled the job, and its worker still runs it.
        assert!(!over(&new, &gone));
        // Its worker has it again, as a new execution.
        assert!(over(&new, &Sight { started_at: AGAIN.into(), ..gone.clone() }));
        let mut left = gone.clone();
        left.worker.as_mut().unwrap().claims = false;
        assert!(over(&new, &left));
        assert!(!over(&new, &Sight { listed: true, ..left.clone() }));
        let old = aim("1.16.2", &[]);
        assert!(over(&old, &left));
        assert!(!over(&old, &gone));
        assert!(over(&old, &Sight { started_at: AGAIN.into(), ..running() }));
    }

    proptest! {
        /// Whatever is seen, a run that something speaks for is never taken for over, and nothing is sent more
        /// than three times.
        #[test]
        fn no_look_claims_too_much(
            times in 0u32..5, listeners in 0u64..3, seconds in 0.0f64..200.0, entry: bool, listed: bool,
            claims: bool, exists: bool, ttl in proptest::option::of(0i64..100_000)
        ) {
            let aim = aim("2.6.1", &[]);
            let worker = AtWork { exists, claims, ttl_ms: ttl, ..AtWork::default() };
            let sight = Sight { entry, listed, worker: Some(worker), ..running() };
            let asked = (times > 0).then(|| asked(times, listeners));
            let next = after(&aim, &sight, asked, seconds);
            prop_assert_eq!(next == Next::Over, !entry && !listed && !claims);
            prop_assert!(next != Next::Send || times == 0);
        }
    }
}
