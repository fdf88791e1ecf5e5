// nginx and HAProxy cut everybody off at SIGTERM, and stop softly at a signal of their own. A line of shell hands on the
// one as the other, as service managers do.

// `wait` is left when a signal comes, before the program has ended; so it is waited for until it has.
const SCRIPT = `signal=$1; shift
"$@" & program=$!
trap 'kill -s "$signal" "$program"' TERM INT
wait "$program"; status=$?
while kill -0 "$program" 2>/dev/null; do wait "$program"; status=$?; done
exit "$status"`

/** The command behind a shell that lives as long as the program and ends with its exit status. */
export function withSoftStop(argv: readonly string[], signal: 'QUIT' | 'USR1'): [string, ...string[]] {
  return ['/bin/sh', '-c', SCRIPT, 'soft-stop', signal, ...argv]
}
