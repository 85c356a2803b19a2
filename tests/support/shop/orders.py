from shop import clock

# What the last deploy did not bring along.
STOCK = {42: {"sku": "A-17"}}


def sync_order(number):
    return STOCK.get(number, {})["sku"]


def sync_all():
    """Takes as long as nobody ends it."""
    clock.wait()


def import_file(path):
    """Takes as long as nobody ends it."""
    clock.wait()


def index():
    """Makes orders searchable."""


def announce(channel):
    """Tells who waits for it."""
