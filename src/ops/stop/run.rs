//! Sends the requests of a batch and watches all its runs in one loop, so that a hundred stops wait once.

use std::{
    collections::HashMap,
    sync::atomic::Ordering,
    thread,
    time::{Duration, Instant},
};

use crate::{
    ops::{
        refusal::{Reason, Refusal},
        stop::{
            NEEDS, Progress, StopStep, Watching,
            aim::{Aim, Mark},
            decide,
            end::{self, End},
            resolve,
            seen::{How, Seen},
            sight::{self, Ending, Sight, heartbeat_age},
            watch::{self, Asked, Next, Pulse, Up},
        },
    },
    rq::id::JobId,
    store::{error::Error, writer::Writer},
};

type Answer = Result<Seen, Refusal>;

/// One run under watch.
struct Item {
    aim: Aim,
    asked: Option<Asked>,
    pulse: Pulse,
    patience: Duration,
    /// Since when it is over.
    over: Option<Duration>,
    /// It was seen to run again: that stays true, whatever its worker still writes.
    again: Option<End>,
    answer: Option<Answer>,
}

/// Stops a batch.
///
/// # Errors
/// When Redis could not be asked before anything was known of any run.
pub fn stop(batch: &[StopStep], writer: &mut Writer) -> Result<Vec<Answer>, Error> {
    let Some(first) = batch.first() else { return Ok(Vec::new()) };
    let watching = first.watching;
    let item = |step: &StopStep| Item {
        aim: step.aim.clone(),
        asked: None,
        pulse: Pulse::default(),
        patience: watch::patience(&step.aim, watching.wait, &watching.intervals),
        over: None,
        again: None,
        answer: None,
    };
    let mut items: Vec<Item> = batch.iter().map(item).collect();
    let began = Instant::now();
    let ended = watch_all(&mut items, writer, watching, began);
    (watching.progress)(&Progress { over: true, ..progress(&items, began.elapsed()) });
    match ended {
        // Nothing is known of any: the engine says so for all of them.
        Err(e) if items.iter().all(|item| item.answer.is_none()) => Err(e),
        ended => Ok(items.into_iter().map(|item| item.close(ended.as_ref().err())).collect()),
    }
}

fn watch_all(
    items: &mut [Item],
    writer: &mut Writer,
    watching: &Watching,
    began: Instant,
) -> Result<(), Error> {
    let (first, most) = watching.intervals.poll;
    let mut pause = first;
    loop {
        let open: Vec<usize> = (0..items.len()).filter(|i| items[*i].answer.is_none()).collect();
        if open.is_empty() {
            return Ok(());
        }
        let sent = round(items, &open, writer, watching, began)?;
        (watching.progress)(&progress(items, began.elapsed()));
        if watching.interrupt.load(Ordering::Relaxed) {
            return Ok(());
        }
        if items.iter().any(|item| item.answer.is_none()) {
            // The effect of a request comes within milliseconds.
            pause = if sent { first } else { (pause * 3 / 2).min(most) };
            thread::sleep(pause);
        }
    }
}

/// One look at all open runs, and what follows from it. Whether anything was sent.
fn round(
    items: &mut [Item],
    open: &[usize],
    writer: &mut Writer,
    watching: &Watching,
    began: Instant,
) -> Result<bool, Error> {
    let aims: Vec<&Aim> = open.iter().map(|i| &items[*i].aim).collect();
    let sights = sight::look(writer.reads(), &aims)?;
    let elapsed = began.elapsed();
    let (mut over, mut find, mut send) = (Vec::new(), Vec::new(), Vec::new());
    for (i, sight) in open.iter().zip(sights) {
        match items[*i].judge(&sight, elapsed, watching) {
            Next::Wait => {}
            Next::Find => find.push(*i),
            Next::Send => send.push((*i, sight)),
            Next::Over => over.push((*i, sight)),
            Next::Give(up) => items[*i].give(up, &sight, elapsed),
        }
    }
    endings(items, &over, writer, watching, elapsed)?;
    finds(items, &find, writer, watching)?;
    sends(items, &send, writer, elapsed)?;
    Ok(!send.is_empty())
}

/// How runs that are over ended. One of which nothing says it for certain stays under watch.
fn endings(
    items: &mut [Item],
    over: &[(usize, Sight)],
    writer: &mut Writer,
    watching: &Watching,
    elapsed: Duration,
) -> Result<(), Error> {
    if over.is_empty() {
        return Ok(());
    }
    let aims: Vec<&Aim> = over.iter().map(|(i, _)| &items[*i].aim).collect();
    let endings = sight::endings(writer.reads(), &aims)?;
    for ((i, sight), ending) in over.iter().zip(endings) {
        items[*i].ended(sight, &ending, elapsed, watching);
    }
    Ok(())
}

