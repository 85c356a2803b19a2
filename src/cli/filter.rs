//! FILTER: which jobs a command means. Parsed once, here, into the values of `rq::filter`; the same flags list,
//! count and act.

use crate::{
    cli::{
        duration,
        exit::Failure,
        hints::Command,
        moment::{self, Moment},
        nearest::nearest,
    },
    render::time::Civil,
    rq::{
        filter::{Filter, Meant, MetaTest, Pattern, Selection, TimeField},
        glob::Glob,
        order::{Order, SortField},
        state::Word,
        status::Status,
        time::Time,
    },
};

/// Most jobs that an order keeps: they are held in memory at once.
const MOST_SORTED: u64 = 100_000;

/// The flags as typed. Each value keeps its text, because a hint repeats it.
#[derive(clap::Args, Clone, Debug, Default)]
#[command(next_help_heading = "Which jobs")]
pub struct FilterArgs {
    /// In this queue; a glob, may be given several times
    #[arg(short, long, value_name = "GLOB", value_parser = glob)]
    pub queue: Vec<Glob>,

    /// Not in this queue; likewise
    #[arg(short = 'X', long, value_name = "GLOB", value_parser = glob)]
    pub exclude_queue: Vec<Glob>,

    /// With this status, or one of running, abandoned, stuck, lost, overdue, blocked, poison, held
    #[arg(short, long, value_name = "S,S", value_delimiter = ',', value_parser = standing)]
    pub status: Vec<Standing>,

    /// Whose function has this name, such as 'shop.mail.*'
    #[arg(long, value_name = "GLOB", value_parser = glob)]
    pub func: Option<Glob>,

    /// Whose ID looks like this
    #[arg(long, value_name = "GLOB", value_parser = glob)]
    pub id: Option<Glob>,

    /// Whose ID RQ 2.8 and later refuse
    #[arg(long)]
    pub illegal_ids: bool,

    /// That this worker runs or ran last
    #[arg(long, value_name = "GLOB", value_parser = glob)]
    pub worker: Option<Glob>,

    /// Of this group
    #[arg(long, value_name = "GLOB", value_parser = glob)]
    pub group: Option<Glob>,

    /// Whose latest failure says this: exception and message, on one line
    #[arg(long, value_name = "REGEX", value_parser = typed(Pattern::new))]
    pub error: Option<Typed<Pattern>>,

    /// Whose call says this, as `jobs show` prints it
    #[arg(long, value_name = "REGEX", value_parser = typed(Pattern::new))]
    pub call: Option<Typed<Pattern>>,

    /// Whose meta has this, such as tenant.id=acme
    #[arg(long, value_name = "KEY[=GLOB]", value_parser = typed(meta))]
    pub meta: Vec<Typed<MetaTest>>,

    /// Not before: 2h (ago), 02:10 (the last one, UTC), 2026-11-24, RFC 3339
    #[arg(long, value_name = "T", value_parser = typed(moment::parse), allow_hyphen_values = true)]
    pub since: Option<Typed<Moment>>,

    /// Not after: as --since
    #[arg(long, value_name = "T", value_parser = typed(moment::parse), allow_hyphen_values = true)]
    pub until: Option<Typed<Moment>>,

    /// Longer ago than this, such as 7d
    #[arg(long, value_name = "D", value_parser = typed(duration::parse))]
    pub older_than: Option<Typed<std::time::Duration>>,

    /// Which time --since, --until and --older-than mean [default: status, when it came into its present one]
    #[arg(long, value_name = "WHICH", hide_short_help = true)]
    pub time_field: Option<WhichTime>,

    /// In the order of this field, such as status_at:desc; needs a limit
    #[arg(long, value_name = "FIELD[:desc]", value_parser = typed(order))]
    pub sort: Option<Typed<Order>>,

    /// At most so many; all = no limit
    #[arg(long, value_name = "N|all", value_parser = limit)]
    pub limit: Option<Limit>,
}

/// A value and the text that it came from.
#[derive(Clone, Debug)]
pub struct Typed<T> {
    pub text: String,
    pub value: T,
}

