"""Random states that maintenance has work with, made by RQ itself; only the passing of time is written by hand.

What a job is stands in its ID: `abandoned-3`, `stuck-7`, `ready-9` and so on.
"""

import random

import rq
from rq.job import Dependency, Job
from rq.registry import FailedJobRegistry, FinishedJobRegistry

QUEUES = ["q0", "q1"]

# One number for each limit: RQ keeps that of the last job, so that with several it matters who came last.
LIMITS = {"smtp": 1, "api": 2}


class Maker:
    def __init__(self, connection, seed, kinds):
        self.connection = connection
        self.random = random.Random(seed)
        self.kinds = kinds
        self.version = tuple(int(n) for n in rq.VERSION.split(".")[:2])
        self.made = []
        self.number = 0
        self.now = int(connection.time()[0])

    # Small things

    def queue(self, name=None):
        return rq.Queue(name or self.random.choice(QUEUES), connection=self.connection)

    def id(self, kind):
        self.number += 1
        return f"{kind}-{self.number}"

    def chance(self, one_in):
        return self.random.randrange(one_in) == 0

    def options(self):
        """How a job is kept, retried and grouped: whatever its end depends on."""
        some = {}
        if self.chance(2):
            some["failure_ttl"] = self.random.choice([-1, 0, 0, 60, 100_000])
        if self.chance(3):
            some["ttl"] = self.random.choice([1_000, 50_000])
        if self.chance(4):
            some["result_ttl"] = self.random.choice([-1, 700])
        if self.chance(2):
            retry = {"max": self.random.randint(1, 3)}
            # Before 2.8 a job that is scheduled is not given its `ttl`.
            if self.version >= (2, 8) and self.chance(2):
                retry["interval"] = self.random.choice([0, 30, [10, 20], [5, 50, 500]])
            if self.version >= (2, 8) and self.chance(3):
                retry["enqueue_at_front"] = True
            some["retry"] = rq.Retry(**retry)
        if self.version >= (3, 0) and self.chance(4):
            some["rate_limit"] = self.limit()
        if self.chance(5):
            some["meta"] = {"tenant": "acme"}
        return some

    def limit(self):
        key = self.random.choice(list(LIMITS))
        return rq.RateLimit(key, LIMITS[key])

    def enqueue(self, queue, id, **options):
        return queue.enqueue("tasks.quick", job_id=id, **options)

    def worker(self):
        worker = rq.SimpleWorker([self.queue(q) for q in QUEUES], connection=self.connection,
                                 name=f"worker-{self.number}-{self.random.randrange(1 << 30)}")
        worker.register_birth()
        return worker

    def start(self, job, queue):
        """What a worker writes when it begins: the parent its execution, the work horse its start."""
        worker = self.worker()
        self.connection.lrem(queue.key, 1, job.id)
        if hasattr(worker, "prepare_execution"):
            worker.prepare_execution(job)
        else:
            from rq.executions import prepare_execution

            prepare_execution(worker, job)
        worker.prepare_job_execution(job)
        return worker

    def entries(self, job):
        entries = self.connection.zrange(f"rq:wip:{job.origin}", 0, -1)
        return [e for e in entries if e == job.id.encode() or e.startswith(f"{job.id}:".encode())]

    def age(self, job, worker):
        """Some minutes later, the worker being dead."""
        for entry in self.entries(job):
            self.connection.zadd(f"rq:wip:{job.origin}", {entry: self.now - self.random.randint(60, 4_000)})
            self.connection.delete(b"rq:execution:" + entry)
        self.connection.delete(f"rq:executions:{job.id}")
        self.forget(worker)

    def forget(self, worker):
        self.connection.delete(worker.key, f"{worker.key}:executions")

    def children(self, parent, kind="child", limited=True):
        # RQ 2 is not of one mind on what a parent is to them that failed and was deleted at once.
        if self.version < (3, 0) and parent.failure_ttl == 0:
            return
        for _ in range(self.random.choice([0, 1, 1, 2])):
            queue = self.queue()
            parents = [parent]
            if self.chance(2) and self.made:
                parents.append(self.random.choice(self.made))
            dependency = Dependency(parents, allow_failure=self.chance(2), enqueue_at_front=self.chance(3))
            options = {"ttl": 9_000} if self.chance(4) else {}
            if limited and self.version >= (3, 0) and self.chance(6):
                options["rate_limit"] = self.limit()
            self.enqueue(queue, self.id(kind), depends_on=dependency, **options)

    def begun(self, kind, **more):
        """A job that a worker has started."""
        queue = self.queue()
        job = self.enqueue(queue, self.id(kind), **{**self.options(), **more})
        if job.get_status() != "queued":
            return None  # its rate limit is full: it waits, which is a state too
        self.children(job)
        return job, self.start(Job.fetch(job.id, connection=self.connection), queue)

    def begun_alone(self, kind, **more):
        """The same, and what becomes of it changes nothing for jobs that are not called after it."""
        queue = self.queue()
        options = self.options()
        options.pop("rate_limit", None)
        job = self.enqueue(queue, self.id(kind), **{**options, **more})
        self.children(job, kind, limited=False)
        return job, self.start(Job.fetch(job.id, connection=self.connection), queue)

    # The kinds

    def abandoned(self):
        begun = self.begun("abandoned")
        if begun:
            self.age(*begun)

    def running(self):
        self.begun("running")

    def left_over(self):
        """A finished job whose entry was left over."""
        begun = self.begun("left-over")
        if begun:
            job, worker = begun
            self.age(job, worker)
            job.set_status("finished")
            FinishedJobRegistry(job.origin, connection=self.connection).add(job, 500)

    def twice(self):
        """A job that runs, beside an execution of its own that is over."""
        job, worker = self.begun_alone("twice")
        old = f"{job.id}:{self.random.getrandbits(128):032x}"
        self.connection.zadd(f"rq:wip:{job.origin}", {old: self.now - 600})

    def called(self):
        """An abandoned job whose failure only Python can tell it of."""
        self.age(*self.begun_alone("called", on_failure=rq.Callback("tasks.on_failure")))

    def ghost(self):
        """An entry whose job is gone."""
        begun = self.begun("ghost", failure_ttl=60)
        if begun:
            job, worker = begun
            self.age(job, worker)
            self.connection.delete(job.key)

    def expired(self):
        registry = self.random.choice([FinishedJobRegistry, FailedJobRegistry])
        registry = registry(self.random.choice(QUEUES), connection=self.connection)
        score = self.now - self.random.randint(1, 9_000)
        self.connection.zadd(registry.key, {self.id("expired"): score})
        self.connection.zadd(registry.key, {self.id("kept"): self.random.choice([-1, float("inf"), self.now + 500])})

    def stuck(self):
        queue = self.queue()
        job = self.enqueue(queue, self.id("stuck"), **self.options())
        if job.get_status() != "queued":
            return
        # What waits for one that is deleted at once, RQ leaves to wait for ever.
        if job.failure_ttl != 0:
            self.children(job)
        self.connection.lrem(queue.key, 1, job.id)
        self.connection.rpush(f"{queue.key}:intermediate", job.id)
        if not self.chance(3):
            # Seen by the maintenance of a worker some minutes ago, after it had been enqueued.
            enqueued = self.now - 400
            self.connection.hset(job.key, "enqueued_at", rq.utils.utcformat(self.utc(enqueued)))
            self.connection.set(f"{queue.key}:intermediate:first_seen:{job.id}", self.now - 200.5, ex=86_000)

    def utc(self, seconds):
        import datetime

        return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)

    def nameless(self):
        """An intermediate entry whose job is gone."""
        queue = self.queue()
        job = self.enqueue(queue, self.id("nameless"))
        self.connection.lrem(queue.key, 1, job.id)
        self.connection.rpush(f"{queue.key}:intermediate", job.id)
        self.connection.delete(job.key)

    def ready(self):
        """A dependent that was released, and whose worker died before it was queued."""
        queue = self.queue()
        parent = self.enqueue(queue, self.id("parent"))
        options = self.options()
        options.pop("failure_ttl", None)
        child = self.enqueue(queue, self.id("ready"), depends_on=Dependency([parent], enqueue_at_front=self.chance(3)),
                             **options)
        worker = self.start(Job.fetch(parent.id, connection=self.connection), queue)
        parent = Job.fetch(parent.id, connection=self.connection)
        parent.set_status("finished")
        queue.move_dependents_to_ready(parent)
        self.age(parent, worker)
        if self.chance(4):
            child.set_status("canceled")
        elif self.chance(6):
            self.connection.delete(child.key)

    def dead(self):
        self.forget(self.worker())

    def grouped(self):
        from rq.group import Group

        group = Group.create(self.connection, name=self.id("group"))
        data = [rq.Queue.prepare_data("tasks.quick", job_id=self.id("member")) for _ in range(self.random.randint(1, 4))]
        jobs = group.enqueue_many(self.queue(), data)
        for job in jobs:
            if self.chance(2):
                job.delete() if self.chance(2) else self.connection.delete(job.key)

    def limited(self):
        """A slot whose job is gone or over, or a limit that nobody uses."""
        limit = rq.RateLimit(self.id("limit"), 2) if self.chance(3) else self.limit()
        jobs = [self.enqueue(self.queue(), self.id("limited"), rate_limit=limit) for _ in range(self.random.randint(1, 4))]
        for job in jobs:
            if self.chance(3):
                self.connection.hset(job.key, "status", "failed")
            elif self.chance(4):
                self.connection.delete(job.key)

    def waiting(self):
        queue = self.queue()
        options = self.options()
        if self.chance(2):
            queue.enqueue_in(__import__("datetime").timedelta(seconds=600), "tasks.quick", job_id=self.id("scheduled"))
        job = self.enqueue(queue, self.id("waiting"), **options)
        if self.chance(3):
            job.cancel()
        else:
            self.made.append(job)

    def make(self, count):
        for kind in self.kinds:
            getattr(self, kind)()
        for _ in range(count):
            getattr(self, self.random.choice(self.kinds))()
        # Whoever waits for a slot came before what is cleaned now: within one second their IDs would decide.
        for waiting in self.connection.scan_iter("rq:rl:*:rate_limited"):
            for id, since in self.connection.zrange(waiting, 0, -1, withscores=True):
                self.connection.zadd(waiting, {id: since - 300})


def make(connection, seed, count, kinds):
    Maker(connection, seed, kinds).make(count)
