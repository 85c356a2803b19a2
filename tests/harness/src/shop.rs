//! The shop of the README: what its examples are run on, made by real RQ. Its tasks stand in `tests/support/shop`.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{Rq, Server, Worker, WorkerOptions, states, wait_until};

/// A shop in the middle of an upgrade, with the workers that are alive in it. What happened some time ago was made
/// by an RQ whose clock is behind.
pub struct Shop {
    pub workers: Vec<Worker>,
}

/// The label of the server.
const LABEL: &str = "prod-eu";

/// Makes one of the states that the documents name: `shop`, `deploy`, `upgrade`.
pub fn open(state: &str, server: &Server) -> Shop {
    server.redis.run(&["HSET", "rq:rqctl:label", "name", LABEL, "protected", "0"]);
    match state {
        "shop" => shop(server),
        "deploy" => deploy(server),
        "upgrade" => upgrade(server),
        other => panic!("no state of the shop is called {other}"),
    }
}

impl Shop {
    /// What the documents write as `systemctl stop`: every worker ends after the job that it runs.
    pub fn stop_workers(&mut self, server: &Server) {
        for worker in &self.workers {
            worker.signal("TERM");
        }
        wait_until("the workers to know that they are to end", Duration::from_secs(10), || {
            let asked = |worker: &Worker| server.redis.field(&worker.key(), "shutdown_requested_date");
            self.workers.iter().all(|worker| asked(worker).is_some())
        });
        server.redis.run(&["SET", "shop:go", "1"]);
        for mut worker in self.workers.drain(..) {
            worker.finished();
        }
        server.redis.run(&["DEL", "shop:go"]);
    }

    /// What they write as `systemctl start`: a worker of the newest version on all queues of the shop, until they
    /// are empty.
    pub fn start_workers(&mut self, server: &Server) {
        let options = WorkerOptions { burst: true, ..named("app-1.1207", &["default", "mail", "reports"]) };
        Worker::start("3.0.0", server, options).finished();
    }
}

fn named(name: &str, queues: &[&str]) -> WorkerOptions {
    WorkerOptions::on(queues).named(name)
}

/// A worker on the host that its name says: all of them run on this one.
fn worker(version: &str, server: &Server, options: WorkerOptions) -> Worker {
    let worker = Worker::start(version, server, options);
    let (host, pid) = worker.name.split_once('.').expect("a worker is called HOST.PID");
    server.redis.run(&["HSET", &worker.key(), "hostname", host, "pid", pid]);
    worker
}

fn make(rq: &mut Rq, jobs: Value) {
    rq.call("enqueue_all", json!({ "jobs": jobs }));
}

fn work(rq: &mut Rq, queue: &str, name: &str) {
    rq.call("work", json!({"queues": [queue], "name": name}));
}

fn shop(server: &Server) -> Shop {
    let (mut old, mut bulk) = std::thread::scope(|scope| {
        let reports = scope.spawn(|| reports(server));
        let orders = scope.spawn(|| orders(server));
        let old = mail(server);
        reports.join().and_then(|()| orders.join()).expect("the shop was filled");
        (old, Rq::start("2.12.0", server))
    });
    let newsletter =
        json!({"id": "newsletter-47", "func": "shop.mail.newsletter", "args": [47], "queue": "mail"});
    make(&mut old, json!([newsletter]));
    make(
        &mut bulk,
        json!([{"id": "sync-all", "queue": "bulk", "func": "shop.orders.sync_all", "timeout": 3600}]),
    );
    let app_1 = WorkerOptions { with_scheduler: true, ..named("app-1.811", &["default"]) };
    let mut workers = at_once(
        server,
        [
            ("3.0.0", app_1),
            ("2.12.0", named("app-2.702", &["bulk"])),
            ("1.16.2", named("app-3.4121", &["mail"])),
        ],
    );
    for (worker, id) in workers.iter_mut().zip(["import", "sync-all", "newsletter-47"]) {
        worker.wait_running(id);
    }
    let schedulers: Vec<String> = server.redis.cmd(&["KEYS", "rq:scheduler:*"]);
    for scheduler in schedulers {
        server.redis.run(&["HSET", &scheduler, "hostname", "app-1", "pid", "812"]);
    }
    a_worker_died(server, &mut bulk);
    make(&mut old, json!([{"id": "report.daily", "queue": "default", "func": "shop.reports.daily"}]));
    make(&mut bulk, json!([{"id": "sync-all-again", "queue": "bulk", "func": "shop.orders.sync_all"}]));
    let nightly = json!({"func": "shop.reports.daily", "queue_name": "reports", "cron": "0 3 * * *"});
    let often = json!({"func": "shop.orders.index", "queue_name": "bulk", "interval": 900});
    bulk.call("cron", json!({"name": "app-1:790:41d0aa", "jobs": [nightly, often]}));
    Shop { workers }
}

