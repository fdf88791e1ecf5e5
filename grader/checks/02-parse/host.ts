// Stage 2 and later: Host, which decides whose page is asked for.
import type { Check } from '../../check.ts'
import { mustHaveHost, understood } from '../../lab/understood.ts'
import { BAD_HOSTS, NO_HOST } from './malformed.ts'
import { mustRefuse, parseCheck } from './parse-check.ts'

export const HOST: readonly Check[] = [
  parseCheck({
    id: 'parse.host',
    title: 'Names, addresses and ports are understood as hosts, whole.',
    spec: 'RFC 9110 §7.2',
    why: 'One machine serves many sites, and backends make links of the host: without its port they lead nowhere.',
    hint: 'The host is the whole value; a port has a colon, and an IPv6 address has many.',
    byHand: "curl -s -H 'Host: a.test:9000' http://127.0.0.1:{port}/a",
    run: async lab => {
      const name = lab.random.word()
      for (const host of [`${name}.test`, `${name}.test:9000`, '127.0.0.1:80', '[::1]:8080', `${name}-1.x--y.test`])
        mustHaveHost(lab, await understood(lab, lab.request({ host })), host)
    },
  }),
  parseCheck({
    id: 'parse.host-missing',
    title: 'A request of HTTP/1.1 with no Host, or with two, is refused, or goes on with exactly one.',
    points: 2,
    spec: 'RFC 9112 §3.2; CONTRACT, stage 2: 400',
    why: 'If the proxy believes the first Host and the backend the second, one site answers for another.',
    hint: 'Count the Host lines of a 1.1 request; one is right.',
    byHand: "printf 'GET / HTTP/1.1\\r\\n\\r\\n' | nc -N 127.0.0.1 {port}",
    run: lab => mustRefuse(lab, NO_HOST),
  }),
  parseCheck({
    id: 'parse.host-malformed',
    title: 'A Host that is no host with an optional port is refused.',
    spec: 'RFC 9112 §3.2; CONTRACT, stage 2: 400',
    why: 'Values such as `a,b` or `u@h` are read in different ways by those who route by them.',
    hint: 'A name, an IPv4 address or an IPv6 address in brackets; then perhaps a colon and digits.',
    run: lab => mustRefuse(lab, BAD_HOSTS),
  }),
]
