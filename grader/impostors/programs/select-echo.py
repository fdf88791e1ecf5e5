# Wrong on purpose: an echo in one loop over all sockets, with one mistake.
# Usage: python3 select-echo.py HOST PORT ignores-count | blocks | asks-all-the-time
import select
import socket
import sys

host, port, mistake = sys.argv[1:]
listener = socket.create_server((host, int(port)), backlog=1024)
waiting = {}


def end(client):
    del waiting[client]
    client.close()


def receive(client):
    received = client.recv(65536)
    if not received:
        end(client)
    elif mistake == "ignores-count":
        client.send(received)
    else:
        client.sendall(received)


while True:
    ready, _, _ = select.select([listener, *waiting], [], [], 0 if mistake == "asks-all-the-time" else None)
    for each in ready:
        if each is listener:
            client, _ = listener.accept()
            client.setblocking(mistake != "ignores-count")
            waiting[client] = b""
            continue
        try:
            receive(each)
        except BlockingIOError:
            pass
        except OSError:
            end(each)