fn at_once<const N: usize>(server: &Server, workers: [(&str, WorkerOptions); N]) -> Vec<Worker> {
    std::thread::scope(|scope| {
        let starting =
            workers.map(|(version, options)| scope.spawn(move || worker(version, server, options)));
        starting.into_iter().map(|thread| thread.join().expect("a worker started")).collect()
    })
}

/// A result is stored under the time of the server, which no clock of a client moves: so many minutes back.
fn age_results(server: &Server, ids: &[&str], minutes: i64) {
    for id in ids {
        let key = format!("rq:results:{id}");
        let entries: Vec<(String, Vec<String>)> = server.redis.cmd(&["XRANGE", &key, "-", "+"]);
        let ttl: i64 = server.redis.cmd(&["PTTL", &key]);
        server.redis.run(&["DEL", &key]);
        for (stamp, fields) in entries {
            let ms: i64 = stamp.split('-').next().and_then(|ms| ms.parse().ok()).expect("an ID of a stream");
            let mut add = vec!["XADD".to_owned(), key.clone(), format!("{}-0", ms - minutes * 60_000)];
            add.extend(fields);
            server.redis.run(&add);
        }
        if ttl > 0 {
            server.redis.run(&["PEXPIRE", &key, &ttl.to_string()]);
        }
    }
}

/// Two hours and forty minutes ago: reports, which nobody makes.
fn reports(server: &Server) {
    let mut rq = Rq::start_ago("3.0.0", server, 160);
    let monthly = |month: &str| {
        json!({"id": format!("monthly-{month}"), "queue": "reports", "group": "monthly", "meta": {"tenant": "acme"},
               "func": "shop.reports.monthly", "args": [month]})
    };
    make(&mut rq, json!([monthly("08"), monthly("09"), monthly("10"), monthly("11")]));
    rq.call("cancel", json!({"id": "monthly-08"}));
}

/// 41 minutes ago: mail, with the IDs of an old producer. Its relay is out of order.
fn mail(server: &Server) -> Rq {
    let mut rq = Rq::start_ago("1.16.2", server, 41);
    let receipt = |order: u32, to: &str| {
        json!({"id": format!("order:{order}:email"), "queue": "mail", "meta": {"tenant": "acme"},
               "func": "shop.mail.send_receipt", "args": [order], "kwargs": {"to": to}})
    };
    make(&mut rq, json!([receipt(41, "ann@example.com"), receipt(42, "bob@example.net")]));
    make(
        &mut rq,
        json!([{"id": "order:42:stats", "queue": "mail", "func": "shop.orders.index", "depends_on": ["order:42:email"]}]),
    );
    work(&mut rq, "mail", "app-3.4121");
    age_results(server, &["order:41:email", "order:42:email"], 41);
    let due = |id: &str, minutes: u32| {
        json!({"id": id, "queue": "mail", "in": minutes * 60, "func": "shop.mail.send_receipt",
               "args": [50], "kwargs": {"to": "cy@example.com"}})
    };
    make(&mut rq, json!([due("reminder-50", 27), due("user@example.com", 60)]));
    rq
}

/// Twelve minutes ago: orders, after a deploy that left something out; and what was queued since.
fn orders(server: &Server) {
    let mut rq = Rq::start_ago("3.0.0", server, 12);
    let orders = [
        ("7f0a6c1e-58f3-4d0e-9a51-0f6c2b1d9e44", 42),
        ("0b44f1c7-90de-4f0a-a7a8-3c1f52e6d101", 43),
        ("9d27e6b0-6f1c-4a57-8be3-2f8a4c90e7d5", 44),
        ("a41be2d0-1c0f-4b7e-8d55-5a9e01c2f7b3", 45),
    ];
    let sync = |id: &str, number: u32| json!({"id": id, "func": "shop.orders.sync_order", "args": [number]});
    make(&mut rq, orders.iter().map(|(id, number)| sync(id, *number)).collect());
    work(&mut rq, "default", "app-1.811");
    age_results(server, &orders.map(|(id, _)| id), 12);
    let limited = |id: &str, number: u32| {
        let mut job = sync(id, number);
        job["rate_limit"] = json!({"key": "stock-api", "concurrency": 1});
        job
    };
    make(
        &mut rq,
        json!([
            {"id": "import", "func": "shop.orders.import_file", "args": ["orders.csv"], "timeout": 3600},
            {"id": "index", "func": "shop.orders.index", "depends_on": ["import"]},
            {"id": "announce", "func": "shop.orders.announce", "args": ["news"], "depends_on": ["index"]},
            sync("c0ffee00-7d3b-4f10-8c44-9b8a7c6d5e4f", 46),
            limited("stock-1", 42), limited("stock-2", 42), limited("stock-3", 42),
            {"id": "nightly", "in": 7200, "func": "shop.reports.daily"},
        ]),
    );
}

