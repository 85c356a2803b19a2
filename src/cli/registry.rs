//! `registry`: what stands in each place, entry by entry.

use crate::{
    cli::{
        answer::{self, Answer},
        exit::{Exit, Failure},
        filter::glob,
        global::Global,
        hints::Hints,
        nearest::nearest,
        server,
        ui::Ui,
    },
    render::{
        column::Column,
        listing::{Listing, Tail},
        numbers::count_of,
    },
    rq::{
        candidate::{Candidate, Found},
        fields::Needs,
        filter::Walk,
        glob::Glob,
        id::{QueueName, composite},
        job::Job,
        place::{Place, Registry},
        state::{EntryState, entry_state},
        time::Time,
    },
    store::{
        Store,
        registries::{Held, Numbers},
    },
    views::registry::{HELD, OTHERS, Row, STARTED, SUMMARIES, Summary},
};

#[derive(clap::Subcommand, Clone, Debug)]
pub enum Registries {
    /// Each registry of each queue in numbers
    List(Which),
    /// What workers run, or left behind: plain job IDs with their executions apart
    Started(Which),
    /// Jobs that finished and are still kept
    Finished(Which),
    /// Jobs that failed or were stopped
    Failed(Which),
    /// Jobs that wait for others
    Deferred(Which),
    /// Jobs that wait for their time
    Scheduled(Which),
    /// Jobs that were canceled
    Canceled(Which),
    /// Dependents on their way to the queue (RQ 3.0)
    Ready(Which),
    /// Jobs that a worker has taken and not yet started
    Intermediate(Which),
    /// Jobs that wait for a slot of a rate limit (RQ 3.0)
    RateLimited(Which),
    /// Jobs that `jobs hold` took out
    Held(Which),
}

#[derive(clap::Args, Clone, Debug)]
pub struct Which {
    /// Only these queues; globs, several times
    #[arg(short, long, value_name = "GLOB", value_parser = glob)]
    queue: Vec<Glob>,

    /// Only entries in one of these states: running, abandoned, orphan, live, expired
    #[arg(long, value_name = "S,S", value_delimiter = ',', value_parser = ["running", "abandoned", "orphan", "live", "expired"])]
    state: Vec<String>,

    /// At most so many
    #[arg(long, value_name = "N")]
    limit: Option<u64>,

    /// A queue that does not exist is no error
    #[arg(long)]
    ignore_not_found: bool,
}

/// Rows of a table where no limit was asked for.
const LIMIT: u64 = 50;

impl Registries {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let entries = |which: &Which, name: &'static str, kind: Kind, ui: &mut Ui| {
            Show { which, name, kind, global }.run(ui)
        };
        use Registries as R;
        match self {
            R::List(which) => list(which, global, ui),
            R::Started(w) => entries(w, "started", Kind::Sorted(Registry::Started), ui),
            R::Finished(w) => entries(w, "finished", Kind::Sorted(Registry::Finished), ui),
            R::Failed(w) => entries(w, "failed", Kind::Sorted(Registry::Failed), ui),
            R::Deferred(w) => entries(w, "deferred", Kind::Sorted(Registry::Deferred), ui),
            R::Scheduled(w) => entries(w, "scheduled", Kind::Sorted(Registry::Scheduled), ui),
            R::Canceled(w) => entries(w, "canceled", Kind::Sorted(Registry::Canceled), ui),
            R::Ready(w) => entries(w, "ready", Kind::Sorted(Registry::Ready), ui),
            R::Intermediate(w) => entries(w, "intermediate", Kind::Intermediate, ui),
            R::RateLimited(w) => entries(w, "rate-limited", Kind::RateLimited, ui),
            R::Held(w) => entries(w, "held", Kind::Held, ui),
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Sorted(Registry),
    Intermediate,
    RateLimited,
    Held,
}

struct Show<'a> {
    which: &'a Which,
    name: &'static str,
    kind: Kind,
    global: &'a Global,
}