/// One word of `-s`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    Status(Status),
    Word(Word),
}

/// The words of `--time-field`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum WhichTime {
    Status,
    Created,
    Enqueued,
    Started,
    Ended,
    Due,
}

/// A number, or that there is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Limit {
    First(u64),
    All,
}

impl FilterArgs {
    /// Whether nothing was typed that selects. An order, a limit and the choice of a time select nothing.
    pub fn is_empty(&self) -> bool {
        self.filter(Time::default(), Meant::ALL).is_empty()
    }

    /// What is asked for, by Redis's clock. `meant` is what the verb is for where `-s` does not say, `usual` its
    /// limit where `--limit` does not.
    ///
    /// # Errors
    /// Exit 2 for what contradicts itself, and for an order without a limit.
    pub fn selection(&self, now: Time, meant: Meant, usual: Option<u64>) -> Result<Selection, Failure> {
        let filter = self.filter(now, meant);
        if let (Some(since), Some(until)) = (filter.since, filter.until)
            && since >= until
        {
            let (since, until) = (when(since, now), when(until, now));
            return Err(Failure::usage(format!("nothing lies after {since} and before {until}")));
        }
        let limit = match self.limit {
            Some(Limit::First(n)) => Some(n),
            Some(Limit::All) => None,
            None => usual,
        };
        let order = self.sort.as_ref().map(|o| o.value);
        if order.is_some() && limit.is_none_or(|n| n > MOST_SORTED) {
            return Err(Failure::usage("--sort keeps the first jobs of an order, at most 100,000")
                .hint("add --limit N, or sort what comes out"));
        }
        Ok(Selection { filter, order, limit, orphans: false })
    }

    fn filter(&self, now: Time, meant: Meant) -> Filter {
        let of = |standing: &Standing| match standing {
            Standing::Status(status) => (Some(status.clone()), None),
            Standing::Word(word) => (None, Some(*word)),
        };
        let (statuses, words): (Vec<_>, Vec<_>) = self.status.iter().map(of).unzip();
        let (mut statuses, mut words): (Vec<_>, Vec<_>) =
            (statuses.into_iter().flatten().collect(), words.into_iter().flatten().collect());
        if self.status.is_empty() {
            (statuses, words) = (meant.statuses.to_vec(), meant.words.to_vec());
        }
        let resolve = |moment: &Option<Typed<Moment>>| moment.as_ref().map(|m| m.value.resolve(now));
        let older = self.older_than.as_ref().map(|age| Moment::Ago(age.value).resolve(now));
        Filter {
            queues: self.queue.clone(),
            exclude: self.exclude_queue.clone(),
            statuses,
            words,
            func: self.func.clone(),
            id: self.id.clone(),
            illegal_ids: self.illegal_ids,
            worker: self.worker.clone(),
            group: self.group.clone(),
            error: self.error.as_ref().map(|p| p.value.clone()),
            call: self.call.as_ref().map(|p| p.value.clone()),
            meta: self.meta.iter().map(|m| m.value.clone()).collect(),
            since: resolve(&self.since),
            until: resolve(&self.until).into_iter().chain(older).min(),
            time_field: self.time_field.map_or(TimeField::Status, WhichTime::field),
        }
    }

