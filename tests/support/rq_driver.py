"""Lets a test use the API of the RQ that is installed beside this interpreter, of any version.

    python rq_driver.py REDIS_URL

Requests come as JSON lines on standard input, `{"do": NAME, ...arguments}`; each is answered by one line,
`{"ok": VALUE}` or `{"error": "KIND: text"}`. One process serves a whole test, since starting Python and
importing RQ takes longer than most tests. What a version lacks raises and is answered as an error.
"""

import datetime
import importlib
import inspect
import json
import math
import os
import sys

import redis
import rq
import rq.command
import rq.registry
import rq.suspension
from rq.job import Dependency, Job

import tasks

connection = redis.from_url(sys.argv[1])


# Values on their way out


def text(value):
    """Times as ISO 8601 in UTC, bytes as text, whatever JSON lacks as its representation."""
    if isinstance(value, datetime.datetime):
        if value.tzinfo:
            value = value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
        return value.isoformat(timespec="microseconds") + "Z"
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, dict):
        return {text(k): text(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [text(v) for v in value]
    if isinstance(value, float) and math.isinf(value):
        return str(value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return repr(value)


def takes(function, name):
    return name in inspect.signature(function).parameters


def queue_of(name):
    return rq.Queue(name, connection=connection)


def fetch(id):
    return Job.fetch(id, connection=connection)


# Making jobs


def callback(given):
    """`"tasks.on_success"` or `{"func": …, "timeout": seconds}`."""
    if given is None:
        return None
    if isinstance(given, str):
        given = {"func": given}
    return rq.Callback(given["func"], timeout=given.get("timeout"))


def options(given):
    """The keyword arguments of RQ for the options of a request; only those that were given."""
    kept = {}
    for name in ("result_ttl", "ttl", "failure_ttl", "description", "at_front", "meta", "unique"):
        if name in given:
            kept[name] = given[name]
    if "id" in given:
        kept["job_id"] = given["id"]
    if "depends_on" in given:
        kept["depends_on"] = Dependency(
            [fetch(id) if given.get("fetch") else id for id in given["depends_on"]],
            allow_failure=given.get("allow_failure", False),
            enqueue_at_front=given.get("front_when_released", False),
        )
    if "retry" in given:
        kept["retry"] = rq.Retry(**given["retry"])
    if "repeat" in given:
        kept["repeat"] = rq.Repeat(**given["repeat"])
    if "rate_limit" in given:
        kept["rate_limit"] = rq.RateLimit(**given["rate_limit"])
    if "webhooks" in given:
        kept["webhooks"] = [rq.Webhook(**webhook) for webhook in given["webhooks"]]
    for name in ("on_success", "on_failure", "on_stopped"):
        if name in given:
            kept[name] = callback(given[name])
    return kept


def arguments(given):
    args, kwargs = given.get("args", []), given.get("kwargs", {})
    if given.get("code"):
        # Arguments that JSON has no words for: `"code": "[Order(7, Decimal('19.90'))]"`.
        args = eval(given["code"], {**vars(tasks), "datetime": datetime})
    return tuple(args), kwargs


def function_of(given):
    return given.get("func", "tasks.quick")


def enqueue(given):
    queue = rq.Queue(
        given.get("queue", "default"),
        connection=connection,
        serializer={"json": "rq.serializers.JSONSerializer"}.get(given.get("serializer")),
    )
    args, kwargs = arguments(given)
    kept = options(given)
    if "group" in given:
        from rq.group import Group

        data = rq.Queue.prepare_data(function_of(given), args, kwargs, timeout=given.get("timeout"), **kept)
        return Group.create(connection, name=given["group"]).enqueue_many(queue, [data])[0].id
    if "timeout" in given:
        kept["job_timeout"] = given["timeout"]
    if "in" in given:
        delay = datetime.timedelta(seconds=given["in"])
        return queue.enqueue_in(delay, function_of(given), args=args, kwargs=kwargs, **kept).id
    if "at" in given:
        when = datetime.datetime.fromtimestamp(given["at"], datetime.timezone.utc)
        return queue.enqueue_at(when, function_of(given), args=args, kwargs=kwargs, **kept).id
    return queue.enqueue(function_of(given), args=args, kwargs=kwargs, **kept).id


def enqueue_all(given):
    """Several jobs in one request: `{"jobs": [{…}, …]}`."""
    return [enqueue(job) for job in given["jobs"]]


# Looking at jobs


def result_of(result):
    if result is None:
        return None
    kinds = {kind.value: kind.name.lower() for kind in type(result).Type}
    return {
        "id": result.id,
        "type": kinds[result.type.value],
        "created_at": text(result.created_at),
        "return_value": text(result.return_value),
        "exc_string": result.exc_string,
        "worker": getattr(result, "worker_name", None),
        "execution_id": getattr(result, "execution_id", None),
    }


def job(given):
    """What RQ's own objects say of a job."""
    job = fetch(given["id"])
    status = job.get_status()
    said = {
        "id": job.id,
        "status": getattr(status, "value", status),
        "queue": job.origin,
        "description": job.description,
        "result": result_of(job.latest_result()),
        "dependencies": list(job._dependency_ids),
        "dependents": sorted(job.dependent_ids),
        "position": job.get_position() if job.origin else None,
        "worker": job.worker_name,
        "exc_info": job.exc_info,
        "ttl_s": connection.ttl(job.key),
        "meta": text(job.meta),
    }
    stored = {
        "function": lambda: job.func_name,
        "call": job.get_call_string,
        "args": lambda: job.args,
        "kwargs": lambda: job.kwargs,
    }
    for name, read in stored.items():
        try:
            said[name] = text(read())
        except Exception as error:
            said[name] = f"<{type(error).__name__}>"
    for name in ("created_at", "enqueued_at", "started_at", "ended_at", "last_heartbeat", "timeout", "result_ttl",
                 "failure_ttl", "ttl", "retries_left", "retry_intervals", "number_of_retries", "group_id",
                 "repeats_left", "repeat_intervals", "enqueue_at_front", "allow_dependency_failures",
                 "rate_limit_key", "rate_limit_concurrency"):
        said[name] = text(getattr(job, name, None))
    for name in ("success", "failure", "stopped"):
        said[f"on_{name}"] = getattr(job, f"_{name}_callback_name", None) or None
    return said


def jobs(given):
    """Every job hash, by ID, as `job` tells it; a job that RQ cannot read as its error."""
    found = {}
    for key in connection.scan_iter(match=f"{Job.redis_job_namespace_prefix}*", count=1000):
        if connection.type(key) != b"hash":
            continue
        id = text(key)[len(Job.redis_job_namespace_prefix):]
        try:
            found[id] = job({"id": id})
        except Exception as error:
            found[id] = {"error": f"{type(error).__name__}: {error}"}
    return dict(sorted(found.items()))


def statuses(given):
    """The stored status of every job hash, by ID."""
    found = {}
    for key in connection.scan_iter(match=f"{Job.redis_job_namespace_prefix}*", count=1000):
        if connection.type(key) == b"hash":
            found[text(key)[len(Job.redis_job_namespace_prefix):]] = text(connection.hget(key, "status"))
    return dict(sorted(found.items()))


def registries(given):
    """Per queue, the entries of its list, its intermediate list and its registries, as stored and without a
    clean-up."""
    answer = {}
    for queue in rq.Queue.all(connection=connection):
        names = {"queued": queue.key, "intermediate": f"{queue.key}:intermediate"}
        found = {name: text(connection.lrange(key, 0, -1)) for name, key in names.items()}
        for name in ("Started", "Finished", "Failed", "Deferred", "Scheduled", "Canceled", "Ready"):
            registry = getattr(rq.registry, f"{name}JobRegistry", None)
            if registry is not None:
                key = registry(queue.name, connection=connection).key
                entries = connection.zrange(key, 0, -1, withscores=True)
                found[name.lower()] = {text(entry): text(score) for entry, score in entries}
        answer[queue.name] = found
    return answer


def workers(given):
    """What RQ's own objects say of the workers, by name."""
    return {
        worker.name: {
            "state": worker.get_state(),
            "queues": worker.queue_names(),
            "pid": worker.pid,
            "hostname": worker.hostname,
            "version": worker.version,
            "birth_date": text(worker.birth_date),
            "last_heartbeat": text(worker.last_heartbeat),
            "successful_job_count": worker.successful_job_count,
            "failed_job_count": worker.failed_job_count,
        }
        for worker in rq.Worker.all(connection=connection)
    }


# Acting on jobs and queues


def requeue(given):
    """As `Job.requeue` does, which takes jobs from the failed registry; canceled ones from the canceled registry."""
    job = fetch(given["id"])
    at_front = given.get("at_front", False)
    if connection.zscore(job.failed_job_registry.key, job.id) is None:
        registry = rq.registry.CanceledJobRegistry(job.origin, connection=connection)
        registry.requeue(job, at_front=at_front)
    else:
        job.requeue(at_front=at_front)


def cancel(given):
    asked = {name: given[name] for name in ("enqueue_dependents", "remove_from_dependencies") if name in given}
    fetch(given["id"]).cancel(**asked)


def delete(given):
    fetch(given["id"]).delete(delete_dependents=given.get("delete_dependents", False))


def empty(given):
    return queue_of(given["queue"]).empty()


def delete_queue(given):
    queue_of(given["queue"]).delete(delete_jobs=given.get("delete_jobs", True))


def compact(given):
    queue_of(given["queue"]).compact()


def suspend(given):
    rq.suspension.suspend(connection, ttl=given.get("seconds"))


def resume(given):
    rq.suspension.resume(connection)


def send_stop(given):
    rq.command.send_stop_job_command(connection, given["id"])


def send_shutdown(given):
    rq.command.send_shutdown_command(connection, given["worker"])


def send_kill_horse(given):
    rq.command.send_kill_horse_command(connection, given["worker"])


def in_a_worker(given, act):
    queues = [queue_of(name) for name in given.get("queues", ["default"])]
    worker = rq.SimpleWorker(queues, connection=connection, name=given.get("name"))
    return act(worker)


def work(given):
    """Works off the queues in this very process: no fork, so it is quick. With `"leave_ready": true` (RQ 3.0) as
    if it died before it queued the dependents that it had released."""
    limits = {"max_jobs": given["max_jobs"]} if "max_jobs" in given else {}
    release = getattr(rq.Queue, "enqueue_ready_jobs_by_queue", None)
    if given.get("leave_ready"):
        rq.Queue.enqueue_ready_jobs_by_queue = lambda queue, jobs: None
    try:
        in_a_worker(given, lambda worker: worker.work(burst=True, logging_level="WARNING", **limits))
    finally:
        if release is not None:
            rq.Queue.enqueue_ready_jobs_by_queue = release


def take(given):
    """Takes the first job from a queue as a worker does, and then does nothing, as if it died at that instant."""
    taken = rq.Queue.dequeue_any([queue_of(given["queue"])], timeout=None, connection=connection)
    return taken[0].id if taken else None


def release_due(given):
    """One tick of the scheduler: what is due goes into its queue."""
    from rq.scheduler import RQScheduler

    scheduler = RQScheduler(given.get("queues", ["default"]), connection=connection)
    scheduler.acquire_locks()
    scheduler.enqueue_scheduled_jobs()
    scheduler.release_locks()


def cron(given):
    """A cron scheduler (RQ 2.6 and later) that has registered itself and its jobs and enqueued what is due:
    `{"name": …, "jobs": [{"func": …, "queue_name": …, "interval" or "cron": …}]}`."""
    from rq.cron import CronScheduler

    scheduler = CronScheduler(connection=connection, name=given.get("name", ""))
    for job in given["jobs"]:
        job = dict(job)
        module, _, name = job.pop("func").rpartition(".")
        scheduler.register(getattr(importlib.import_module(module or "tasks"), name), **job)
    scheduler.register_birth()
    scheduler.enqueue_jobs()
    scheduler.save()
    scheduler.heartbeat()
    return scheduler.name


def age(given):
    """Adds a random state that maintenance has work with: see `aged.py`."""
    import aged

    aged.make(connection, given["seed"], given["count"], given["kinds"])


def maintain(given):
    """One maintenance task, or with `"task": "all"` what a worker does at its start, under its lock."""
    task = given.get("task", "all")
    names = given.get("queues", ["default"])

    def registry(name):
        kind = getattr(rq.registry, f"{name}JobRegistry")
        return lambda: [kind(queue, connection=connection).cleanup() for queue in names]

    def intermediate(worker):
        for queue in worker.queues:
            queue.intermediate_queue.cleanup(worker, queue)

    def groups():
        from rq.group import Group

        Group.clean_registries(connection)

    def registrations():
        from rq.worker_registration import clean_worker_registry

        for name in names:
            clean_worker_registry(queue_of(name))

    def rate_limits():
        from rq.rate_limit import RateLimitRegistry

        for registry in RateLimitRegistry.all(connection):
            registry.cleanup()

    tasks_of_rq = {
        "all": lambda: in_a_worker(given, lambda worker: worker.run_maintenance_tasks()),
        "registries": lambda: [rq.registry.clean_registries(queue_of(name)) for name in names],
        "started": registry("Started"),
        "finished": registry("Finished"),
        "failed": registry("Failed"),
        "deferred": registry("Deferred"),
        "intermediate": lambda: in_a_worker(given, intermediate),
        "groups": groups,
        "workers": registrations,
        "rate-limits": rate_limits,
    }
    tasks_of_rq[task]()


def python(given):
    """Runs statements; what they leave in `answer` is the value. For what has no word of its own above."""
    names = {**globals(), "answer": None, **given.get("with", {})}
    exec(given["code"], names)
    return text(names["answer"])


def version(given):
    return rq.VERSION


def serve():
    # Workers log to standard output: the answers keep the real one, the rest goes where errors go.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    requests = {name: function for name, function in globals().items() if inspect.isfunction(function)}
    for line in sys.stdin:
        given = json.loads(line)
        try:
            answer = {"ok": requests[given["do"]](given)}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    serve()