impl Show<'_> {
    fn columns(&self) -> Result<Vec<&'static Column<Row>>, Failure> {
        let all = match self.kind {
            Kind::Sorted(Registry::Started) => STARTED,
            Kind::Held => HELD,
            _ => OTHERS,
        };
        answer::columns_of_jobs(self.global, all, "job_id")
    }

    fn run(&self, ui: &mut Ui) -> Result<Exit, Failure> {
        let columns = self.columns()?;
        let mut store = self.global.open(ui)?;
        let hints = self.global.hints().on(&store);
        let (queues, failure) = self.which.queues(&mut store, &hints, self.name)?;
        let machine = ui.format().machine();
        let limit = self.which.limit.or((!machine).then_some(LIMIT));
        let look = ui.look(store.opened_at());
        let schema = format!("rqctl/registry.{}/1", self.name);
        let head = [("server", server::cell(&store))];
        let mut listing = Listing::begin(&mut ui.out, columns, &look, &schema, &head)?;
        let (mut rows, mut truncated) = (0u64, false);
        let mut failure = failure;
        let walked = self.walk(&mut store, &queues, &mut |row| {
            truncated = limit == Some(rows);
            if truncated {
                return Ok(false);
            }
            listing.row(&row)?;
            rows += 1;
            Ok(true)
        });
        let mut complete = !truncated;
        if let Err(e) = walked {
            (failure, complete) = (Some(e), false);
        }
        let error = failure.as_ref().and_then(|failure| failure.fault(&hints));
        let ended = listing.end(&Tail { totals: Vec::new(), truncated, complete, error })?;
        if let Some(failure) = failure {
            return Err(failure);
        }
        if !machine {
            ui.flush()?;
            let count = count_of(rows, "entry");
            let said = if truncated { format!("first {count}, there are more") } else { count };
            answer::remarks(ui, &said, &ended);
        }
        Ok(answer::left_out(ui, &ended.left_out))
    }

    /// Hands out rows until the listener has enough.
    fn walk(
        &self,
        store: &mut Store,
        queues: &[QueueName],
        on: &mut dyn FnMut(Row) -> Result<bool, Failure>,
    ) -> Result<(), Failure> {
        let states = &self.which.state;
        let mut on = |row: Row| match states.is_empty() || states.iter().any(|s| s == row.state) {
            true => on(row),
            false => Ok(true),
        };
        if self.kind == Kind::Held {
            return held(store, queues, &mut on);
        }
        let walks = self.walks(store, queues)?;
        let needs = Job::STATUS_AT.and(Needs::EXECUTIONS).and(Needs::SEEN);
        let mut select = store.entries(walks, needs, None)?;
        while let Some(page) = select.next_page()? {
            for candidate in page.items {
                let admitted =
                    self.kind != Kind::RateLimited || candidate.queue().is_none_or(|q| self.which.admits(&q));
                if admitted && !on(row(candidate, page.now))? {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn walks(&self, store: &mut Store, queues: &[QueueName]) -> Result<Vec<Walk>, Failure> {
        let sorted = |places: Vec<Place>| match places.is_empty() {
            true => Vec::new(),
            false => vec![Walk::Sorted { places, due: false }],
        };
        Ok(match self.kind {
            Kind::Sorted(registry) => {
                sorted(queues.iter().map(|q| Place::Registry(registry, q.clone())).collect())
            }
            Kind::Intermediate => queues.iter().map(|q| Walk::List(Place::Intermediate(q.clone()))).collect(),
            Kind::RateLimited => {
                let limits = store.rate_limit_keys()?;
                sorted(limits.into_iter().map(|k| Place::RateLimited(k.into())).collect())
            }
            Kind::Held => Vec::new(),
        })
    }
}

impl Which {
    fn admits(&self, queue: &QueueName) -> bool {
        self.queue.is_empty() || self.queue.iter().any(|g| g.matches(&queue.0))
    }

    /// The queues that are meant, and what was named that does not exist.
    fn queues(
        &self,
        store: &mut Store,
        hints: &Hints,
        name: &str,
    ) -> Result<(Vec<QueueName>, Option<Failure>), Failure> {
        let crew = store.crew()?;
        let known = store.queue_names(&crew)?;
        let mut queues: Vec<QueueName> = known.iter().filter(|q| self.admits(q)).cloned().collect();
        let mut failure = None;
        for literal in self.queue.iter().filter_map(Glob::literal).map(QueueName::from_text) {
            if queues.contains(&literal) {
                continue;
            }
            if store.queue_exists(&literal)? {
                queues.push(literal);
            } else if !self.ignore_not_found && failure.is_none() {
                let what = format!("there is no queue `{}`", literal.lossy());
                let near = nearest(&literal.0, known.iter().map(|q| &*q.0));
                let no = Failure::no("not_found", what);
                failure = Some(match near {
                    Some(near) => {
                        no.hint(hints.read(&format!("registry {name}")).option("-q", near).to_string())
                    }
                    None => no,
                });
            }
        }
        Ok((queues, failure))
    }
}

fn row(c: Candidate, now: Time) -> Row {
    let entry = match &c.execution {
        Some(execution) => composite(&c.id, execution),
        None => c.id.0.to_vec(),
    };
    let execution = c.job().and_then(|job| job.executions.iter().find(|e| Some(e.id) == c.execution));
    let has_hash = !matches!(c.found, Found::NoHash);
    let (mut at, mut expires_at, mut deadline) = (None, None, None);
    let state = match &c.place {
        Place::Registry(Registry::Started, _) => {
            deadline = c.score;
            let lives = execution.is_some_and(|e| e.live);
            let claimed = !c.standing.claimed_by.is_empty();
            entry_state(c.score.unwrap_or(0.0), now, lives, claimed, has_hash).name()
        }
        place => {
            let expiry = matches!(place, Place::Registry(r, _) if r.score_is_expiry());
            let stamp = c.score.filter(|s| *s > 0.0).and_then(Time::from_seconds);
            match (place, expiry) {
                (Place::Intermediate(_), _) => at = c.first_seen(),
                (_, true) => (at, expires_at) = (c.status_at(), stamp),
                (_, false) => at = stamp,
            }
            let expired = expiry && c.score.is_some_and(|s| s >= 0.0 && s <= now.as_seconds_f64());
            match (has_hash, expired) {
                (false, _) => EntryState::Orphan.name(),
                (true, true) => "expired",
                (true, false) => "live",
            }
        }
    };
    Row {
        entry,
        execution: c.execution,
        queue: c.place.queue().cloned().or_else(|| c.queue()),
        at,
        expires_at,
        status: c.status(),
        state,
        worker: execution.and_then(|e| e.worker.clone()).or_else(|| c.standing.claimed_by.first().cloned()),
        started_at: execution
            .and_then(|e| e.started_at)
            .or_else(|| c.status_at().filter(|_| deadline.is_some())),
        heartbeat_at: execution.and_then(|e| e.heartbeat_at),
        deadline,
        reason: None,
        place: None,
        id: c.id,
    }
}

fn held(
    store: &mut Store,
    queues: &[QueueName],
    on: &mut dyn FnMut(Row) -> Result<bool, Failure>,
) -> Result<(), Failure> {
    for queue in queues {
        let mut cursor = b"0".to_vec();
        loop {
            let (page, next) = store.held(queue, &cursor)?;
            for held in page {
                if !on(held_row(held, queue))? {
                    return Ok(());
                }
            }
            if next == b"0" {
                break;
            }
            cursor = next;
        }
    }
    Ok(())
}

fn held_row(held: Held, queue: &QueueName) -> Row {
    let note: serde_json::Value = serde_json::from_slice(&held.note).unwrap_or_default();
    let text = |name: &str| note[name].as_str().map(str::to_owned);
    Row {
        entry: held.id.0.to_vec(),
        execution: None,
        queue: Some(queue.clone()),
        at: note["held_at"].as_str().and_then(|t| Time::parse(t.as_bytes())),
        expires_at: None,
        status: held.status,
        state: if held.exists { "live" } else { EntryState::Orphan.name() },
        worker: None,
        started_at: None,
        heartbeat_at: None,
        deadline: None,
        reason: text("reason"),
        place: text("place"),
        id: held.id,
    }
}

fn list(which: &Which, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
    let columns = answer::columns(global, SUMMARIES)?;
    let mut store = global.open(ui)?;
    let hints = global.hints().on(&store);
    let (queues, failure) = which.queues(&mut store, &hints, "list")?;
    let now = store.opened_at();
    let rows = store.registry_numbers(&queues, now)?.into_iter().map(summary).collect();
    Answer::new("rqctl/registry.list/1", "registry", columns)
        .limit(which.limit, ui)
        .print(ui, &mut store, &hints, rows, failure)
}

fn summary(numbers: Numbers) -> Summary {
    let entered = |score: Option<f64>| match numbers.registry.score_is_expiry() {
        true => None,
        false => score.filter(|s| *s > 0.0).and_then(Time::from_seconds),
    };
    Summary {
        registry: numbers.registry.name(),
        entries: numbers.entries,
        expired: numbers.expired,
        oldest_at: entered(numbers.lowest),
        newest_at: entered(numbers.highest),
        queue: numbers.queue,
    }
}