    /// Adds the flags that select to a command in a hint, as they were typed.
    pub fn repeat(&self, mut command: Command) -> Command {
        for glob in &self.queue {
            command = command.option("-q", glob.text());
        }
        for glob in &self.exclude_queue {
            command = command.option("-X", glob.text());
        }
        if !self.status.is_empty() {
            command = command.option("-s", list(&self.status));
        }
        let globs = [
            ("--func", &self.func),
            ("--id", &self.id),
            ("--worker", &self.worker),
            ("--group", &self.group),
        ];
        for (name, glob) in globs {
            if let Some(glob) = glob {
                command = command.option(name, glob.text());
            }
        }
        if self.illegal_ids {
            command = command.flag("--illegal-ids");
        }
        let texts = [
            ("--error", self.error.as_ref().map(|p| &p.text)),
            ("--call", self.call.as_ref().map(|p| &p.text)),
            ("--since", self.since.as_ref().map(|t| &t.text)),
            ("--until", self.until.as_ref().map(|t| &t.text)),
            ("--older-than", self.older_than.as_ref().map(|t| &t.text)),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                command = command.option(name, text);
            }
        }
        for meta in &self.meta {
            command = command.option("--meta", &meta.text);
        }
        if let Some(which) = self.time_field {
            command = command.option("--time-field", which.name());
        }
        command
    }

    /// The statuses and words that were typed: `failed, stopped`.
    pub fn statuses(&self) -> String {
        list(&self.status).replace(',', ", ")
    }

    /// What so many of them are called: `failed`, `failed jobs` where there are none, else `jobs`.
    pub fn noun(&self, n: u64) -> String {
        match (self.status.is_empty(), n) {
            (true, 1) => "job".to_owned(),
            (true, _) => "jobs".to_owned(),
            (false, 0) => format!("{} jobs", self.statuses()),
            (false, _) => self.statuses(),
        }
    }

    /// Where and when, as a line of totals has it: `in default since 02:10:00 UTC`.
    pub fn words(&self, filter: &Filter, now: Time) -> String {
        let mut words: Vec<String> = Vec::new();
        if !self.queue.is_empty() {
            let names: Vec<&str> = self.queue.iter().map(Glob::text).collect();
            words.push(format!("in {}", names.join(", ")));
        }
        let field = match filter.time_field {
            TimeField::Status => String::new(),
            _ => self.time_field.map(|which| format!("{} ", which.name())).unwrap_or_default(),
        };
        match (filter.since, filter.until) {
            (Some(since), None) => words.push(format!("{field}since {}", when(since, now))),
            (None, Some(until)) => words.push(format!("{field}before {}", when(until, now))),
            (Some(since), Some(until)) => {
                words.push(format!("{field}from {} to {}", when(since, now), when(until, now)));
            }
            (None, None) => {}
        }
        words.join(" ")
    }
}

impl WhichTime {
    fn field(self) -> TimeField {
        match self {
            WhichTime::Status => TimeField::Status,
            WhichTime::Created => TimeField::Created,
            WhichTime::Enqueued => TimeField::Enqueued,
            WhichTime::Started => TimeField::Started,
            WhichTime::Ended => TimeField::Ended,
            WhichTime::Due => TimeField::Due,
        }
    }

    fn name(self) -> &'static str {
        match self {
            WhichTime::Status => "status",
            WhichTime::Created => "created",
            WhichTime::Enqueued => "enqueued",
            WhichTime::Started => "started",
            WhichTime::Ended => "ended",
            WhichTime::Due => "due",
        }
    }
}

impl Standing {
    fn name(&self) -> String {
        match self {
            Standing::Status(status) => status.lossy().into_owned(),
            Standing::Word(word) => word.name().to_owned(),
        }
    }
}

fn list(standings: &[Standing]) -> String {
    standings.iter().map(Standing::name).collect::<Vec<_>>().join(",")
}

/// A moment as a person reads it beside `now`: `02:10:00 UTC`, with its date where that is another day.
fn when(at: Time, now: Time) -> String {
    match (Civil::of(at.0), Civil::of(now.0)) {
        (Some(at), Some(now)) if at.date() == now.date() => format!("{} UTC", at.clock()),
        (Some(at), _) => format!("{} {} UTC", at.date(), at.clock()),
        (None, _) => "the beginning of time".to_owned(),
    }
}

/// A value parser that keeps the text beside the value.
fn typed<T>(
    parse: fn(&str) -> Result<T, String>,
) -> impl Fn(&str) -> Result<Typed<T>, String> + Clone + Send + Sync + 'static
where
    T: 'static,
{
    move |text| parse(text).map(|value| Typed { text: text.to_owned(), value })
}

/// A glob for clap.
pub fn glob(text: &str) -> Result<Glob, String> {
    match text {
        "" => Err("an empty name matches nothing".to_owned()),
        text => Ok(Glob::new(text)),
    }
}

