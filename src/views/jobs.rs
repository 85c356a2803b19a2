//! `jobs list`, and wherever else jobs are listed.

use crate::{
    render::{
        cell::Cell,
        column::{Column, Fit, Shown, Tone},
    },
    rq::{
        candidate::{Candidate, Found},
        codec::{Opaque, text},
        dossier::{self, Dossier},
        fields::{Field, Needs},
        filter::Filter,
        job::{Job, Stored},
        state::Word,
        status::Status,
        time::Time,
    },
    views::ttl_s,
};

/// One job as it was met, at this moment of Redis's clock.
pub struct Row {
    pub c: Candidate,
    pub now: Time,
    /// What was found beside the hash, for who looks at this job alone.
    pub dossier: Option<Box<Dossier>>,
}

impl Row {
    pub fn new(c: Candidate, now: Time) -> Row {
        Row { c, now, dossier: None }
    }

    pub(super) fn job(&self) -> Option<&Job> {
        self.c.job()
    }

    /// Bytes of a field as RQ stored them.
    pub(super) fn stored(&self, field: Field) -> Cell<'_> {
        match self.job().map(|job| job.stored(field)) {
            Some(Stored::Bytes(bytes)) if !bytes.is_empty() => Cell::bytes(&**bytes),
            Some(Stored::Large(n)) => Cell::BytesLen(*n),
            _ => Cell::Null,
        }
    }

    fn time(&self, field: Field) -> Cell<'_> {
        time(self.job().and_then(|job| job.time(field).ok()))
    }

    fn int(&self, field: Field) -> Cell<'_> {
        Cell::opt(self.job().and_then(|job| job.int(field).ok()), Cell::Int)
    }

    /// The first of poison, held, running, abandoned, overdue that holds, where all is known of the job also
    /// stuck, lost and blocked.
    pub fn word(&self) -> Option<Word> {
        match &self.dossier {
            Some(dossier) => dossier::word(&self.c, dossier, self.now),
            None => self.c.word(self.now),
        }
    }

    /// That word, else the status, where both could be seen.
    fn state(&self) -> Option<State> {
        if self.c.word_unknown(self.now) {
            return Some(State::Unseen);
        }
        self.word().map(State::Word).or_else(|| self.c.status().map(State::Status))
    }

    /// The status as stored; of a job that is looked for and is not there, that it is gone.
    fn status(&self) -> Cell<'_> {
        match (&self.c.found, &self.dossier) {
            (Found::NoHash, Some(_)) => Cell::text("gone"),
            _ => self.stored(Field::Status),
        }
    }

    fn status_at(&self) -> Cell<'_> {
        time(self.c.status_at())
    }
}

enum State {
    Word(Word),
    Status(Status),
    Unseen,
}

/// A moment.
pub(super) fn time(at: Option<Time>) -> Cell<'static> {
    Cell::opt(at, |at| Cell::Time(at.0))
}

/// What was decoded for a look.
pub(super) fn decoded<'a>(text: Option<Result<String, Opaque>>) -> Cell<'a> {
    match text {
        Some(Ok(text)) => Cell::text(text),
        Some(Err(Opaque::NotLoaded(n))) => Cell::BytesLen(n),
        Some(Err(why)) => Cell::Opaque(why.to_string().into()),
        None => Cell::Null,
    }
}

pub(super) fn state_tone(row: &Row) -> Tone {
    match row.state() {
        Some(State::Word(Word::Poison | Word::Abandoned)) => Tone::Bad,
        Some(State::Word(Word::Held | Word::Overdue)) => Tone::Warn,
        Some(State::Word(Word::Running)) => Tone::Good,
        Some(State::Status(Status::Failed | Status::Stopped)) => Tone::Bad,
        _ => Tone::Plain,
    }
}

pub(super) const fn of(
    name: &'static str,
    title: &'static str,
    shown: Shown,
    fit: Fit,
    needs: Needs,
    cell: for<'a> fn(&'a Row) -> Cell<'a>,
) -> Column<Row, Needs> {
    Column::new(name, title, shown, fit, needs, cell)
}

pub(super) const fn field(field: Field) -> Needs {
    Needs::of(&[field])
}

