//! `label`: the name that tells every laptop which server this is.

use std::io::Write;

use crate::{
    cli::{
        answer,
        consent::{self, Ask, Decision, Weight},
        exit::{Exit, Failure},
        global::Global,
        open::Permit,
        server,
        ui::Ui,
    },
    ops,
    render::{
        cell::Cell,
        column::Column,
        escape::visible,
        listing::{Listing, Tail},
    },
    store::{
        Store,
        conn::Label as Name,
        writer::{Consent, Writer},
    },
    views::label::{ACT, Row, SHOW},
};

#[derive(clap::Subcommand, Debug)]
pub enum Label {
    /// Show the name of the server
    Show,
    /// Name the server, for everybody who connects to it
    Set(Set),
    /// Take the name away
    Clear(Clear),
}

const EXAMPLES: &str = "\
Examples:
  rqctl label set prod-eu --protect";

#[derive(clap::Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub struct Set {
    /// The name, such as prod-eu
    name: String,
    /// From now on acts on many must name it with --on
    #[arg(long)]
    protect: bool,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
}

#[derive(clap::Args, Debug)]
pub struct Clear {
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
}

impl Label {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        match self {
            Label::Show => show(global, ui),
            Label::Set(set) => {
                if let Some(why) = ops::label::unfit(&set.name) {
                    return Err(Failure::usage(why).hint("rqctl label set prod-eu --protect"));
                }
                let name = Name { name: set.name.clone(), protected: set.protect };
                change(global, ui, Some(name), set.yes)
            }
            Label::Clear(clear) => change(global, ui, None, clear.yes),
        }
    }
}

fn show(global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
    let columns = answer::columns(global, SHOW)?;
    let store = global.open(ui)?;
    let label = store.label().ok();
    let row = Row {
        label: label.flatten().map(|label| label.name.clone()),
        protected: label.map(|label| label.is_some_and(|label| label.protected)),
        outcome: "",
    };
    print(global, ui, &store, ("rqctl/label.show/1", columns), &row, &server::name(&store))?;
    Ok(Exit::Done)
}

/// Makes `new` the label of the server; `None` takes it away.
fn change(global: &Global, ui: &mut Ui, new: Option<Name>, yes: bool) -> Result<Exit, Failure> {
    let columns = answer::columns(global, ACT)?;
    let permit = global.permit()?;
    let store = global.connect(ui)?;
    let old = store.label().ok().flatten().cloned();
    // On a server without a name, --on can only mean the name that it is about to get.
    let first = old.is_none() && global.wanted_label() == new.as_ref().map(|name| name.name.as_str());
    if !first {
        global.check_label(&store)?;
    }
    let outcome = match (old == new, &new) {
        (true, _) => "already",
        (false, Some(_)) => "set",
        (false, None) => "cleared",
    };
    let consent = agreed(global, ui, &store, &permit, new.as_ref(), yes)?;
    if old != new {
        let mut writer = Writer::open(store.address(), consent, ops::label::USES)?;
        if let Err(refusal) = ops::label::set(&mut writer, old.as_ref(), new.as_ref())? {
            return Err(Failure::no(refusal.reason.code(), refusal.message)
                .hint(global.hints().on(&store).read("label show").to_string()));
        }
    }
    let row = Row {
        label: new.as_ref().map(|name| name.name.clone()),
        protected: Some(new.as_ref().is_some_and(|name| name.protected)),
        outcome,
    };
    let said = match &new {
        None if old.is_none() => "this server has no label".to_owned(),
        None => "the label was taken away".to_owned(),
        Some(name) if old == new => format!("this server is labelled {} already", text(name)),
        Some(name) => format!("this server is labelled {} now", text(name)),
    };
    print(global, ui, &store, (schema(new.is_some()), columns), &row, &said)?;
    Ok(Exit::Done)
}

/// Asks even where nothing will change, so that a script learns about a missing `--yes` at its first run.
fn agreed(
    global: &Global,
    ui: &mut Ui,
    store: &Store,
    permit: &Permit,
    new: Option<&Name>,
    yes: bool,
) -> Result<Consent, Failure> {
    match consent::decide(permit, global, ui, store, Weight::Several, yes)? {
        Decision::Given(consent) => Ok(consent),
        Decision::Ask => {
            let old = store.label().ok().flatten();
            let (verb, mut line) = match new {
                Some(name) => ("label", format!("it will be {} for everybody who connects", text(name))),
                None => {
                    ("take the label away from", "nobody will be told any more which server it is".to_owned())
                }
            };
            if old.is_some_and(|old| old.protected) && new.is_none_or(|new| !new.protected) {
                line += ", and acts on many will go on without --on";
            }
            let ask = Ask {
                weight: Weight::Several,
                verb: verb.into(),
                count: 1,
                noun: "server",
                lines: vec![line.into()],
            };
            consent::ask(permit, ui, store, &ask)
        }
    }
}

fn text(name: &Name) -> String {
    let protected = if name.protected { " (protected)" } else { "" };
    format!("{}{protected}", visible(&name.name))
}

fn schema(set: bool) -> &'static str {
    if set { "rqctl/label.set/1" } else { "rqctl/label.clear/1" }
}

type Columns = Vec<&'static Column<Row>>;

/// One line for a person who asked for nothing else, one row for all others.
fn print(
    global: &Global,
    ui: &mut Ui,
    store: &Store,
    (schema, columns): (&str, Columns),
    row: &Row,
    said: &str,
) -> Result<(), Failure> {
    if !global.format().machine() && global.columns.is_empty() {
        writeln!(ui.out, "{said}")?;
        return Ok(());
    }
    let look = ui.look(store.opened_at());
    let mut head = vec![("server", server::cell(store))];
    if schema != "rqctl/label.show/1" {
        head.push(("dry_run", Cell::Bool(false)));
    }
    let mut listing = Listing::begin(&mut ui.out, columns, &look, schema, &head)?;
    listing.row(row)?;
    listing.end(&Tail { totals: Vec::new(), truncated: false, complete: true, error: None })?;
    Ok(())
}