/// A stored status, or a word for what a job is. Other spellings that hands type are understood.
pub fn standing(text: &str) -> Result<Standing, String> {
    let word = match text {
        "cancelled" => "canceled",
        "rate-limited" => "rate_limited",
        "ready" => "ready_to_enqueue",
        other => other,
    };
    let status =
        Status::KNOWN.iter().find(|(name, _)| *name == word).map(|(_, s)| Standing::Status(s.clone()));
    let known = || Word::ALL.iter().find(|(name, _)| *name == word).map(|(_, w)| Standing::Word(*w));
    status.or_else(known).ok_or_else(|| {
        let words = Word::ALL.iter().map(|(name, _)| *name);
        let all: Vec<&str> = Status::KNOWN.iter().map(|(name, _)| *name).chain(words).collect();
        format!("{}the statuses are {}", meant(text, &all), all.join(", "))
    })
}

/// The nearest of several words comes before all of them.
fn meant(typed: &str, among: &[&str]) -> String {
    let near = nearest(typed.as_bytes(), among.iter().map(|name| name.as_bytes()));
    let near = near.map(String::from_utf8_lossy);
    near.map(|name| format!("did you mean {name}? ")).unwrap_or_default()
}

fn meta(text: &str) -> Result<MetaTest, String> {
    let (path, value) = match text.split_once('=') {
        Some((path, value)) => (path, Some(Glob::new(value))),
        None => (text, None),
    };
    match path {
        "" => Err("it looks like KEY or KEY=GLOB, such as tenant.id=acme".to_owned()),
        path => Ok(MetaTest { path: path.to_owned(), value }),
    }
}

fn order(text: &str) -> Result<Order, String> {
    let (name, descending) = match text.split_once(':') {
        Some((name, "desc")) => (name, true),
        Some((name, "asc")) => (name, false),
        Some(_) => return Err("it looks like FIELD or FIELD:desc".to_owned()),
        None => (text, false),
    };
    let found = SortField::ALL.iter().find(|(n, _)| *n == name);
    found.map(|(_, by)| Order { by: *by, descending }).ok_or_else(|| {
        let all: Vec<&str> = SortField::ALL.iter().map(|(n, _)| *n).collect();
        format!("{}the fields are {}", meant(name, &all), all.join(", "))
    })
}

