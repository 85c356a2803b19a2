//! BULK: which jobs a verb acts on, and how.

use std::{cell::RefCell, rc::Rc};

use crate::{
    cli::{exit::Failure, filter::FilterArgs, global::Global, hints::Hints, targets::TargetArgs, ui::Ui},
    ops::verb::Verb,
    rq::{
        fields::Needs,
        filter::{Meant, Selection, Toward},
        time::Time,
    },
    store::{Store, error::Error, select::Select},
};

/// IDs or a FILTER, and the brakes.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct BulkArgs {
    #[command(flatten)]
    pub targets: TargetArgs,

    #[command(flatten)]
    pub filter: FilterArgs,

    /// Show what would be done, and change nothing
    #[arg(long, help_heading = "How")]
    pub dry_run: bool,

    /// Do not ask
    #[arg(short, long, help_heading = "How")]
    pub yes: bool,

    /// Refuse if more than so many match
    #[arg(long, value_name = "N", help_heading = "How")]
    pub at_most: Option<u64>,

    /// Not faster than so many jobs a second
    #[arg(long, value_name = "N", value_parser = rate, help_heading = "How")]
    pub rate: Option<f64>,

    /// End at the first failure
    #[arg(long, help_heading = "How")]
    pub fail_fast: bool,

    /// An ID or a name that does not exist is no failure
    #[arg(long, help_heading = "How")]
    pub ignore_not_found: bool,
}

/// What a verb that was typed without any job could go on with. Not `-q '*'`: it is typed all too fast.
fn example(verb: &str, hints: &Hints) -> String {
    let command = || hints.act(&format!("jobs {verb}"));
    let filter = command().option("-q", "QUEUE");
    let filter = if verb == "delete" { filter.option("-s", "failed") } else { filter };
    format!("{} or {filter}", command().name(b"ID"))
}

fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate > 0.0 => Ok(rate),
        _ => Err("a rate is a number of jobs a second, more than 0".to_owned()),
    }
}

impl BulkArgs {
    /// The one job that was named as an argument, where nothing else can be meant.
    pub fn single(&self) -> Option<Vec<u8>> {
        self.targets.single()
    }

    /// Whether jobs are named one by one.
    pub fn named(&self) -> bool {
        !self.targets.is_empty()
    }

    /// IDs or a FILTER.
    ///
    /// # Errors
    /// Exit 2 for both and for neither.
    pub fn check(&self, verb: &str, hints: &Hints) -> Result<(), Failure> {
        match (self.targets.is_empty(), self.filter.is_empty()) {
            (false, false) => {
                Err(Failure::usage("IDs or a filter, not both: a filter would not narrow down what is named"))
            }
            (true, true) => Err(Failure::usage("which jobs? name IDs, or select them with a filter")
                .hint(example(verb, hints))),
            (false, true) if self.filter.sort.is_some() || self.filter.limit.is_some() => Err(
                Failure::usage("--sort and --limit belong to a filter; what is named is done as it is named"),
            ),
            _ => Ok(()),
        }
    }

    /// The jobs meant, by Redis's clock. `backwards` takes what is named from the last to the first.
    ///
    /// # Errors
    /// Exit 2 for a filter that contradicts itself.
    pub fn subject(
        &self,
        now: Time,
        meant: Meant,
        backwards: bool,
        global: &Global,
        ui: &Ui,
    ) -> Result<Subject, Failure> {
        if !self.named() {
            let selection = self.filter.selection(now, meant, None)?;
            // An entry without a job is told, not passed over in silence.
            return Ok(Subject::Filter(Box::new(Selection { orphans: true, ..selection })));
        }
        let texts = self.targets.texts(global, ui)?;
        let fault = texts.fault();
        let mut subject = Subject::Stream(Some(texts.iter), fault);
        if backwards || !self.targets.from_stdin() {
            subject.keep();
        }
        if let (true, Subject::Named(ids, _)) = (backwards, &mut subject) {
            ids.reverse();
        }
        Ok(subject)
    }

    /// Whether the jobs stand on the command line, so that a person wants to read of each.
    pub fn listed(&self) -> bool {
        self.named() && !self.targets.from_stdin()
    }
}

/// The jobs that a run is about. It can be walked several times unless it streams from standard input.
pub enum Subject {
    /// IDs, and what could not be read of them.
    Named(Vec<Vec<u8>>, Option<Failure>),
    /// IDs that come once.
    Stream(Option<Box<dyn Iterator<Item = Vec<u8>>>>, Rc<RefCell<Option<Failure>>>),
    Filter(Box<Selection>),
}

impl Subject {
    /// Keeps IDs that come once, for a run that looks before it acts.
    pub fn keep(&mut self) {
        if let Subject::Stream(texts, fault) = self {
            let ids = texts.take().map(Iterator::collect).unwrap_or_default();
            let fault = fault.take();
            *self = Subject::Named(ids, fault);
        }
    }

    /// Why IDs could not be read to their end.
    pub fn fault(&mut self) -> Option<Failure> {
        match self {
            Subject::Named(_, fault) => fault.take(),
            Subject::Stream(_, fault) => fault.take(),
            Subject::Filter(_) => None,
        }
    }

    /// Adds all that wait for them, at any level. From then on the jobs are named, those that wait first.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn add_dependents(&mut self, store: &mut Store, verb: &impl Verb) -> Result<(), Error> {
        self.keep();
        let mut ids = Vec::new();
        if let Subject::Named(named, _) = self {
            ids = std::mem::take(named);
        } else {
            let mut select = self.select(store, verb.needs(), Toward::Listing)?;
            while let Some(page) = select.next_page()? {
                ids.extend(page.items.into_iter().map(|c| c.id.0.into_vec()));
            }
        }
        let ids = store.with_dependents(ids)?;
        let fault = self.fault();
        *self = Subject::Named(ids, fault);
        Ok(())
    }

    /// Begins a walk through them.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn select<'s>(
        &mut self,
        store: &'s mut Store,
        needs: Needs,
        toward: Toward,
    ) -> Result<Select<'s>, Error> {
        match self {
            Subject::Filter(selection) => store.select(selection, needs, toward),
            Subject::Named(ids, _) => store.named(Box::new(ids.clone().into_iter()), needs),
            Subject::Stream(texts, _) => {
                store.named(texts.take().unwrap_or_else(|| Box::new(std::iter::empty())), needs)
            }
        }
    }
}
