# An echo with a thread for each client: right, unless a mistake is named.
# Usage: python3 threads-echo.py HOST PORT [keeps-sockets | reads-once]
import socket
import sys
import threading

host, port, *mistakes = sys.argv[1:]
kept = []


def serve(client):
    try:
        while received := client.recv(65536):
            client.sendall(received)
            if "reads-once" in mistakes:
                break
        client.shutdown(socket.SHUT_WR)
    except OSError:
        pass
    if "keeps-sockets" in mistakes:
        kept.append(client)
    else:
        client.close()


listener = socket.create_server((host, int(port)), backlog=1024)
while True:
    client, _ = listener.accept()
    threading.Thread(target=serve, args=(client,), daemon=True).start()