/// A limit for clap.
pub fn limit(text: &str) -> Result<Limit, String> {
    match (text, text.parse::<u64>()) {
        ("all", _) => Ok(Limit::All),
        (_, Ok(0)) => Err("0 jobs are none; `all` takes the limit away".to_owned()),
        (_, Ok(n)) => Ok(Limit::First(n)),
        _ => Err("a limit is a number, or `all`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::hints::Hints;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        filter: FilterArgs,
    }

    const NOW: Time = Time(1_795_490_000_000_000);

    fn args(line: &[&str]) -> FilterArgs {
        Line::try_parse_from(["x"].iter().chain(line)).unwrap_or_else(|e| panic!("{line:?}: {e}")).filter
    }

    fn refused(line: &[&str]) -> String {
        match Line::try_parse_from(["x"].iter().chain(line)) {
            Ok(_) => panic!("{line:?} was taken"),
            Err(e) => e.to_string(),
        }
    }

    #[test]
    fn statuses_and_words_stand_beside_each_other() {
        let filter = args(&["-s", "failed,stopped", "-s", "running,cancelled,ready,rate-limited"]);
        let selection = filter.selection(NOW, Meant::ALL, None).unwrap();
        assert_eq!(
            selection.filter.statuses,
            [Status::Failed, Status::Stopped, Status::Canceled, Status::ReadyToEnqueue, Status::RateLimited]
        );
        assert_eq!(selection.filter.words, [Word::Running]);
    }

    #[test]
    fn an_unknown_status_is_met_with_the_list() {
        let said = refused(&["-s", "faild"]);
        assert!(said.contains("the statuses are queued, started, finished"), "{said}");
        assert!(said.contains("running, abandoned"), "{said}");
    }

    #[test]
    fn a_verb_says_what_it_is_for_only_where_no_status_does() {
        const REQUEUE: Meant = Meant { statuses: &[Status::Failed], words: &[] };
        let of = |line: &[&str]| args(line).selection(NOW, REQUEUE, None).unwrap().filter;
        assert_eq!(of(&["-q", "mail"]).statuses, [Status::Failed]);
        let stuck = of(&["-s", "stuck"]);
        assert_eq!((stuck.statuses.len(), stuck.words), (0, vec![Word::Stuck]));
    }

    #[test]
    fn order_limit_and_time_field_select_nothing() {
        assert!(args(&[]).is_empty());
        assert!(args(&["--limit", "5", "--sort", "id", "--time-field", "created"]).is_empty());
        for line in
            [&["-q", "*"][..], &["-s", "failed"], &["--illegal-ids"], &["--meta", "a"], &["--since", "2h"]]
        {
            assert!(!args(line).is_empty(), "{line:?}");
        }
    }

    #[test]
    fn an_order_needs_a_limit() {
        let of = |line: &[&str], usual| args(line).selection(NOW, Meant::ALL, usual);
        assert!(of(&["--sort", "status_at:desc"], None).is_err());
        assert!(of(&["--sort", "status_at:desc", "--limit", "all"], Some(50)).is_err());
        assert!(of(&["--sort", "status_at:desc", "--limit", "100001"], None).is_err());
        let sorted = of(&["--sort", "status_at:desc"], Some(50)).unwrap();
        assert_eq!(sorted.order, Some(Order { by: SortField::StatusAt, descending: true }));
        assert_eq!(sorted.limit, Some(50));
    }

    #[test]
    fn the_stricter_of_two_ends_counts_and_an_empty_span_is_refused() {
        let until = |line: &[&str]| args(line).selection(NOW, Meant::ALL, None).map(|s| s.filter.until);
        let ago = |s: i64| Some(NOW.plus_seconds(-s));
        assert_eq!(until(&["--until", "1h", "--older-than", "2h"]).unwrap(), ago(7200));
        assert_eq!(until(&["--until", "3h", "--older-than", "2h"]).unwrap(), ago(10_800));
        assert!(until(&["--since", "1h", "--until", "2h"]).is_err());
    }

    #[test]
    fn values_that_mean_nothing_are_refused() {
        for line in [
            ["--limit", "0"],
            ["--limit", "-1"],
            ["--older-than", "90"],
            ["--since", "90"],
            ["--error", "("],
            ["--meta", "=x"],
            ["--sort", "status"].map(|w| if w == "status" { "colour" } else { w }),
            ["--sort", "id:down"],
            ["-q", ""],
            ["--time-field", "birth"],
        ] {
            refused(&line);
        }
    }

    #[test]
    fn a_hint_repeats_what_was_typed() {
        let line =
            ["-q", "two words", "-X", "b*", "-s", "cancelled,failed", "--since", "02:10", "--error", "it's"];
        let command = args(&line).repeat(Hints::default().read("jobs count"));
        assert_eq!(
            command.to_string(),
            r"rqctl jobs count -q 'two words' -X 'b*' -s canceled,failed --error 'it'\''s' --since 02:10"
        );
    }

    #[test]
    fn a_selection_is_said_with_what_it_resolved_to() {
        let words = |line: &[&str]| {
            let args = args(line);
            args.words(&args.selection(NOW, Meant::ALL, None).unwrap().filter, NOW)
        };
        assert_eq!(
            words(&["-s", "failed", "-q", "default", "--since", "02:10"]),
            "in default since 02:10:00 UTC"
        );
        assert_eq!(
            words(&["--since", "2d", "--until", "1h"]),
            "from 2026-11-22 03:13:20 UTC to 02:13:20 UTC"
        );
        assert_eq!(
            words(&["--older-than", "7d", "--time-field", "created"]),
            "created before 2026-11-17 03:13:20 UTC"
        );
        assert_eq!(words(&[]), "");
    }
}