/// The fields of a job in a list: the contract of the machine formats.
pub static LIST: &[Column<Row, Needs>] = &[
    of("id", "ID", Shown::Table, Fit::Whole, Needs::NONE, |r| Cell::name(&r.c.id.0[..]))
        .toned(|r| if r.c.id.legal() { Tone::Plain } else { Tone::Warn }),
    of("status", "STATUS", Shown::Asked, Fit::Drop(3), field(Field::Status), Row::status),
    of("state", "STATE", Shown::Table, Fit::Drop(9), Needs::STATE.and(field(Field::Status)), |r| {
        match r.state() {
            Some(State::Word(word)) => Cell::text(word.name()),
            Some(State::Status(_)) => r.stored(Field::Status),
            Some(State::Unseen) => Cell::Unseen,
            None => Cell::Null,
        }
    })
    .toned(state_tone),
    of("queue", "QUEUE", Shown::Table, Fit::Drop(7), field(Field::Origin), |r| {
        let origin = r.job().and_then(|job| job.filled(Field::Origin));
        Cell::opt(origin.or_else(|| r.c.place.queue().map(|queue| &queue.0[..])), Cell::name)
    }),
    FUNCTION,
    of("description", "DESCRIPTION", Shown::Asked, Fit::Right, field(Field::Description), |r| {
        r.stored(Field::Description)
    }),
    of("created_at", "CREATED", Shown::Asked, Fit::Drop(2), field(Field::CreatedAt), |r| {
        r.time(Field::CreatedAt)
    }),
    of("enqueued_at", "ENQUEUED", Shown::Wide, Fit::Drop(2), field(Field::EnqueuedAt), |r| {
        r.time(Field::EnqueuedAt)
    }),
    of("started_at", "STARTED", Shown::Asked, Fit::Drop(2), field(Field::StartedAt), |r| {
        r.time(Field::StartedAt)
    }),
    of("ended_at", "ENDED", Shown::Asked, Fit::Drop(2), field(Field::EndedAt), |r| r.time(Field::EndedAt)),
    since("SINCE"),
    DUE_AT,
    WORKER,
    of("executions", "EXECUTIONS", Shown::Asked, Fit::Right, Needs::EXECUTIONS, |r| {
        let known = r.job().into_iter().flat_map(|job| &job.executions);
        let known = known.filter(|e| e.live || e.deadline.is_some());
        Cell::List(known.map(|e| Cell::text(e.id.as_str())).collect())
    }),
    ERROR,
    of("error_type", "ERROR TYPE", Shown::Asked, Fit::Right, Candidate::ERROR, |r| match r.c.error() {
        Some(Ok(line)) => Cell::text(text::error_type(&line).to_owned()),
        other => decoded(other),
    }),
    of("wait_s", "WAITED", Shown::Wide, Fit::Drop(1), Job::WAITED, |r| {
        Cell::opt(r.job().and_then(|job| job.waited_s(r.now)), Cell::Seconds)
    }),
    of("run_s", "RAN", Shown::Wide, Fit::Drop(1), Job::RAN, |r| {
        Cell::opt(r.job().and_then(|job| job.ran_s(r.now)), Cell::Seconds)
    }),
    of("ttl_s", "KEPT", Shown::Asked, Fit::Drop(0), Needs::TTL, |r| ttl_s(r.job().and_then(|job| job.ttl))),
    of("timeout_s", "TIMEOUT", Shown::Asked, Fit::Drop(0), field(Field::Timeout), |r| {
        let limit = r.job().and_then(|job| job.int(Field::Timeout).ok());
        Cell::opt(limit, |seconds| Cell::Seconds(seconds as f64))
    }),
    of("retries_left", "RETRIES", Shown::Wide, Fit::Drop(1), field(Field::RetriesLeft), |r| {
        r.int(Field::RetriesLeft)
    }),
    of("legal_id", "LEGAL ID", Shown::Asked, Fit::Drop(0), Needs::NONE, |r| Cell::Bool(r.c.id.legal())),
];

const FUNCTION: Column<Row, Needs> =
    of("function", "FUNCTION", Shown::Table, Fit::Left, field(Field::Data), |r| decoded(r.c.function()));

const WORKER: Column<Row, Needs> =
    of("worker", "WORKER", Shown::Wide, Fit::Drop(4), field(Field::WorkerName).and(Needs::EXECUTIONS), |r| {
        Cell::opt(r.c.worker(), |worker| Cell::name(worker.0.into_vec()))
    });

const ERROR: Column<Row, Needs> =
    of("error", "ERROR", Shown::Table, Fit::Right, Candidate::ERROR, |r| decoded(r.c.error()))
        .toned(|_| Tone::Bad);

const DUE_AT: Column<Row, Needs> =
    of("due_at", "DUE", Shown::Asked, Fit::Drop(8), field(Field::Status).and(Needs::SCORE), |r| {
        time(r.c.due_at())
    });

/// When the job came into its present status, under the heading that fits.
const fn since(title: &'static str) -> Column<Row, Needs> {
    of("status_at", title, Shown::Table, Fit::Drop(8), Job::STATUS_AT, Row::status_at).toned(|_| Tone::Dim)
}

