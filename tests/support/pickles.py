"""Prints the corpus of pickles that the reader is tested with, `tests/fixtures/pickles.txt`.

    python3 tests/support/pickles.py > tests/fixtures/pickles.txt

Each line is a pickle: its name, its protocol, its bytes in hexadecimal digits, and how it should read. The
classes live in a module `shop.models` that exists only while this script runs.
"""

import collections
import copyreg
import dataclasses
import datetime
import decimal
import enum
import fractions
import functools
import io
import pathlib
import pickle
import sys
import types
import uuid
import zoneinfo

shop = types.ModuleType("shop")
models = types.ModuleType("shop.models")
shop.models = models
sys.modules["shop"], sys.modules["shop.models"] = shop, models


def member(thing):
    """Moves a class or function into `shop.models`."""
    thing.__module__ = "shop.models"
    setattr(models, thing.__qualname__.split(".")[0], thing)
    return thing


@member
@dataclasses.dataclass
class Order:
    id: int
    total: object = None


@member
class Empty:
    pass


@member
class Slots:
    __slots__ = ("a", "b")


@member
class Both(Slots):
    pass


@member
class Stateful:
    def __getstate__(self):
        return ["odd", 1]

    def __setstate__(self, state):
        pass


Point = member(collections.namedtuple("Point", "x y"))


@member
class Color(enum.Enum):
    RED = 1


@member
class Level(enum.IntEnum):
    HIGH = 3


@member
class Tags(list):
    pass


@member
class Options(dict):
    pass


@member
class Money(int):
    pass


@member
class Keyed:
    """Made with keyword arguments only (protocol 2 and later)."""

    def __new__(cls, *, currency):
        return super().__new__(cls)

    def __getnewargs_ex__(self):
        return (), {"currency": "EUR"}


@member
class Model:
    """Keeps its attributes the way pydantic does."""

    def __getstate__(self):
        return {"__dict__": {"id": 1, "name": "x"}, "__pydantic_fields_set__": {"id"}}

    def __setstate__(self, state):
        pass


@member
class Outer:
    class Inner:
        pass


Outer.Inner.__module__ = "shop.models"


# Models of Django and SQLAlchemy, reduced to what these write (seen with 5.2 and 2.1).


def model_unpickle(model_id):
    pass


class ModelState:
    pass


class InstanceState:
    def __init__(self, instance):
        self.instance = instance


class DjangoOrder:
    def __reduce__(self):
        state = {"_state": ModelState(), "id": 42, "total": None, "_django_version": "5.2.19"}
        return model_unpickle, (("shop", "Order"),), state


for thing, module in [
    (model_unpickle, "django.db.models.base"),
    (ModelState, "django.db.models.base"),
    (InstanceState, "sqlalchemy.orm.state"),
]:
    thing.__module__ = module
    parts = module.split(".")
    for end in range(1, len(parts) + 1):
        parent = ".".join(parts[:end])
        sys.modules.setdefault(parent, types.ModuleType(parent))
    setattr(sys.modules[module], thing.__name__, thing)


def sqlalchemy_user():
    it = Empty()
    it._sa_instance_state = InstanceState(it)
    it.name = "ann"
    return it


@member
class Failure(Exception):
    pass


@member
def ship(order):
    pass


def both():
    it = Both()
    it.a, it.c = 1, 2
    return it


def slots():
    it = Slots()
    it.a, it.b = 1, "two"
    return it


def failure():
    it = Failure("no stock", 3)
    it.sku = "A1"
    return it


def listed():
    it = Tags(["a", "b"])
    it.owner = "ann"
    return it


def cyclic_list():
    it = [1]
    it.append(it)
    return it


def cyclic_object():
    it = Empty()
    it.me = it
    return it


def nested_tuple_in_list():
    it = []
    it.append((it,))
    return it


SHARED = ["s"]
ORDER = Order(42, decimal.Decimal("19.90"))
PARIS = zoneinfo.ZoneInfo("Europe/Paris")

