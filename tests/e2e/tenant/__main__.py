"""`python -m tests.e2e.tenant [--first]`: prints one JSON line (url, client_id, client_secret) and serves until stopped."""

from __future__ import annotations

import contextlib
import json
import signal
import sys
import threading

from tests.e2e.tenant.server import Tenant


def main(words: list[str]) -> int:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with Tenant("first" if "--first" in words else "v1").running() as tenant, contextlib.suppress(KeyboardInterrupt):
        answer = {"url": tenant.url, "client_id": tenant.client_id, "client_secret": tenant.client_secret}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
        while not stop.wait(0.2):
            pass
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
