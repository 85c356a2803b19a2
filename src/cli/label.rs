//! `label`: the name that tells every laptop which server this is.

use std::io::Write;

use crate::{
    cli::{
        exit::{Exit, Failure},
        global::Global,
        server,
        ui::Ui,
    },
    render::{
        column,
        listing::{Listing, Tail},
    },
    views::label::{Row, SHOW},
};

#[derive(clap::Subcommand, Debug)]
pub enum Label {
    /// Show the name of the server
    Show,
}

impl Label {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        match self {
            Label::Show => show(global, ui),
        }
    }
}

fn show(global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
    let machine = global.format_without_ids()?.machine();
    let columns = column::choose(SHOW, &global.columns, false, machine)?;
    let store = global.open(ui)?;
    if !machine && global.columns.is_empty() {
        writeln!(ui.out, "{}", server::name(&store))?;
        return Ok(Exit::Done);
    }
    let label = store.label().ok();
    let row = Row {
        label: label.flatten().map(|label| label.name.clone()),
        protected: label.map(|label| label.is_some_and(|label| label.protected)),
    };
    let look = ui.look(store.opened_at());
    let head = [("server", server::cell(&store))];
    let mut listing = Listing::begin(&mut ui.out, columns, &look, "rqctl/label.show/1", &head)?;
    listing.row(&row)?;
    listing.end(&Tail { totals: Vec::new(), truncated: false, complete: true, error: None })?;
    Ok(Exit::Done)
}
