# Wrong on purpose: an echo that serves one client until it has gone, and the next one then.
# Usage: python3 one-at-a-time.py HOST PORT
import socket
import sys

host, port = sys.argv[1], int(sys.argv[2])
listener = socket.create_server((host, port), backlog=128)
while True:
    client, _ = listener.accept()
    with client:
        try:
            while received := client.recv(65536):
                client.sendall(received)
        except OSError:
            pass
