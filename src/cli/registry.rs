//! `registry`: what stands in each place, entry by entry.

use crate::{
    cli::{
        answer::{self, Answer},
        exit::{Exit, Failure},
        filter::{Limit, glob, limit},
        global::Global,
        hints::Hints,
        names,
        ui::Ui,
        walk::Walk,
    },
    render::{
        cell::Cell,
        column::{self, Column},
        listing::Format,
        numbers::count_of,
    },
    rq::{
        fields::{Field, Needs},
        filter::Walk as Path,
        glob::Glob,
        id::QueueName,
        place::{Place, Registry},
        time::Time,
    },
    store::{Store, crew::Met, error::Error, registries::Numbers, select::Cut},
    views::registry::{Entry, HELD, INTERMEDIATE, KEPT, OTHERS, SCHEDULED, STARTED, SUMMARIES, Summary},
};

#[derive(clap::Subcommand, Clone, Debug)]
pub enum Registries {
    /// Each registry of each queue in numbers
    List(Which),
    /// What workers run, or left behind: job IDs with their executions apart
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
    /// Only of these queues; globs, several times
    #[arg(short, long, value_name = "GLOB", value_parser = glob)]
    queue: Vec<Glob>,

    /// Only entries in one of these states: running, abandoned, orphan, live, expired
    #[arg(long, value_name = "S,S", value_delimiter = ',', value_parser = ["running", "abandoned", "orphan", "live", "expired"])]
    state: Vec<String>,

    /// At most so many
    #[arg(long, value_name = "N|all", value_parser = limit)]
    limit: Option<Limit>,

    /// A queue that does not exist is no failure
    #[arg(long)]
    ignore_not_found: bool,
}

/// Rows of a table where no limit was asked for.
const USUAL: u64 = 50;

impl Registries {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        use Registries as R;
        let of = |registry: Registry| (registry.name(), Kind::Sorted(registry));
        let (which, (name, kind)) = match self {
            R::List(which) => return which.list(global, ui),
            R::Started(which) => (which, of(Registry::Started)),
            R::Finished(which) => (which, of(Registry::Finished)),
            R::Failed(which) => (which, of(Registry::Failed)),
            R::Deferred(which) => (which, of(Registry::Deferred)),
            R::Scheduled(which) => (which, of(Registry::Scheduled)),
            R::Canceled(which) => (which, of(Registry::Canceled)),
            R::Ready(which) => (which, of(Registry::Ready)),
            R::Intermediate(which) => (which, ("intermediate", Kind::Intermediate)),
            R::RateLimited(which) => (which, ("rate-limited", Kind::RateLimited)),
            R::Held(which) => (which, ("held", Kind::Held)),
        };
        which.entries(name, kind, global, ui)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Sorted(Registry),
    Intermediate,
    RateLimited,
    Held,
}

impl Kind {
    fn columns(self) -> &'static [Column<Entry, Needs>] {
        match self {
            Kind::Sorted(Registry::Started) => STARTED,
            Kind::Sorted(Registry::Finished | Registry::Failed) => KEPT,
            Kind::Sorted(Registry::Scheduled) => SCHEDULED,
            Kind::Intermediate => INTERMEDIATE,
            Kind::Held => HELD,
            _ => OTHERS,
        }
    }

    fn walks(self, store: &mut Store, queues: Vec<QueueName>) -> Result<Vec<Path>, Error> {
        let sorted = |places: Vec<Place>| match places.is_empty() {
            true => Vec::new(),
            false => vec![Path::Sorted { places, due: false }],
        };
        Ok(match self {
            Kind::Sorted(registry) => {
                sorted(queues.into_iter().map(|q| Place::Registry(registry, q)).collect())
            }
            Kind::Intermediate => queues.into_iter().map(|q| Path::List(Place::Intermediate(q))).collect(),
            Kind::Held => queues.into_iter().map(|q| Path::Scan(Place::Held(q))).collect(),
            Kind::RateLimited => {
                let keys = store.rate_limit_keys()?;
                sorted(keys.into_iter().map(|key| Place::RateLimited(key.into())).collect())
            }
        })
    }
}

