"""`python -m sandbox`: a server that stays until it is interrupted."""

from __future__ import annotations

import argparse
import asyncio
import signal
import socket

from sandbox.hub import Hub
from sandbox.server import HOST, listen, make_server

TRIES = 20


def find_port(wanted: int) -> socket.socket:
    """A listener on the wanted port, or on the next free one, saying so."""
    for port in range(wanted, wanted + TRIES):
        try:
            return listen(port)
        except OSError as problem:
            print(f"Port {port} is taken ({problem.strerror}); trying {port + 1}.", flush=True)
    raise SystemExit(f"No free port from {wanted} to {wanted + TRIES - 1}. Give another with --port.")


async def serve(port: int, clock_port: int) -> None:
    hub = Hub()
    listener = find_port(port)
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


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=f"A pretend Slack on {HOST}.")
    parser.add_argument("--port", type=int, default=8765, help="HTTP and WebSocket port (default 8765)")
    parser.add_argument("--clock-port", type=int, default=0, help="port of the clock (default: any free one)")
    given = parser.parse_args()
    asyncio.run(serve(given.port, given.clock_port))
    print("The pretend Slack has ended.", flush=True)


if __name__ == "__main__":
    main()
