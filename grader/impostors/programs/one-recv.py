# An impostor: one recv is one request, one recv is one answer, and only the methods of a list exist.
import json
import socket
import sys
import threading

host, port, conf = sys.argv[1], int(sys.argv[2]), sys.argv[3]
backends = json.load(open(conf))["backend_servers"]
turn = 0


def serve(client):
    global turn
    request = client.recv(4096).decode("latin1")
    method, target, version = request.split("\r\n")[0].split(" ")
    if method not in ("GET", "POST"):
        client.sendall(b"HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\n\r\n")
        client.close()
        return
    chosen = backends[turn % len(backends)]
    turn += 1
    backend = socket.create_connection((chosen["ip"], chosen["port"]))
    backend.sendall(request.encode("latin1"))
    client.sendall(backend.recv(65536))
    backend.close()
    client.close()


listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind((host, port))
listener.listen(128)
while True:
    accepted, _ = listener.accept()
    threading.Thread(target=serve, args=(accepted,), daemon=True).start()
