"""A process whose threads all log at once, by both doors: `python -m tests.crowded RECORDS`."""

from __future__ import annotations

import logging
import sys
import threading

import structlog

from bot import logs


def ours(records: int) -> None:
    for number in range(records):
        structlog.get_logger().info("ours", number=number)


def a_librarys(records: int) -> None:
    for number in range(records):
        logging.getLogger("library").warning("said", extra={"number": number})


if __name__ == "__main__":
    logs.configure()
    sys.setswitchinterval(1e-5)
    threads = [
        threading.Thread(target=door, args=(int(sys.argv[1]),))
        for door in (ours, a_librarys, ours, a_librarys)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
