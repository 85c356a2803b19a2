"""Sample tasks that real RQ workers run in tests and in the demo."""

import os
import time
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

import rq

# The list in which callbacks leave their traces: "success ID", "failure ID", "stopped ID".
CALLED = "test:called"


def quick(*args, **kwargs):
    """Returns None at once."""


def echo(value=None):
    return value


def add(a, b):
    return a + b


def slow(seconds):
    """Takes `seconds`, in small steps."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.02)
    return seconds


def log(text):
    """Leaves its argument at the end of the list `log`, so that a test sees what ran, how often and in which order."""
    rq.get_current_job().connection.rpush("log", text)


def wait_for(key, then=None):
    """Runs until the Redis key exists, so that a test decides when it ends."""
    connection = rq.get_current_job().connection
    while not connection.exists(key):
        time.sleep(0.01)
    return then


def wait_and_fail(key):
    """Runs until the list under the Redis key has something, takes it, and fails."""
    rq.get_current_job().connection.blpop([key])
    raise RuntimeError(f"{key} came")


def failing(message="it broke"):
    raise ValueError(message)


def failing_until(key):
    """Fails until the Redis key exists."""
    if not rq.get_current_job().connection.exists(key):
        raise RuntimeError(f"{key} is missing")
    return "at last"


def look_up(key):
    """Fails with a KeyError, two frames deep."""
    return _find({}, key)


def _find(table, key):
    return table[key]


class Mute(Exception):
    """An exception without a text."""


def raising(kind):
    """Fails with an exception whose text is hard to print or to search."""
    if kind == "mute":
        raise Mute()
    if kind == "lines":
        raise ValueError("first line\nsecond: line\n\n  third")
    if kind == "control":
        raise ValueError("red \x1b[31malert\x07 and \u202ebackwards")
    if kind == "unicode":
        raise ValueError("naïve café 漢字 🚀")
    if kind == "long":
        raise ValueError("x" * 100_000)
    if kind == "chained":
        try:
            look_up("sku")
        except KeyError as error:
            raise ConnectionError("while looking up") from error
    if kind == "group":
        raise ExceptionGroup("both", [ValueError("one"), KeyError("two")])
    raise LookupError(kind)


def noted(seconds, failures=0):
    """Notes in the list `test:runs:ID` that it began; fails so many times before it succeeds."""
    job = rq.get_current_job()
    runs = job.connection.rpush(f"test:runs:{job.id}", job.worker_name or "")
    time.sleep(seconds)
    if runs <= failures:
        raise RuntimeError(f"attempt {runs}")


def dying(code=1):
    """Ends the work horse at once, as a crash does."""
    os._exit(code)


def unpicklable():
    """Returns what cannot be stored."""
    return lambda: None


def again(max=1, interval=0):
    """Returns a Retry (RQ 2.1 and later)."""
    return rq.Retry(max=max, interval=interval)


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@dataclass
class Order:
    id: int
    total: Decimal
    colour: Colour = Colour.RED

    def ship(self, to):
        """An instance method as a job."""
        return f"{self.id} to {to}"


def receipt(order, **options):
    """Takes what a shop would hand over."""
    return order


def on_success(job, connection, result, *args, **kwargs):
    connection.rpush(CALLED, f"success {job.id}")


def on_failure(job, connection, kind, value, traceback):
    connection.rpush(CALLED, f"failure {job.id}")


def on_stopped(job, connection):
    connection.rpush(CALLED, f"stopped {job.id}")


def slow_stopped(job, connection):
    """A callback that runs until the Redis key `test:go` exists."""
    while not connection.exists("test:go"):
        time.sleep(0.01)
    on_stopped(job, connection)


def broken_callback(job, connection, *args):
    raise RuntimeError("the callback broke too")
