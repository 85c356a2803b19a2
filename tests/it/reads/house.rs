//! An installation with something of everything, small enough to be shown whole. Its times are relative to the
//! server's clock.

use std::cell::Cell;

use harness::{Redis, Server};
use rqctl::rq::{
    codec::{text::pack_exc_string, zlib::deflate},
    time::Time,
};

const EXECUTION: &str = "0123456789abcdef0123456789abcdef";

const TRACEBACK: &str = "Traceback (most recent call last):
  File \"/srv/shop/mail.py\", line 88, in send_receipt
    smtp.connect()
smtplib.SMTPServerDisconnected: smtp-1 dropped the connection
";

pub struct House {
    pub server: Server,
    now: i64,
    /// Jobs that were made: none is made at the moment of another.
    made: Cell<i64>,
}

impl House {
    pub fn build() -> House {
        let server = Server::start();
        let (now, _): (i64, i64) = server.redis.cmd(&["TIME"]);
        let house = House { server, now, made: Cell::new(0) };
        house.queues();
        house.ended();
        house.waiting();
        house.under_way();
        house.small();
        house.server.rqctl(&["jobs", "hold", "held"]).run().exits(0);
        house
    }

    fn redis(&self) -> &Redis {
        &self.server.redis
    }

    /// The moment so many seconds ago, as RQ writes it.
    fn text(&self, ago: i64) -> String {
        Time((self.now - ago) * 1_000_000).text()
    }

    fn score(&self, ahead: i64) -> String {
        (self.now + ahead).to_string()
    }

    fn queues(&self) {
        self.redis().run(&["SADD", "rq:queues", "rq:queue:default", "rq:queue:mail"]);
        for (name, state, host, version, queues, silent) in [
            ("app-1.77", "busy", "app-1", "3.0.0", "default,mail", 15),
            ("app-2.4121", "idle", "app-2", "2.12.0", "mail", 30),
        ] {
            let key = format!("rq:worker:{name}");
            let (birth, beat) = (self.text(90_000), self.text(silent));
            self.redis().run(&["SADD", "rq:workers", &key]);
            for queue in queues.split(',') {
                self.redis().run(&["SADD", &format!("rq:workers:{queue}"), &key]);
            }
            let about = ["birth", &birth, "last_heartbeat", &beat, "state", state, "hostname", host];
            let more = ["pid", "77", "ip_address", "10.0.0.7", "version", version, "queues", queues];
            let counts =
                ["successful_job_count", "12", "failed_job_count", "1", "total_working_time", "40.25"];
            let python = ["python_version", "3.11.7 (main)"];
            self.redis().run(&[&["HSET", &key], &about[..], &more, &counts, &python].concat());
            self.redis().run(&["EXPIRE", &key, "400"]);
        }
        self.redis().run(&["SADD", "rq:workers", "rq:worker:gone"]);
    }

    /// The hash of a job that was made an hour ago, one after the other, and calls `send_receipt(42, to='ann@example.com')`.
    fn job(&self, id: &str, queue: &str, status: &str, more: &[&str]) {
        let mut call = b"\x80\x04(\x8c\x16shop.mail.send_receiptNK\x2a\x85}\x8c\x02to\x8c\x0f".to_vec();
        call.extend_from_slice(b"ann@example.comst.");
        let (key, data, made) = (
            format!("rq:job:{id}"),
            deflate(&call),
            self.text(3_700 - self.made.replace(self.made.get() + 1)),
        );
        let described = "shop.mail.send_receipt(42, to='ann@example.com')";
        let fields = ["created_at", &made, "origin", queue, "status", status, "description", described];
        let blank = ["timeout", "180", "success_callback_name", "", "group_id", "", "worker_name", ""];
        self.redis().run(&[&["HSET", &key], &fields[..], &blank].concat());
        self.redis().run(&[b"HSET", key.as_bytes(), b"data", &data]);
        if !more.is_empty() {
            self.redis().run(&[&["HSET", &key], more].concat());
        }
    }

    fn enter(&self, registry: &str, queue: &str, ahead: i64, entry: &str) {
        self.redis().run(&["ZADD", &format!("rq:{registry}:{queue}"), &self.score(ahead), entry]);
    }

    fn result(&self, id: &str, ended: i64, what: &[&str]) {
        let entry = format!("{}-0", (self.now - ended) * 1_000);
        let (from, to) = (self.score(-ended - 2), self.score(-ended));
        let times = ["execution_started_at", &from, "execution_ended_at", &to];
        let by = ["worker_name", "app-2.4121", "execution_id", EXECUTION];
        self.redis().run(&[&["XADD", &format!("rq:results:{id}"), &entry], what, &times, &by].concat());
    }

    fn ended(&self) {
        let ran = |ended| [self.text(3_500), self.text(ended + 2), self.text(ended)];
        let times = |[enqueued, started, ended]: &[String; 3]| {
            let pairs = [("enqueued_at", enqueued), ("started_at", started), ("ended_at", ended)];
            pairs.map(|(name, at)| [name.to_owned(), at.clone()]).concat()
        };
        for (id, queue, status, ended) in [
            ("paid", "mail", "finished", 3_000),
            ("failed", "mail", "failed", 180),
            ("order:42:email", "mail", "failed", 240),
            ("stopped", "default", "stopped", 300),
        ] {
            let mut fields = times(&ran(ended));
            fields.extend(["worker_name".to_owned(), "app-2.4121".to_owned()]);
            self.job(id, queue, status, &fields.iter().map(String::as_str).collect::<Vec<_>>());
        }
        let error = pack_exc_string(TRACEBACK);
        self.result("paid", 3_000, &["type", "1", "return_value", "gARLKi4="]);
        self.result("failed", 180, &["type", "2", "exc_string", &error]);
        self.result("order:42:email", 240, &["type", "2", "exc_string", &error]);
        self.result(
            "stopped",
            300,
            &["type", "2", "exc_string", &pack_exc_string("Job stopped by user, work-horse terminated.")],
        );
        self.enter("finished", "mail", 500, "paid");
        self.enter("failed", "mail", 31_536_000 - 180, "failed");
        self.enter("failed", "mail", 31_536_000 - 240, "order:42:email");
        self.enter("failed", "default", 31_536_000 - 300, "stopped");
        self.enter("failed", "default", 1_000, "orphan");
        self.enter("finished", "mail", -60, "expired");
        self.job("canceled", "default", "canceled", &[]);
        self.enter("canceled", "default", -120, "canceled");
        self.redis().run(&["HSET", "rq:job:failed", "dependency_id", "paid", "dependency_ids", "[\"paid\"]"]);
        self.redis().run(&["SADD", "rq:job:paid:dependents", "failed"]);
        self.redis().run(&["SADD", "rq:job::failed:dependencies", "paid"]);
    }