static SINCE: &[(Kind, Column<Row, Needs>)] = &[
    (Kind::Failed, since("FAILED")),
    (Kind::Stopped, since("STOPPED")),
    (Kind::Started, since("STARTED")),
    (Kind::Queued, since("QUEUED")),
    (Kind::Deferred, since("DEFERRED")),
    (Kind::Finished, since("FINISHED")),
    (Kind::Canceled, since("CANCELED")),
];

static ILLEGAL: Column<Row, Needs> = of("legal_id", "", Shown::Wide, Fit::Drop(0), Needs::NONE, |r| {
    Cell::text(if r.c.id.legal() { "" } else { "illegal ID" })
});

/// What the jobs of a table have in common.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Failed,
    Stopped,
    Started,
    Queued,
    Scheduled,
    Deferred,
    Finished,
    Canceled,
    Mixed,
}

impl Kind {
    fn of(filter: &Filter) -> Kind {
        let statuses = filter.statuses.iter().map(|status| match status {
            Status::Failed => Kind::Failed,
            Status::Stopped => Kind::Stopped,
            Status::Started => Kind::Started,
            Status::Queued => Kind::Queued,
            Status::Scheduled => Kind::Scheduled,
            Status::Deferred => Kind::Deferred,
            Status::Finished => Kind::Finished,
            Status::Canceled => Kind::Canceled,
            _ => Kind::Mixed,
        });
        let words = filter.words.iter().map(|word| match word {
            Word::Running | Word::Abandoned => Kind::Started,
            Word::Overdue => Kind::Scheduled,
            Word::Stuck | Word::Lost => Kind::Queued,
            Word::Blocked | Word::Released => Kind::Deferred,
            Word::Poison | Word::Held => Kind::Mixed,
        });
        let mut kinds = statuses.chain(words);
        let first = kinds.next().unwrap_or(Kind::Mixed);
        if kinds.all(|kind| kind == first) { first } else { Kind::Mixed }
    }

    /// What matters beside the times, and stands before the function.
    fn detail(self) -> &'static str {
        match self {
            Kind::Failed | Kind::Stopped | Kind::Mixed => "error",
            Kind::Started => "worker",
            _ => "",
        }
    }
}

/// The columns of a table of what this filter means, in the order of a table: what gives way stands last. A
/// column that says the same of all jobs moves below the table by itself.
pub fn table(filter: &Filter, wide: bool) -> Vec<&'static Column<Row, Needs>> {
    let kind = Kind::of(filter);
    let when = if kind == Kind::Scheduled { "due_at" } else { "status_at" };
    let names = ["id", "state", "queue", when, kind.detail(), "function"];
    let titled = |name: &str| {
        let since = SINCE.iter().find(|(of, _)| *of == kind && name == "status_at").map(|(_, column)| column);
        since.or_else(|| LIST.iter().find(|column| column.name == name))
    };
    let mut columns: Vec<_> = names.into_iter().filter_map(titled).collect();
    if wide {
        let more = LIST.iter().filter(|c| c.shown == Shown::Wide && !names.contains(&c.name));
        columns.extend(more.chain([&ILLEGAL]));
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(statuses: &[Status], words: &[Word]) -> Vec<&'static str> {
        let filter = Filter { statuses: statuses.to_vec(), words: words.to_vec(), ..Filter::default() };
        table(&filter, false).iter().map(|column| column.title).collect()
    }

    #[test]
    fn a_table_shows_what_matters_of_its_jobs() {
        assert_eq!(titles(&[Status::Failed], &[]), ["ID", "STATE", "QUEUE", "FAILED", "ERROR", "FUNCTION"]);
        assert_eq!(titles(&[], &[Word::Running]), ["ID", "STATE", "QUEUE", "STARTED", "WORKER", "FUNCTION"]);
        assert_eq!(
            titles(&[Status::Scheduled], &[Word::Overdue]),
            ["ID", "STATE", "QUEUE", "DUE", "FUNCTION"]
        );
        let mixed = ["ID", "STATE", "QUEUE", "SINCE", "ERROR", "FUNCTION"];
        assert_eq!(titles(&[], &[]), mixed);
        assert_eq!(titles(&[Status::Failed, Status::Queued], &[]), mixed);
    }

    #[test]
    fn no_name_stands_twice() {
        let wide = table(&Filter::default(), true);
        for columns in [LIST.iter().collect::<Vec<_>>(), wide] {
            let mut names: Vec<&str> = columns.iter().map(|c| c.name).collect();
            names.sort_unstable();
            assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
        }
    }
}
