//! `status`: one screen that says where we are, what is going on, what is wrong and what to type.

use std::cmp::Reverse;

use crate::{
    cli::{
        answer,
        exit::{Exit, Failure},
        findings::{self, Surroundings},
        global::Global,
        hints::Hints,
        server,
        ui::Ui,
    },
    ops::doctor::{self, verdict::Typed},
    render::{
        column::Tone,
        listing::{Format, Listing, Look, Tail},
        numbers::count_of,
        page::Page,
        phrase::Phrase,
        time::Civil,
    },
    rq::{fleet::Seen, place::Registry},
    store::Store,
    views::{
        queues,
        status::{Row, STATUS, busy, server_line, table, versions_line, workers_line},
        unseen,
    },
};

/// Rows of the screen's table. The rest is a command away.
const QUEUES: usize = 20;

#[derive(clap::Args, Debug)]
pub struct Status {}

impl Status {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let columns = answer::columns(global, STATUS)?;
        if ui.format() == Format::Csv {
            return Err(Failure::usage("status is one object, and -o csv prints rows")
                .hint("use -o json, or list queues: rqctl queues list -o csv"));
        }
        let mut store = global.open(ui)?;
        let hints = global.hints().on(&store);
        let row = look_around(&mut store, &hints)?;
        let look = ui.look(row.fleet.now);
        if !look.format.machine() && global.columns.is_empty() {
            return screen(ui, &store, &hints, row, look);
        }
        let head = [("server", server::cell(&store))];
        let mut listing = Listing::begin(&mut ui.out, columns, &look, "rqctl/status/1", &head)?;
        listing.row(&row)?;
        let complete = row.fleet.queues_listed;
        listing.end(&Tail { totals: Vec::new(), truncated: false, complete, error: None })?;
        Ok(Exit::Done)
    }
}

fn look_around(store: &mut Store, hints: &Hints) -> Result<Row, Failure> {
    let around = Surroundings::read(store)?;
    let checks = findings::rows(doctor::quick(&around.scene()), hints);
    let Surroundings { mut fleet, .. } = around;
    let now = fleet.now;
    let queues = std::mem::take(&mut fleet.queues);
    let mut queues: Vec<_> = queues.into_iter().map(|counts| queues::Row::new(counts, now)).collect();
    queues.sort_by_key(|row| Reverse(business(row)));
    Ok(Row { fleet, queues, checks })
}

/// What is busiest stands first; what is hidden might be busy.
fn business(row: &queues::Row) -> [u64; 4] {
    let counts = &row.counts;
    let number = |count: Seen<u64>| count.ok().unwrap_or(u64::MAX);
    [Registry::Started, Registry::Failed, Registry::Scheduled].into_iter().enumerate().fold(
        [number(counts.queued), 0, 0, 0],
        |mut all, (i, registry)| {
            all[i + 1] = number(counts.registry(registry));
            all
        },
    )
}

fn screen(ui: &mut Ui, store: &Store, hints: &Hints, row: Row, look: Look) -> Result<Exit, Failure> {
    let mut page = ui.page();
    head(&mut page, store, &row, &look);
    let busy_queues = row.queues.iter().filter(|queue| busy(queue)).count();
    let shown = match look.format {
        Format::Wide => busy_queues,
        _ => busy_queues.min(QUEUES),
    };
    if shown > 0 {
        page.blank();
    }
    page.write(&mut ui.out)?;
    if shown > 0 {
        let columns = if look.format == Format::Wide { queues::LIST.iter().collect() } else { table() };
        let look = Look { fold: false, ..look.clone() };
        let mut listing = Listing::begin(&mut ui.out, columns, &look, "", &[])?.small();
        for queue in row.queues.iter().filter(|queue| busy(queue)).take(shown) {
            listing.row(queue)?;
        }
        listing.end(&Tail { totals: Vec::new(), truncated: false, complete: true, error: None })?;
    }
    let mut page = ui.page();
    rest(&mut page, store, hints, &row, busy_queues, shown);
    page.blank();
    if row.checks.iter().any(|check| doctor::worth_saying(&check.finding)) {
        findings::print(&mut page, &row.checks);
        let looked = Phrase::new().say(Tone::Dim, "looked at 100 IDs and two jobs of each list");
        page.line(match findings::command(&Typed::read("doctor"), hints) {
            Some(doctor) => looked.say(Tone::Dim, "; the whole: ").command(doctor),
            None => looked,
        });
    } else {
        page.line(Phrase::new().say(Tone::Good, "nothing wrong at first sight"));
    }
    page.write(&mut ui.out)?;
    Ok(Exit::Done)
}

/// Which server this is, how it does, and who works there.
fn head(page: &mut Page, store: &Store, row: &Row, look: &Look) {
    let name = server::label(store);
    let target = name.plain(format!("  {}  prefix {}", server::url(store), store.address().prefix));
    let clock = Civil::of(look.now).map(|at| format!("{} UTC", at.clock())).unwrap_or_default();
    page.split(target, clock);
    let suspended = match row.fleet.suspended {
        Seen::Is(None) => Phrase::from("RQ is not suspended"),
        Seen::Is(Some(_)) => Phrase::new().say(Tone::Warn, "RQ is suspended"),
        Seen::Hidden => "whether RQ is suspended is hidden by the ACL".into(),
    };
    page.split(server_line(row.fleet.server.as_ref()), suspended);
    let workers = workers_line(&row.fleet, &store.keys.workers());
    match versions_line(&row.fleet) {
        Some(versions) => page.split(workers, versions),
        None => page.line(workers),
    }
}

/// What the table left out.
fn rest(page: &mut Page, store: &Store, hints: &Hints, row: &Row, busy_queues: usize, shown: usize) {
    let fleet = &row.fleet;
    let all = row.queues.len();
    let list = hints.read("queues list").to_string();
    let more = if shown > 0 { "more " } else { "" };
    let folded = |n: usize, is: &str| {
        let count = count_of(n as u64, &format!("{more}queue"));
        Phrase::from(format!("{count} {is}: ")).command(&list)
    };
    if all > busy_queues {
        let n = all - busy_queues;
        page.line(folded(n, if n == 1 { "is empty" } else { "are empty" }));
    }
    if busy_queues > shown {
        page.line(folded(busy_queues - shown, "with jobs"));
    }
    if !fleet.queues_listed {
        let why = unseen(fleet, &store.keys.queues());
        let known = match all {
            0 => "the queues are not known",
            _ => "the queues are not all known, only those that workers serve",
        };
        page.line(format!("{known}: {why}"));
    } else if all == 0 {
        page.blank();
        page.line(match fleet.keys {
            Seen::Is(keys) if keys > 0 && fleet.is_empty() => {
                let keys = count_of(keys, "key");
                format!("no queues: this database holds {keys}, none of RQ under this prefix")
            }
            _ => "no queues: RQ has nothing in this database under this prefix".to_owned(),
        });
    }
}