/// A job whose worker died a while ago.
fn a_worker_died(server: &Server, rq: &mut Rq) {
    let job = json!({"id": "import-23", "queue": "bulk", "func": "shop.orders.import_file",
                     "args": ["orders-23.csv"], "retry": {"max": 2}});
    make(rq, json!([job]));
    let mut dying = worker("2.12.0", server, named("app-2.640", &["bulk"]));
    dying.wait_running("import-23");
    dying.kill();
    dying.kill_horse();
    states::let_time_pass(server, "bulk", "import-23", "app-2.640");
}

/// Twenty minutes after a deploy under which every `sync_order` fails.
fn deploy(server: &Server) -> Shop {
    let mut rq = Rq::start_ago("3.0.0", server, 20);
    let sync = |number: u32| json!({"id": format!("sync-{number}"), "func": "shop.orders.sync_order", "args": [number], "result_ttl": 0});
    make(&mut rq, (100..160).map(sync).collect());
    let mail = json!({"queue": "mail", "func": "shop.mail.send_receipt"});
    make(
        &mut rq,
        [(70, "bob@example.net"), (71, "cy@example.net")]
            .map(|(order, to)| {
                let mut job = mail.clone();
                job["id"] = json!(format!("receipt-{order}"));
                job["args"] = json!([order, to]);
                job
            })
            .into(),
    );
    rq.work(&["default", "mail"]);
    Shop { workers: Vec::new() }
}

/// The shop before it leaves RQ 1.16: producers that make IDs with colons, dots and at signs, and two workers.
fn upgrade(server: &Server) -> Shop {
    let mut rq = Rq::start_ago("1.16.2", server, 41);
    let receipt = |order: u32, to: &str| {
        json!({"id": format!("order:{order}:email"), "queue": "mail", "func": "shop.mail.send_receipt",
               "args": [order], "kwargs": {"to": to}})
    };
    make(&mut rq, json!([receipt(41, "ann@example.com"), receipt(42, "bob@example.net")]));
    work(&mut rq, "mail", "app-3.4121");
    let stats = json!({"queue": "mail", "func": "shop.orders.index", "depends_on": ["order:43:email"]});
    age_results(server, &["order:41:email", "order:42:email"], 41);
    let mut workers = at_once(
        server,
        [("1.16.2", named("app-1.811", &["default"])), ("1.16.2", named("app-3.4121", &["mail"]))],
    );
    let busy = json!({"func": "shop.orders.import_file", "args": ["orders.csv"], "timeout": 3600});
    for (id, queue) in [("import-24", "default"), ("newsletter-47", "mail")] {
        let mut job = busy.clone();
        (job["id"], job["queue"]) = (json!(id), json!(queue));
        make(&mut rq, json!([job]));
    }
    for (worker, id) in workers.iter_mut().zip(["import-24", "newsletter-47"]) {
        worker.wait_running(id);
    }
    make(
        &mut rq,
        json!([receipt(43, "cy@example.com"), receipt(44, "di@example.com"), receipt(45, "ed@example.com")]),
    );
    let mut stats = stats;
    stats["id"] = json!("order:43:stats");
    make(
        &mut rq,
        json!([
            stats,
            {"id": "report.daily", "func": "shop.reports.daily"},
            {"id": "user@example.com", "queue": "mail", "in": 7200, "func": "shop.mail.send_receipt",
             "args": [50], "kwargs": {"to": "user@example.com"}},
        ]),
    );
    wait_until("the workers to be busy", Duration::from_secs(10), || {
        workers.iter().all(|worker| worker.state() == "busy")
    });
    Shop { workers }
}
