"""Stage 1 in Python: bytes in, the same bytes out, for many clients in one thread.

One loop waits for all sockets at once (selectors: epoll on Linux) and calls the connection whose socket is ready. No socket ever
blocks. Usage: python3 echo.py [--host HOST] [--port PORT]
"""

import argparse
import selectors
import signal
import socket
import sys

PIECE_BYTES = 64 * 1024
# Whoever does not read makes this much wait here, and then is not read from any more.
LIMIT_BYTES = 256 * 1024

READ = selectors.EVENT_READ
WRITE = selectors.EVENT_WRITE


class Connection:
    """One client. `waiting` holds what came and has not been sent back yet."""

    def __init__(self, selector, client):
        self.selector = selector
        self.client = client
        self.waiting = bytearray()
        self.finished = False  # the client has sent its FIN
        client.setblocking(False)
        selector.register(client, READ, self)

    def ready(self, events):
        try:
            if events & READ:
                self.receive_data()
            if events & WRITE:
                self.send_data()
            self.watch()
        except BlockingIOError:
            pass  # it was ready, and is no more
        except OSError:
            self.close()  # a reset concerns this client alone

    def receive_data(self):
        """Take what has come. recv gives b"" when the client has finished sending: it may well go on listening."""
        # SOLUTION receive_data: keep what recv gives for sending, and remember when the client has finished.
        piece = self.client.recv(PIECE_BYTES)
        if piece:
            self.waiting += piece
        else:
            self.finished = True
        # END SOLUTION

    def send_data(self):
        """Send of what waits as much as the kernel takes. send says how much that was."""
        # SOLUTION send_data: send what waits, and keep what send has not taken.
        sent = self.client.send(self.waiting)
        del self.waiting[:sent]
        # END SOLUTION

    def watch(self):
        """Say what this connection waits for from now on, or close it when all is done."""
        # SOLUTION watch: wait for room only where bytes wait, read only where there is room, close behind the last byte.
        events = WRITE if self.waiting else 0
        if not self.finished and len(self.waiting) < LIMIT_BYTES:
            events |= READ
        if events == 0:
            self.close()
        else:
            self.selector.modify(self.client, events, self)
        # END SOLUTION

    def close(self):
        self.selector.unregister(self.client)
        self.client.close()


def accept_all(selector, listener):
    while True:
        try:
            client, _ = listener.accept()
        except BlockingIOError:
            return
        Connection(selector, client)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9000)
    flags = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    selector = selectors.DefaultSelector()
    try:
        listener = socket.create_server((flags.host, flags.port), backlog=1024)
    except OSError as error:
        sys.exit(f"cannot listen on {flags.host}:{flags.port}: {error.strerror}")
    listener.setblocking(False)
    selector.register(listener, READ, None)
    print(f"listening on {flags.host}:{flags.port}", file=sys.stderr)
    while True:
        for key, events in selector.select():
            if key.data is None:
                accept_all(selector, listener)
            else:
                key.data.ready(events)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