    fn waiting(&self) {
        let enqueued = self.text(600);
        for id in ["first", "second", "held"] {
            self.job(id, "default", "queued", &["enqueued_at", &enqueued]);
            self.redis().run(&["RPUSH", "rq:queue:default", id]);
        }
        self.redis().run(&["HSET", "rq:job:first", "group_id", "batch", "meta", "{}"]);
        self.job("later", "mail", "scheduled", &[]);
        self.enter("scheduled", "mail", 3_600, "later");
        self.job("due", "mail", "scheduled", &["retries_left", "2", "retry_intervals", "[60]"]);
        self.enter("scheduled", "mail", -600, "due");
        let parent = ["dependency_id", "failed", "dependency_ids", "[\"failed\"]"];
        self.job("stats", "default", "deferred", &parent);
        self.enter("deferred", "default", -3_500, "stats");
        self.redis().run(&["SADD", "rq:job:failed:dependents", "stats", "lost-child"]);
        self.redis().run(&["SADD", "rq:job::stats:dependencies", "failed"]);
        self.job("ready", "default", "ready_to_enqueue", &[]);
        self.enter("ready", "default", -20, "ready");
    }

    fn under_way(&self) {
        let (started, beat) = (self.text(40), self.text(10));
        let times = ["enqueued_at", &self.text(100), "started_at", &started, "last_heartbeat", &beat];
        let by = ["worker_name", "app-1.77"];
        let entry = format!("running:{EXECUTION}");
        self.job("running", "default", "started", &[&times[..], &by].concat());
        self.enter("wip", "default", 170, &entry);
        self.redis().run(&["ZADD", "rq:executions:running", &self.score(170), EXECUTION]);
        let (began, seen) = (self.score(-40), self.score(-10));
        let execution = format!("rq:execution:{entry}");
        let about = ["id", EXECUTION, "job_id", "running", "worker_name", "app-1.77"];
        let times = ["created_at", &began, "last_heartbeat", &seen];
        self.redis().run(&[&["HSET", &execution], &about[..], &times].concat());
        self.redis().run(&["EXPIRE", &execution, "230"]);
        self.redis().run(&["SADD", "rq:worker:app-1.77:executions", &entry]);
        let current = ["current_job", "running", "current_job_started_at", &started];
        self.redis().run(&[&["HSET", "rq:worker:app-1.77"], &current[..]].concat());
        self.job("forgotten", "default", "started", &["started_at", &self.text(900)]);
        self.enter("wip", "default", -600, &format!("forgotten:{}", "f".repeat(32)));
        self.job("taken", "default", "queued", &["enqueued_at", &self.text(400)]);
        self.redis().run(&["RPUSH", "rq:queue:default:intermediate", "taken"]);
    }

    fn small(&self) {
        self.redis().run(&["SET", "rq:scheduler-lock:mail", "9c2f1e", "EX", "61"]);
        let made = self.text(90_000);
        let scheduler = ["hostname", "app-1", "pid", "78", "queues", "mail", "created_at", &made];
        self.redis().run(&[&["HSET", "rq:scheduler:9c2f1e"], &scheduler[..]].concat());
        self.redis().run(&["SET", "rq:clean_registries:mail", "1", "EX", "200"]);
        self.redis().run(&["ZADD", "rq:cron_schedulers", &self.score(-20), "app-1:811:9c2f1e"]);
        let next = self.text(-3_600);
        let cron = format!(
            r#"[{{"func_name": "shop.nightly", "name": "nightly", "queue_name": "default", "cron": "0 3 * * *",
            "interval": null, "latest_enqueue_time": null, "next_enqueue_time": "{next}"}}]"#
        );
        self.redis().run(&["HSET", "rq:cron_scheduler:app-1:811:9c2f1e", "cron_jobs", &cron]);
        self.redis().run(&["ZADD", "rq:cron_jobs", &self.score(-3_000), "nightly"]);
        self.redis().run(&["ZADD", "rq:cron_job:nightly:jobs", &self.score(-3_000), "paid"]);
        self.redis().run(&["SADD", "rq:groups", "batch"]);
        self.redis().run(&["SADD", "rq:group:batch", "first", "missing"]);
        let limit = ["rate_limit_key", "smtp", "rate_limit_concurrency", "1"];
        self.job("limited", "mail", "rate_limited", &limit);
        self.redis().run(&["SADD", "rq:rl-keys", "smtp"]);
        self.redis().run(&["HSET", "rq:rl:smtp", "concurrency", "1"]);
        self.redis().run(&["ZADD", "rq:rl:smtp:allowed", &self.score(-40), "running"]);
        self.redis().run(&["ZADD", "rq:rl:smtp:rate_limited", &self.score(-30), "limited"]);
    }
}
