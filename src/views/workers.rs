//! `workers list` and `workers show`.

use crate::{
    render::{
        cell::Cell,
        column::{Column, Fit, Shown, Tone},
        numbers,
        page::Page,
        phrase::Phrase,
    },
    rq::{
        fleet::{Run, Worker},
        job::Ttl,
        state::{WorkerState, listening, worker_state},
        time::Time,
    },
    views::ttl_s,
};

/// One worker, and the moment from which its state follows.
pub struct Row {
    pub worker: Worker,
    pub now: Time,
}

impl Row {
    pub fn state(&self) -> WorkerState {
        worker_state(&self.worker, self.now)
    }

    /// A fact that stands in the hash.
    fn fact<'a>(&'a self, cell: impl FnOnce(&'a Worker) -> Cell<'a>) -> Cell<'a> {
        if self.worker.hidden { Cell::Unseen } else { cell(&self.worker) }
    }
}

const fn column(
    name: &'static str,
    title: &'static str,
    shown: Shown,
    fit: Fit,
    cell: for<'a> fn(&'a Row) -> Cell<'a>,
) -> Column<Row> {
    Column::new(name, title, shown, fit, (), cell)
}

fn text(value: &Option<Vec<u8>>) -> Cell<'_> {
    Cell::opt(value.as_deref(), Cell::bytes)
}

fn time(value: Option<Time>) -> Cell<'static> {
    Cell::opt(value, |at| Cell::Time(at.0))
}

/// The colour of a state, on every screen.
pub fn tone(state: WorkerState) -> Tone {
    match state {
        WorkerState::Busy => Tone::Good,
        WorkerState::Idle | WorkerState::Started => Tone::Plain,
        WorkerState::Suspended | WorkerState::Unknown => Tone::Warn,
        WorkerState::Stale | WorkerState::Dead => Tone::Bad,
    }
}

fn deaf(row: &Row) -> Tone {
    let deaf = listening(&row.worker) == Some(false) && row.state().alive();
    if deaf { Tone::Bad } else { Tone::Plain }
}

const NAME: Column<Row> =
    column("name", "NAME", Shown::Table, Fit::Whole, |r| Cell::name(&r.worker.name.0[..]));
const STATE: Column<Row> =
    column("state", "STATE", Shown::Table, Fit::Drop(9), |r| Cell::text(r.state().name()))
        .toned(|r| tone(r.state()));
const LISTENING: Column<Row> = column("listening", "LISTENS", Shown::Table, Fit::Drop(6), |r| {
    listening(&r.worker).map_or(Cell::Unseen, Cell::Bool)
})
.toned(deaf);
const JOBS: Column<Row> = column("jobs", "JOB", Shown::Table, Fit::Drop(8), |r| {
    r.fact(|w| Cell::List(w.runs.iter().map(|run| Cell::name(&run.target.id.0[..])).collect()))
});
const RUNNING: Column<Row> = column("job_running_s", "RUNNING", Shown::Table, Fit::Drop(7), |r| {
    r.fact(|w| Cell::opt(w.job_running_s(r.now), Cell::Age))
});
const QUEUES: Column<Row> = column("queues", "QUEUES", Shown::Table, Fit::Right, |r| {
    r.fact(|w| Cell::List(w.queues.iter().map(|q| Cell::name(&q.0[..])).collect()))
});
const VERSION: Column<Row> =
    column("version", "RQ", Shown::Table, Fit::Drop(5), |r| r.fact(|w| text(&w.version)));
const HOSTNAME: Column<Row> =
    column("hostname", "HOST", Shown::Table, Fit::Drop(4), |r| r.fact(|w| text(&w.hostname)));
const HEARTBEAT: Column<Row> =
    column("heartbeat_at", "HEARTBEAT", Shown::Table, Fit::Drop(3), |r| r.fact(|w| time(w.heartbeat_at)));
const PID: Column<Row> = column("pid", "PID", Shown::Wide, Fit::Drop(2), |r| r.fact(|w| text(&w.pid)));
const IP: Column<Row> = column("ip", "ADDRESS", Shown::Wide, Fit::Drop(0), |r| r.fact(|w| text(&w.ip)));
const BIRTH: Column<Row> =
    column("birth_at", "STARTED", Shown::Wide, Fit::Drop(2), |r| r.fact(|w| time(w.birth_at)));
const TTL: Column<Row> = column("ttl_s", "TTL", Shown::Wide, Fit::Drop(0), |r| ttl_s(r.worker.ttl));
const FINISHED: Column<Row> =
    column("finished", "FINISHED", Shown::Wide, Fit::Drop(1), |r| r.fact(|w| Cell::count(w.finished)));
const FAILED: Column<Row> =
    column("failed", "FAILED", Shown::Wide, Fit::Drop(1), |r| r.fact(|w| Cell::count(w.failed)));
