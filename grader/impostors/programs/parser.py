# Stage 2 from the contract alone, with asyncio: right, unless the mistake `int` is named.
# Usage: python3 parser.py HOST PORT CONF [int]
import asyncio
import json
import re
import sys

host, port, conf_file, *mistakes = sys.argv[1:]
TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
REQUEST_LINE = re.compile(rb"(" + TOKEN + rb") ([!-\"$-~]+) HTTP/(\d\.\d)")
FIELD_LINE = re.compile(rb"(" + TOKEN + rb"):[ \t]*([\t -~\x80-\xff]*?)[ \t]*")
HOST = re.compile(rb"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-._~%!$&'()*+;=]*)(?::\d*)?")
ABSOLUTE = re.compile(rb"https?://([^/?]+)(.*)", re.I)
REASONS = {200: "OK", 400: "Bad Request", 413: "Content Too Large", 414: "URI Too Long",
           431: "Request Header Fields Too Large", 501: "Not Implemented", 505: "HTTP Version Not Supported"}


class Refused(Exception):
    pass


def number(text, base=10):
    if "int" in mistakes:
        try:
            return int(text.decode(), base)
        except ValueError:
            raise Refused(400)
    if not re.fullmatch(rb"[0-9]+" if base == 10 else rb"[0-9A-Fa-f]+", text):
        raise Refused(400)
    return int(text, base)


async def line_of(reader, limit, status):
    try:
        line = await reader.readuntil(b"\r\n")
    except asyncio.LimitOverrunError:
        raise Refused(status)
    if len(line) > limit:
        raise Refused(status)
    if b"\n" in line[:-2]:
        raise Refused(400)
    return line[:-2]


async def read_head(reader, limits):
    room = limits["head_bytes"]
    line = b""
    while line == b"":
        line = await line_of(reader, room, 414)
    room -= len(line) + 2
    match = REQUEST_LINE.fullmatch(line)
    if match is None:
        raise Refused(400)
    if len(match[2]) > limits["target_bytes"]:
        raise Refused(414)
    if match[3] not in (b"1.0", b"1.1"):
        raise Refused(505)
    fields = []
    while line := await line_of(reader, room, 431):
        room -= len(line) + 2
        field = FIELD_LINE.fullmatch(line)
        if field is None:
            raise Refused(400)
        fields.append((field[1], field[2]))
    return match.groups(), fields


def values(fields, name):
    return [value for key, value in fields if key.lower() == name]


def split_target(method, target):
    absolute = ABSOLUTE.fullmatch(target)
    if absolute:
        target = absolute[2] if absolute[2].startswith(b"/") else b"/" + absolute[2]
    elif not (target.startswith(b"/") or (target == b"*" and method == b"OPTIONS")):
        raise Refused(400)
    path, mark, query = target.partition(b"?")
    return path, query if mark else None, absolute[1] if absolute else None


async def read_body(reader, version, fields, limit):
    lengths, codings = values(fields, b"content-length"), values(fields, b"transfer-encoding")
    if codings:
        if lengths or version == b"1.0":
            raise Refused(400)
        if b",".join(codings).strip().lower() != b"chunked":
            raise Refused(400 if b"chunked," in codings[0] else 501)
        return await read_chunks(reader, limit)
    if len(lengths) > 1:
        raise Refused(400)
    size = number(lengths[0]) if lengths else 0
    if size > limit:
        raise Refused(413)
    await reader.readexactly(max(0, size))
    return size


async def read_chunks(reader, limit):
    total = 0
    while True:
        text, _, _ = (await line_of(reader, 4096, 400)).partition(b";")
        size = number(text, 16)
        total += size
        if total > limit:
            raise Refused(413)
        if size == 0:
            break
        await reader.readexactly(max(0, size))
        if await reader.readexactly(2) != b"\r\n":
            raise Refused(400)
    while line := await line_of(reader, 16384, 431):
        if FIELD_LINE.fullmatch(line) is None:
            raise Refused(400)
    return total


async def account(reader, conf):
    (method, target, version), fields = await read_head(reader, conf["limits"])
    path, query, authority = split_target(method, target)
    hosts = values(fields, b"host")
    if len(hosts) > 1 or (version == b"1.1" and not hosts) or any(not HOST.fullmatch(each) for each in hosts):
        raise Refused(400)
    size = await read_body(reader, version, fields, conf["limits"]["body_bytes"])
    named = authority or (hosts[0] if hosts else None)
    text = lambda octets: None if octets is None else octets.decode("latin1")
    return method, {"method": text(method), "target": text(target), "path": text(path), "query": text(query),
                    "host": text(named), "version": "HTTP/" + text(version),
                    "headers": [[text(name), text(value)] for name, value in fields], "body_bytes": size,
                    "backend_servers": conf["backend_servers"]}


async def serve(reader, writer, conf):
    method, status, body = b"", 200, b""
    try:
        method, told = await account(reader, conf)
        body = json.dumps(told).encode()
    except Refused as refused:
        status = refused.args[0]
    except (asyncio.IncompleteReadError, ConnectionError):
        status = 400
    try:
        head = f"HTTP/1.1 {status} {REASONS[status]}\r\nContent-Type: application/json\r\n"
        head += f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + (b"" if method == b"HEAD" else body))
        writer.write_eof()
        # Closing with unread bytes would send a reset, which may overtake the answer.
        while await asyncio.wait_for(reader.read(65536), 5):
            pass
    except (ConnectionError, OSError, asyncio.TimeoutError):
        pass
    writer.close()


def read_conf():
    with open(conf_file, encoding="utf-8") as file:
        conf = json.load(file)
    if not isinstance(conf, dict) or not isinstance(conf.get("backend_servers"), list) or not conf["backend_servers"]:
        raise ValueError("backend_servers: must be a list of at least one backend")
    for index, backend in enumerate(conf["backend_servers"]):
        if not isinstance(backend.get("ip"), str) or type(backend.get("weight", 1)) is not int:
            raise ValueError(f"backend_servers[{index}]: ip must be a string, and weight a whole number")
        if type(backend.get("port")) is not int or not 0 < backend["port"] < 65536:
            raise ValueError(f"backend_servers[{index}].port: must be a whole number from 1 to 65535")
    if conf.get("strategy", "round-robin") not in ("round-robin", "least-connections"):
        raise ValueError("strategy: must be round-robin or least-connections")
    limits = {"head_bytes": 16384, "target_bytes": 8192, "body_bytes": 1 << 30}
    limits |= conf.get("limits", {})
    if any(type(limit) is not int for limit in limits.values()):
        raise ValueError("limits: must be whole numbers")
    return {**conf, "limits": limits}


async def main():
    try:
        conf = read_conf()
    except (OSError, ValueError) as fault:
        sys.exit(f"{conf_file}: {fault}")
    room = conf["limits"]["head_bytes"]
    server = await asyncio.start_server(lambda *ends: serve(*ends, conf), host, int(port), limit=room, backlog=1024)
    await server.serve_forever()


asyncio.run(main())
