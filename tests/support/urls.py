"""What redis-py understands by a URL: reads one a line, answers one line of JSON each."""

import json
import sys

from redis.connection import ConnectionPool, SSLConnection, UnixDomainSocketConnection

DEFAULTS = {"host": "localhost", "port": 6379, "db": 0, "username": None, "password": None, "path": ""}


def understood(url):
    pool = ConnectionPool.from_url(url)
    # Made, not connected: this refuses what the connection does not take.
    pool.connection_class(**pool.connection_kwargs)
    said = {key: pool.connection_kwargs.get(key, default) for key, default in DEFAULTS.items()}
    said["tls"] = issubclass(pool.connection_class, SSLConnection)
    if issubclass(pool.connection_class, UnixDomainSocketConnection):
        said["host"], said["port"] = None, None
    return said


for line in sys.stdin:
    try:
        answer = understood(line.rstrip("\n"))
    except Exception as e:
        answer = {"error": f"{type(e).__name__}: {e}"}
    print(json.dumps(answer), flush=True)
