"""Prints stored calls as the RQ beside this interpreter writes them, for `tests/fixtures/calls.txt`.

    for version in 1.16.2 3.0.0; do target/rq/$version/bin/python tests/support/calls.py; done

Each line is a job's `data` field: RQ's version and a name, the bytes in hexadecimal digits, the function,
the serializer, and how the call should read. The modules exist only while this script runs.
"""

import collections
import datetime
import decimal
import functools
import sys
import types
import uuid

import redis
import rq
from rq.job import Job
from rq.serializers import JSONSerializer

mail, models = types.ModuleType("shop.mail"), types.ModuleType("shop.models")
sys.modules.update({"shop": types.ModuleType("shop"), "shop.mail": mail, "shop.models": models})


def member(module):
    def move(thing):
        thing.__module__ = module.__name__
        setattr(module, thing.__name__, thing)
        return thing

    return move


@member(models)
class Order:
    def __init__(self, id, total):
        self.id, self.total = id, total

    def ship(self, carrier):
        pass

    @classmethod
    def purge(cls):
        pass

    def __call__(self):
        pass


@member(mail)
def send_receipt(*args, **kwargs):
    pass


def closure():
    def inner():
        pass

    return inner


connection = redis.Redis()
order = Order(42, decimal.Decimal("19.90"))
when = datetime.datetime(2026, 11, 24, 6, 10, tzinfo=datetime.timezone.utc)
Item = member(models)(collections.namedtuple("Item", "sku count"))
shown = "<shop.models.Order(id=42, total=Decimal('19.90'))>"

# name, function, args, kwargs, serializer or None, the function as shown, and the call where it is not just
# the function and its arguments
CASES = [
    ("by name", "shop.mail.send_receipt", (), {}, None, "shop.mail.send_receipt", "()"),
    ("by function", send_receipt, (42,), {"to": "ann@example.com", "order": order}, None, "shop.mail.send_receipt", f"(42, to='ann@example.com', order={shown})"),
    ("shared argument", send_receipt, (order, [order]), {}, None, "shop.mail.send_receipt", f"({shown}, [{shown}])"),
    ("values", send_receipt, (when, uuid.UUID(int=7), Item("A1", 2), {3}, b"\xff"), {}, None, "shop.mail.send_receipt", "(2026-11-24T06:10:00+00:00, UUID('00000000-0000-0000-0000-000000000007'), shop.models.Item('A1', 2), {3}, b'\\xff')"),
    ("method", order.ship, ("dhl",), {}, None, "shop.models.Order.ship", f"{shown}.ship('dhl')"),
    ("class method", Order.purge, (), {}, None, "shop.models.Order.purge", "()"),
    ("callable object", order, (), {}, None, "shop.models.Order.__call__", f"{shown}.__call__()"),
    ("partial", functools.partial(send_receipt, 1), (2,), {}, None, "shop.mail.send_receipt.__call__", "functools.partial(shop.mail.send_receipt, 1).__call__(2)"),
    ("builtin", print, ("x",), {}, None, "builtins.print", "('x')"),
    ("local function", closure(), (), {}, None, "__main__.closure.<locals>.inner", "()"),
    ("long arguments", send_receipt, ("x" * 3000,), {}, None, "shop.mail.send_receipt", "('" + "x" * 3000 + "')"),
    ("json", send_receipt, (42, [1.5, None, True]), {"to": "é"}, JSONSerializer, "shop.mail.send_receipt", "(42, [1.5, None, True], to='é')"),
    ("json, odd numbers", send_receipt, (float("nan"), float("-inf"), 10**30), {}, JSONSerializer, "shop.mail.send_receipt", "(nan, -inf, 1000000000000000000000000000000)"),
]

if __name__ == "__main__":
    for name, function, args, kwargs, serializer, shown_function, shown_call in CASES:
        job = Job.create(function, args=args, kwargs=kwargs, connection=connection, serializer=serializer)
        data = job.to_dict()["data"].hex()
        if shown_call.startswith("("):
            shown_call = shown_function + shown_call
        kind = "json" if serializer else "pickle"
        print(f"{rq.VERSION} {name}", data, shown_function, kind, shown_call, sep="\t")