# name, value, how it reads, and the first protocol that can write it
CASES = [
    ("none", None, "None"),
    ("booleans", [True, False], "[True, False]"),
    ("small ints", [0, 1, 255, 256, 65535, 65536, -1, -(2**31), 2**31], None),
    ("64 bits", [2**63 - 1, -(2**63)], None),
    ("large ints", [2**63, -(2**63) - 1, 2**64, 2**100, -(2**100), -(2**127), -255 * 256**20], None),
    ("400 digits", 10**399 + 7, None),
    ("floats", [0.0, -0.0, 1.5, 1e16, 1e-5, 1.7976931348623157e308, float("inf"), float("-inf")], None),
    ("nan", float("nan"), "nan"),
    ("complex", [1 + 2j, complex(-1.5, -0.0), complex("infj"), 1e16j], None),
    ("ascii", "ann@example.com", None),
    ("quotes", ["it's", 'say "x"', "it's \"x\""], None),
    ("escapes", "a\\u0041\n\t\r\0\\", None),
    ("unicode", "é 漢 🎉", None),
    ("bidi", "\u202egnp.exe\ufeff", None),
    ("surrogates", ["\udc80", "a\ud83dé"], None),
    ("long text", "x" * 300, None),
    ("bytes", [b"", b"abc", b"\0\xff'\n", bytes(range(256))], None),
    ("bytearray", [bytearray(b""), bytearray(b"ab\xff")], None),
    ("empty collections", [[], (), {}, set()], "[[], (), {}, set()]"),
    ("frozensets", [frozenset(), frozenset([1])], None),
    ("tuples", [(1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)], None),
    ("nested", {"a": [1, {"b": (2, [3])}], 4: None}, None),
    ("more than a batch", [None] * 1001, None, 5),
    ("more pairs than a batch", {i: None for i in range(1001)}, None, 5),
    ("set", {5}, None),
    ("shared", [SHARED, SHARED, (SHARED, {"k": SHARED})], None),
    ("cyclic list", cyclic_list(), "[1, <cycle>]"),
    ("tuple in its own list", nested_tuple_in_list(), "[(<cycle>,)]"),
    ("cyclic object", cyclic_object(), "<shop.models.Empty(me=<cycle>)>"),
    ("object", ORDER, "<shop.models.Order(id=42, total=Decimal('19.90'))>"),
    ("shared object", [ORDER, ORDER], "[" + ", ".join(["<shop.models.Order(id=42, total=Decimal('19.90'))>"] * 2) + "]"),
    ("empty object", Empty(), "<shop.models.Empty()>"),
    ("slots", slots(), "<shop.models.Slots(a=1, b='two')>", 2),
    ("slots and attributes", both(), "<shop.models.Both(c=2, a=1)>", 2),
    ("state of its own", Stateful(), "<shop.models.Stateful(['odd', 1])>"),
    ("state like pydantic's", Model(), "<shop.models.Model(id=1, name='x')>"),
    ("state of a user's own", (lambda it: setattr(it, "_state", 1) or it)(Empty()), "<shop.models.Empty(_state=1)>"),
    ("model of django", DjangoOrder(), "<shop.Order(id=42, total=None)>"),
    ("model of sqlalchemy", sqlalchemy_user(), "<shop.models.Empty(name='ann')>"),
    ("namedtuple", Point(1, "y"), "shop.models.Point(1, 'y')"),
    ("enum", [Color.RED, Level.HIGH], "[shop.models.Color(1), shop.models.Level(3)]"),
    ("list subclass", listed(), "<shop.models.Tags(['a', 'b'], owner='ann')>"),
    ("dict subclass", Options(a=1), "shop.models.Options({'a': 1})"),
    ("int subclass", Money(7), "shop.models.Money(7)"),
    ("keyword arguments", Keyed(currency="EUR"), "shop.models.Keyed(currency='EUR')", 2),
    ("exception", failure(), "<shop.models.Failure('no stock', 3, sku='A1')>"),
    ("builtin exception", KeyError("sku"), "KeyError('sku')"),
    ("class", Order, "shop.models.Order"),
    ("nested class", [Outer.Inner, Outer.Inner()], "[shop.models.Outer.Inner, <shop.models.Outer.Inner()>]"),
    ("function", ship, "shop.models.ship"),
    ("builtin function", len, "len"),
    ("bound method", ORDER.__eq__, "<shop.models.Order(id=42, total=Decimal('19.90'))>.__eq__"),
    ("partial", functools.partial(ship, 1, order=2), "functools.partial(shop.models.ship, 1, order=2)"),
    ("ordered dict", collections.OrderedDict([("b", 1), ("a", 2)]), "{'b': 1, 'a': 2}"),
    ("default dict", collections.defaultdict(list, {"a": [1]}), "{'a': [1]}"),
    ("counter", collections.Counter("aab"), "{'a': 2, 'b': 1}"),
    ("deque", [collections.deque([1, 2]), collections.deque([1], maxlen=3)], "[deque([1, 2]), deque([1], maxlen=3)]"),
    ("decimal", decimal.Decimal("-19.90"), "Decimal('-19.90')"),
    ("fraction", fractions.Fraction(1, 3), "fractions.Fraction(1, 3)"),
    ("uuid", uuid.UUID("7f0a6c1e-58f3-4d0e-9a51-0f6c2b1d9e44"), "UUID('7f0a6c1e-58f3-4d0e-9a51-0f6c2b1d9e44')"),
    ("small uuid", uuid.UUID(int=5), "UUID('00000000-0000-0000-0000-000000000005')"),
    ("path", pathlib.PurePosixPath("/srv/shop/a.txt"), "pathlib.PurePosixPath('/', 'srv', 'shop', 'a.txt')"),
    ("range", range(0, 10, 2), "range(0, 10, 2)"),
    ("slice", slice(1, None), "slice(1, None, None)"),
    ("date", datetime.date(2026, 11, 24), "2026-11-24"),
    ("time", datetime.time(6, 10, 49, 8579), "06:10:49.008579"),
    ("datetime", datetime.datetime(2026, 11, 24, 6, 10, 49, 8579), "2026-11-24T06:10:49.008579"),
    ("whole second", datetime.datetime(2026, 11, 24), "2026-11-24T00:00:00"),
    ("fold", datetime.datetime(2026, 10, 25, 2, 30, fold=1), "2026-10-25T02:30:00"),
    ("utc", datetime.datetime(2026, 11, 24, tzinfo=datetime.timezone.utc), "2026-11-24T00:00:00+00:00"),
    ("offset", datetime.datetime(2026, 11, 24, tzinfo=datetime.timezone(datetime.timedelta(hours=-5, minutes=-30))), "2026-11-24T00:00:00-05:30"),
    ("zone", datetime.datetime(2026, 11, 24, tzinfo=PARIS), "2026-11-24T00:00:00[Europe/Paris]"),
    ("time with offset", datetime.time(6, 10, tzinfo=datetime.timezone(datetime.timedelta(hours=1), "CET")), "06:10:00+01:00"),
    ("timedelta", [datetime.timedelta(days=1, seconds=30), datetime.timedelta(-1, 0, 5), datetime.timedelta(0)], None),
    ("zones", [datetime.timezone.utc, PARIS], "[datetime.timezone(datetime.timedelta(0)), zoneinfo.ZoneInfo('Europe/Paris')]"),
]


