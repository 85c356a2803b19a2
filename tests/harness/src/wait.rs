use std::time::{Duration, Instant};

/// The pause between two looks at a condition: short beside what is waited for, kind to two cores.
const PAUSE: Duration = Duration::from_millis(2);

/// Waits until `look` answers something, at most `limit`.
///
/// # Panics
/// When the limit has passed, naming what was waited for.
pub fn wait_for<T>(what: &str, limit: Duration, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < limit, "waited {limit:?} in vain for {what}");
        std::thread::sleep(PAUSE);
    }
}

/// Waits until `holds` is true, at most `limit`. Panics as [`wait_for`] does.
pub fn wait_until(what: &str, limit: Duration, mut holds: impl FnMut() -> bool) {
    wait_for(what, limit, || holds().then_some(()));
}

/// Waits until `look` says that it is over, as long as the number that it sees grows at least once in `limit`: what
/// takes long and what got stuck are told apart on machines of any speed.
///
/// # Panics
/// When the number stood still for so long, naming what was waited for.
pub fn wait_while_it_grows(what: &str, limit: Duration, mut look: impl FnMut() -> (usize, bool)) {
    let (mut seen, mut over) = (0, false);
    while !over {
        wait_until(what, limit, || {
            let (now, ended) = look();
            let grew = now > seen;
            (seen, over) = (now.max(seen), ended);
            grew || over
        });
    }
}
