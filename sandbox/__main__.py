"""`python -m sandbox`: a server that stays until it is interrupted."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket

TRIES = 20
PORTS = 65536
INTERRUPTED = 130
"""The exit status of a program that Ctrl-C has ended, as shells count."""


def find_port(wanted: int) -> socket.socket:
    """A listener on the wanted port, or on the next free one, saying so."""
    from sandbox.server import listen  # noqa: PLC0415 - takes a second, in which Ctrl-C must count already

    tried = range(wanted, min(wanted + TRIES, PORTS))
    for port in tried:
        try:
            return listen(port)
        except OSError as problem:
            print(f"Port {port} is taken ({problem.strerror}); trying {port + 1}.", flush=True)
    raise SystemExit(f"No free port from {tried[0]} to {tried[-1]}. Give another with --port.")


def check_clock_port(port: int) -> None:
    from sandbox.server import listen  # noqa: PLC0415 - as above

    try:
        listen(port).close()
    except OSError as problem:
        raise SystemExit(
            f"The clock's port {port} is taken ({problem.strerror}). Give another with --clock-port."
        ) from None


async def serve(port: int, clock_port: int) -> None:
    from sandbox.hub import Hub  # noqa: PLC0415 - as above
    from sandbox.server import make_server  # noqa: PLC0415

    hub = Hub()
    hub.command = ".venv/bin/python -m sandbox"
    listener = find_port(port)
    check_clock_port(clock_port)
    server = make_server(hub, listener, clock_port)
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, setattr, server, "should_exit", True)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started and not task.done():
        await asyncio.sleep(0.01)
    if server.started:
        print(f"The pretend Slack is at {hub.base_url} (SLACK_API_URL={hub.base_url}/api/).", flush=True)
        print(f"Its clock is at {hub.port.address} (SANDBOX_CLOCK={hub.port.address}).", flush=True)
        print("Ctrl-C ends it; nothing is kept.", flush=True)
    await task
    listener.close()


def port_number(given: str) -> int:
    """For argparse, which says what is wrong in a sentence."""
    if not given.isascii() or not given.isdigit() or int(given) >= PORTS:
        raise argparse.ArgumentTypeError(f"{given} is no port: expected a number up to {PORTS - 1}")
    return int(given)


def main() -> None:
    signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))  # until there is something to close
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A pretend Slack on this machine.")
    parser.add_argument(
        "--port", type=port_number, default=8765, help="HTTP and WebSocket port (default 8765)"
    )
    parser.add_argument(
        "--clock-port", type=port_number, default=0, help="port of the clock (default: any free one)"
    )
    given = parser.parse_args()
    asyncio.run(serve(given.port, given.clock_port))
    print("The pretend Slack has ended.", flush=True)


if __name__ == "__main__":
    main()
