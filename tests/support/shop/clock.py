import time

import rq


def wait():
    """Works until the Redis key `shop:go` exists."""
    connection = rq.get_current_job().connection
    while not connection.exists("shop:go"):
        time.sleep(0.01)