impl Which {
    fn entries(&self, name: &str, kind: Kind, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let columns = columns(global, kind.columns())?;
        let mut store = global.open(ui)?;
        let hints = global.hints().on(&store);
        let queues = self.queues(&mut store, &hints, name)?;
        let walks = kind.walks(&mut store, queues.all)?;
        let mut walk = Walk::new(format!("rqctl/registry.{name}/1"), columns);
        walk.lacking = queues.unseen.filter(|_| kind != Kind::RateLimited);
        walk.by_workers = kind == Kind::Sorted(Registry::Started) && !self.state.is_empty();
        let most = self.most(ui);
        if !self.state.is_empty() {
            walk.also = Entry::STATE;
        }
        // A rate limit is no queue's: whose a job is says its hash.
        let by_origin = kind == Kind::RateLimited && !self.queue.is_empty();
        if by_origin {
            walk.also = walk.also.and(Needs::of(&[Field::Origin]));
        }
        // What is left out by its state is not counted, so the walk alone cannot know when it is enough.
        let whole = self.state.is_empty() && !by_origin;
        walk.most = most.filter(|_| !whole);
        let walked = walk.print(
            ui,
            &mut store,
            &hints,
            |store, needs| store.entries(walks, needs, most.filter(|_| whole)),
            |c, now| {
                let meant = !by_origin || c.queue().is_some_and(|queue| self.admits(&queue));
                let entry = Entry { c, now };
                let state =
                    self.state.is_empty() || self.state.iter().any(|state| entry.state() == Some(state));
                (meant && state).then_some(entry)
            },
            |walked| vec![("entries".into(), Cell::count(walked.rows))],
        )?;
        if walked.remarks(ui) {
            let count = count_of(walked.rows, "entry");
            let count = match walked.cut {
                Cut::No => count,
                _ => format!("first {count}; there are more"),
            };
            answer::remarks(ui, &count, &walked.ended);
        }
        walked.exit(&hints, ui)
    }

    fn list(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let columns = answer::columns(global, SUMMARIES)?;
        let mut store = global.open(ui)?;
        let hints = global.hints().on(&store);
        let queues = self.queues(&mut store, &hints, "list")?;
        let now = store.opened_at();
        let limits = if self.queue.is_empty() { store.rate_limit_keys()? } else { Vec::new() };
        let numbers = store.numbers(&queues.all, &limits, now)?;
        Answer::new("rqctl/registry.list/1", "registry", columns)
            .limit(self.most(ui), ui)
            .lacking(queues.unseen.map(Failure::from))
            .print(ui, &mut store, &hints, summaries(numbers), None)
    }

    fn most(&self, ui: &Ui) -> Option<u64> {
        match self.limit {
            Some(Limit::First(n)) => Some(n),
            Some(Limit::All) => None,
            None => (!ui.format().machine()).then_some(USUAL),
        }
    }

    fn admits(&self, queue: &QueueName) -> bool {
        self.queue.is_empty() || self.queue.iter().any(|glob| glob.matches(&queue.0))
    }

    /// The queues that are meant: those that are known, and those that are named.
    fn queues(&self, store: &mut Store, hints: &Hints, name: &str) -> Result<Met<Vec<QueueName>>, Failure> {
        if !self.ignore_not_found {
            let again = |queues: Vec<Glob>| {
                let command = hints.read(&format!("registry {name}"));
                queues.iter().fold(command, |command, glob| command.option("-q", glob.text()))
            };
            names::check_queues(store, &self.queue, hints, &again)?;
        }
        let mut queues = store.queues_met()?;
        let named: Vec<QueueName> =
            self.queue.iter().filter_map(Glob::literal).map(QueueName::from_text).collect();
        // What is named needs no list.
        let all = self.queue.is_empty() || named.len() < self.queue.len();
        queues.unseen = queues.unseen.filter(|_| all);
        queues.all.extend(named);
        queues.all.retain(|queue| self.admits(queue));
        queues.all.sort();
        queues.all.dedup();
        Ok(queues)
    }
}

/// The columns of entries: with `-o ids` the one that holds the IDs of the jobs.
fn columns(
    global: &Global,
    all: &'static [Column<Entry, Needs>],
) -> Result<Vec<&'static Column<Entry, Needs>>, Failure> {
    let format = global.format();
    match format {
        Format::Ids => Ok(all.iter().filter(|column| column.name == "job_id").collect()),
        _ => Ok(column::choose(all, &global.columns, format == Format::Wide, format.machine())?),
    }
}

/// A row for each place of a queue, and one for all rate limits.
fn summaries(numbers: Vec<Numbers>) -> Vec<Summary> {
    let mut all: Vec<Summary> = Vec::new();
    let mut limited: Option<Summary> = None;
    for numbers in numbers {
        let summary = summary(&numbers);
        if summary.queue.is_some() {
            all.push(summary);
            continue;
        }
        limited = Some(match limited.take() {
            None => summary,
            Some(other) => Summary {
                entries: other.entries + summary.entries,
                oldest_at: other.oldest_at.into_iter().chain(summary.oldest_at).min(),
                newest_at: other.newest_at.into_iter().chain(summary.newest_at).max(),
                ..other
            },
        });
    }
    all.extend(limited);
    all
}

fn summary(numbers: &Numbers) -> Summary {
    let expiry = matches!(&numbers.place, Place::Registry(registry, _) if registry.score_is_expiry());
    let entered =
        |score: Option<f64>| score.filter(|score| *score > 0.0 && !expiry).and_then(Time::from_seconds);
    Summary {
        queue: numbers.place.queue().cloned(),
        registry: numbers.place.kind(),
        entries: numbers.entries,
        expired: if expiry { numbers.expired } else { 0 },
        oldest_at: entered(numbers.lowest),
        newest_at: entered(numbers.highest),
    }
}