/// Looks again for workers that had not named their job yet.
fn finds(items: &mut [Item], find: &[usize], writer: &mut Writer, watching: &Watching) -> Result<(), Error> {
    if find.is_empty() {
        return Ok(());
    }
    let ids: Vec<Vec<u8>> = find.iter().map(|i| items[*i].aim.id.0.to_vec()).collect();
    let mut select = writer.reads().named(Box::new(ids.into_iter()), NEEDS)?;
    let mut found: HashMap<JobId, Vec<Aim>> = HashMap::new();
    while let Some(page) = select.next_page()? {
        for candidate in page.items {
            // Whoever ended meanwhile is seen by the next look.
            let aims = resolve::aims(&candidate, select.crew(), None, page.now).unwrap_or_default();
            found.insert(candidate.id, aims);
        }
    }
    for i in find {
        let item = &mut items[*i];
        let same = |aim: &&Aim| {
            let holder = |aim: &Aim| aim.holder.as_ref().map(|h| h.name.clone());
            let free = aim.mark != Mark::Worker || item.aim.holder.is_none();
            aim.mark == item.aim.mark && (free || holder(aim) == holder(&item.aim))
        };
        let Some(aim) = found.get(&item.aim.id).and_then(|aims| aims.iter().find(same)) else { continue };
        match decide::allowed(aim.clone(), watching.force) {
            Ok(aim) => item.aim = aim,
            Err(refusal) => item.answer = Some(Err(refusal)),
        }
    }
    Ok(())
}

fn sends(
    items: &mut [Item],
    send: &[(usize, Sight)],
    writer: &mut Writer,
    elapsed: Duration,
) -> Result<(), Error> {
    let message = |(i, _): &(usize, Sight)| {
        let aim = &items[*i].aim;
        Some((aim.holder.as_ref()?.name.clone(), aim.command().payload()?))
    };
    // Both were made sure of when the run was aimed at.
    let messages: Vec<_> = send.iter().filter_map(message).collect();
    if messages.is_empty() {
        return Ok(());
    }
    let heard = writer.publish(&messages)?;
    for ((i, sight), listeners) in send.iter().zip(heard) {
        let item = &mut items[*i];
        let early = !sight.worker.as_ref().is_some_and(|w| w.claims);
        item.asked = Some(match item.asked {
            None => Asked { first: elapsed, last: elapsed, times: 1, listeners, early, at: sight.now },
            Some(asked) => Asked { last: elapsed, times: asked.times + 1, early, ..asked },
        });
        if item.patience.is_zero() && listeners > 0 {
            item.give(Up::Unwatched, sight, elapsed);
        }
    }
    Ok(())
}

fn progress(items: &[Item], elapsed: Duration) -> Progress {
    let of = |outcome: &str| {
        let answers = items.iter().filter_map(|item| item.answer.as_ref()?.as_ref().ok());
        answers.filter(|seen| seen.outcome() == outcome).count()
    };
    Progress {
        all: items.len(),
        sent: items.iter().filter(|item| item.asked.is_some()).count(),
        stopped: of("stopped"),
        settled: items.iter().filter(|item| item.answer.is_some()).count(),
        over: false,
        elapsed,
    }
}

impl Item {
    fn judge(&mut self, sight: &Sight, elapsed: Duration, watching: &Watching) -> Next {
        self.pulse.feel(sight, elapsed);
        let asked = self.asked.as_ref();
        watch::next(&self.aim, sight, asked, &self.pulse, elapsed, self.patience, &watching.intervals)
    }

    fn give(&mut self, up: Up, sight: &Sight, elapsed: Duration) {
        let seen = Seen {
            status: sight.status.clone(),
            heartbeat_age: heartbeat_age(sight),
            ..Seen::new(&self.aim, How::GaveUp(up), self.asked, elapsed)
        };
        self.answer = Some(Ok(seen));
    }

    fn ended(&mut self, sight: &Sight, ending: &Ending, elapsed: Duration, watching: &Watching) {
        let over = *self.over.get_or_insert(elapsed);
        let asked = self.asked.as_ref();
        let how = match end::end(&self.aim, ending, asked) {
            Some(end) => {
                let over_for = elapsed.saturating_sub(over);
                if let End::Again(_) = end {
                    self.again.get_or_insert(end.clone());
                }
                if !end::settled(&end, sight, asked, over_for, &watching.intervals) {
                    return;
                }
                How::Ended(self.again.clone().unwrap_or(end))
            }
            None if self.patience_ended(elapsed) => How::GaveUp(Up::TimedOut),
            None => return,
        };
        self.answer = Some(Ok(Seen::new(&self.aim, how, self.asked, over).with(ending)));
    }

    fn patience_ended(&self, elapsed: Duration) -> bool {
        let from = self.asked.map_or(Duration::ZERO, |asked| asked.first);
        elapsed.saturating_sub(from) >= self.patience
    }

    /// The answer, also where the watching was cut short.
    fn close(self, lost: Option<&Error>) -> Answer {
        let Item { aim, asked, answer, .. } = self;
        if let Some(answer) = answer {
            return answer;
        }
        let seen = Seen::new(&aim, How::GaveUp(Up::Unwatched), asked, Duration::ZERO);
        match (lost, asked) {
            (Some(e), _) => {
                Err(Refusal::new(Reason::Unknown, format!("{}; then no answer came ({e})", seen.request())))
            }
            (None, Some(_)) => Ok(seen),
            (None, None) => Err(Refusal::new(Reason::TimedOut, "interrupted before anything was sent")),
        }
    }
}
