# soft-stop.sh SIGNAL PROGRAM ARGUMENT…: runs the program and hands on SIGTERM as SIGNAL, as service managers do.
signal=$1
shift
"$@" &
program=$!
trap 'kill -s "$signal" "$program"' TERM INT
# A signal ends `wait`, but not yet the program.
wait "$program"
status=$?
while kill -0 "$program" 2>/dev/null; do
  wait "$program"
  status=$?
done
exit "$status"