class Persistent(pickle.Pickler):
    def persistent_id(self, value):
        return "order-42" if isinstance(value, Order) else None


def dump_persistent(protocol):
    out = io.BytesIO()
    Persistent(out, protocol).dump([ORDER])
    return out.getvalue()


def dump_extension(protocol):
    copyreg.add_extension("shop.models", "Empty", 240)
    try:
        return pickle.dumps([Empty], protocol)
    finally:
        copyreg.remove_extension("shop.models", "Empty", 240)


def lines():
    for name, value, reads, *since in CASES:
        for protocol in range(since[0] if since else 0, pickle.HIGHEST_PROTOCOL + 1):
            text = repr(value) if reads is None else reads
            yield name, protocol, pickle.dumps(value, protocol), text
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        yield "persistent", protocol, dump_persistent(protocol), "[<persistent 'order-42'>]"
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        yield "extension", protocol, dump_extension(protocol), "[<extension 240>]"
    buffers = [pickle.PickleBuffer(b"ab")]
    yield "buffer", 5, pickle.dumps(buffers, 5, buffer_callback=lambda _: None), "[<buffer>]"
    yield "buffer in band", 5, pickle.dumps(buffers, 5), "[b'ab']"


if __name__ == "__main__":
    print("# Made by tests/support/pickles.py.")
    for name, protocol, data, text in lines():
        print(name, protocol, data.hex(), text, sep="\t")