const WORKING: Column<Row> = column("total_working_s", "WORKED", Shown::Wide, Fit::Drop(1), |r| {
    r.fact(|w| Cell::opt(w.working_s, Cell::Seconds))
});
const SHUTDOWN: Column<Row> =
    column("shutdown_requested_at", "SHUTDOWN ASKED", Shown::Wide, Fit::Drop(2), |r| {
        r.fact(|w| time(w.shutdown_requested_at))
    });

pub static LIST: &[Column<Row>] = &[
    NAME, STATE, LISTENING, JOBS, RUNNING, QUEUES, VERSION, HOSTNAME, HEARTBEAT, PID, IP, BIRTH, TTL,
    FINISHED, FAILED, WORKING, SHUTDOWN,
];

pub static SHOW: &[Column<Row>] = &[
    NAME,
    STATE,
    LISTENING,
    JOBS,
    RUNNING,
    QUEUES,
    VERSION,
    HOSTNAME,
    HEARTBEAT,
    PID,
    IP,
    BIRTH,
    TTL,
    FINISHED,
    FAILED,
    WORKING,
    SHUTDOWN,
    column("python_version", "PYTHON", Shown::Wide, Fit::Right, |r| r.fact(|w| text(&w.python_version))),
    column("executions", "EXECUTIONS", Shown::Asked, Fit::Right, |r| {
        r.fact(|w| Cell::List(w.runs.iter().map(execution).collect()))
    }),
];

fn execution(run: &Run) -> Cell<'_> {
    let id = run.target.execution.as_ref();
    Cell::Record(vec![
        ("job_id".into(), Cell::name(&run.target.id.0[..])),
        ("execution_id".into(), Cell::opt(id, |id| Cell::text(id.as_str()))),
        ("started_at".into(), time(run.started_at)),
    ])
}

/// One worker as a screen.
pub fn page(page: &mut Page, row: &Row) {
    let worker = &row.worker;
    let ago = |at: Time| numbers::relative(at.0, row.now.0);
    let text = |value: &Option<Vec<u8>>| value.as_deref().map(|v| String::from_utf8_lossy(v).into_owned());
    let state = Phrase::new().say(tone(row.state()), row.state().name());
    let state = match text(&worker.version) {
        Some(version) => state.plain(format!(", RQ {version}")),
        None => state,
    };
    page.split(Phrase::new().name(Tone::Strong, &worker.name.0), state);
    if worker.hidden {
        page.line("  its hash is hidden by the ACL");
        return;
    }
    if !worker.exists {
        page.line("  registered, but its hash is gone");
        return;
    }
    for run in &worker.runs {
        let since = run.started_at.map(|at| format!("  for {}", numbers::age(row.now.since(at) as i64)));
        let job = Phrase::new().name(Tone::Plain, &run.target.entry());
        page.field("runs", job.plain(since.unwrap_or_default()));
    }
    page.field(
        "listens",
        match listening(worker) {
            Some(true) => Phrase::from("yes"),
            Some(false) => Phrase::new().say(deaf(row), "no: commands do not reach it"),
            None => "hidden by the ACL".into(),
        },
    );
    let mut queues = Phrase::new();
    for (i, queue) in worker.queues.iter().enumerate() {
        queues = if i > 0 { queues.plain(", ") } else { queues }.name(Tone::Plain, &queue.0);
    }
    page.field("queues", queues);
    let place =
        [text(&worker.hostname), text(&worker.pid).map(|pid| format!("process {pid}")), text(&worker.ip)];
    page.field("host", place.into_iter().flatten().collect::<Vec<_>>().join(", "));
    let kept = match worker.ttl {
        Some(Ttl::Millis(ms)) => format!("kept for {} more", numbers::age(ms / 1_000)),
        Some(Ttl::Forever) => "kept for ever".to_owned(),
        None => "kept for a time that is hidden".to_owned(),
    };
    let heartbeat = worker.heartbeat_at.map_or("never".to_owned(), |at| format!("{} ago", ago(at)));
    page.field("heartbeat", format!("{heartbeat}, {kept}"));
    if let Some(at) = worker.birth_at {
        page.field("started", format!("{} ago", ago(at)));
    }
    if let Some(at) = worker.shutdown_requested_at {
        page.field("shutdown", format!("asked {} ago", ago(at)));
    }
    if let Some(at) = worker.death_at {
        page.field("ended", format!("{} ago", ago(at)));
    }
    let worked = worker.working_s.map(|s| format!(", {} of work", numbers::duration(s))).unwrap_or_default();
    let count = |n: u64| numbers::thousands(i64::try_from(n).unwrap_or(i64::MAX));
    page.field(
        "jobs",
        format!("{} finished, {} failed{worked}", count(worker.finished), count(worker.failed)),
    );
    if let Some(python) = text(&worker.python_version) {
        page.field("python", python.replace('\n', " "));
    }
}
