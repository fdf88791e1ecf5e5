#!/bin/sh
# Makes the course's backends in a VM: nginx from the distribution, one site for each port, the static files; then asks each
# of them whether it answers. The same text runs at the first boot (cloud-init) and over ssh (npm run vm provision). It travels
# alone: provision-script.ts puts conf/nginx/site.conf into it. Root runs it; its arguments are the ports.
#
# Run again it changes nothing, and says so. What it changes, all of it:
#   /srv/hopwise/                          the files that all backends serve
#   /etc/nginx/conf.d/hopwise-PORT.conf    a site
#   /etc/nginx/nginx.conf                  more connections; what it was stays in nginx.conf.before-hopwise
#   packages nginx and curl where they are missing; a rule of ufw where ufw is on
#
# Everything stands in functions and the last line calls one: a text that was cut on its way does nothing.
set -eu

files=/srv/hopwise
nginx_home=/etc/nginx
# 2026-01-01T00:00:00Z: nginx makes the ETag from time and size, and it has to be alike on all backends.
modified=1767225600
# A stage 3 proxy opens a connection for each request; nginx's own 768 would be the bottleneck of every crowd.
connections=4096

site() {
  cat <<'END_OF_SITE'
{{site}}
END_OF_SITE
}

main() {
  export LC_ALL=C DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a
  PATH=$PATH:/usr/sbin:/sbin
  umask 022
  [ "$#" -gt 0 ] || set -- 8001 8002 8003
  check_start "$@"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  trap 'exit 1' HUP INT TERM
  mkdir "$work/before"
  changes=0

  install_packages
  check_nginx "$@"
  make_files
  make_sites "$@"
  check_sites
  open_firewall "$@"
  serve "$@"
  for port in "$@"; do prove "$port"; done

  [ "$changes" -gt 0 ] || say "nothing to change"
  say "nginx answers on $*"
}

say() { echo "provision: $*"; }

fail() {
  echo "provision: $*" >&2
  exit 1
}

changed() {
  changes=$((changes + 1))
  say "$*"
}

check_start() {
  for port in "$@"; do
    case $port in
      '' | 0* | *[!0-9]* | ??????*) no_port "$port" ;;
    esac
    [ "$port" -lt 65536 ] || no_port "$port"
  done
  [ "$(id -u)" -eq 0 ] || fail "it has to run as root: sudo sh provision.sh"
  case $(site) in
    *'server {'*) ;;
    *) fail "it travels with conf/nginx/site.conf in it: npm run vm provision sends it" ;;
  esac
}

no_port() { fail "'$1' is no port; the arguments are ports, such as 8001 8002 8003"; }

has() { command -v "$1" >/dev/null 2>&1; }

install_packages() {
  missing=
  for package in nginx curl; do has "$package" || missing="$missing $package"; done
  [ -n "$missing" ] || return 0
  has apt-get || fail "this machine has no apt-get; install$missing by hand, then run it again"
  tries=0
  # A list that cannot be fetched, of some archive that this machine has beside its own, need not matter.
  # shellcheck disable=SC2086 # the names are words of their own
  until : >"$work/apt" && { apt_get update || :; } && apt_get -y --no-install-recommends install $missing; do
    tries=$((tries + 1))
    # A machine that has just booted updates itself, and holds the locks for minutes.
    [ "$tries" -lt 5 ] || { [ "$tries" -lt 60 ] && grep -qi 'could not get lock' "$work/apt"; } ||
      fail "apt-get could not install$missing: $(grep '^E:' "$work/apt" | tail -n 1)"
    sleep 5
  done
  changed "installed$missing"
}

# Standard input is this very text where it came over ssh.
apt_get() { apt-get -q -o DPkg::Lock::Timeout=300 "$@" </dev/null >>"$work/apt" 2>&1; }

# What stood there before is not ours to mend, and a second site on the same port would be passed over in silence.
check_nginx() {
  nginx -T >"$work/conf" 2>"$work/nginx" || fail "nginx's own configuration is broken already: $(complaint)"
  for port in "$@"; do
    other=$(awk -v port="$port" '
      /^# configuration file / { file = substr($4, 1, length($4) - 1) }
      file ~ /\/hopwise-[0-9]+\.conf$/ { next }
      {
        sub(/#.*/, ""); gsub(/[{};]/, " & ")
        for (i = 1; i < NF; i++) if ($i == "listen") {
          address = $(i + 1); sub(/.*:/, "", address)
          if (address == port) { print file; exit }
        }
      }' "$work/conf")
    [ -z "$other" ] || fail "$other serves port $port already: remove it to have the course's site, or keep it and use it as it is"
  done
}

complaint() { grep -m 1 -E '\[(emerg|alert|crit|error)\]' "$work/nginx" || head -n 1 "$work/nginx"; }

# No pipes into put: it counts what changed, and would count in a process of its own.
make_files() {
  [ -d "$files" ] || mkdir -p "$files"
  echo 'Hello from behind the proxy.' >"$work/new" && put_file hello.txt
  # Each line is 16 bytes and counts: a body that was cut, doubled or mixed up shows where.
  seq -f %015.0f 0 63 >"$work/new" && put_file 1k.bin
  seq -f %015.0f 0 4095 >"$work/new" && put_file 64k.bin
  seq -f %015.0f 0 65535 >"$work/new" && put_file 1m.bin
  seq -f %015.0f 0 655359 >"$work/new" && put_file 10m.bin
}

put_file() {
  put "$files/$1"
  [ "$(stat -c %Y "$files/$1")" -eq "$modified" ] || touch -d "@$modified" "$files/$1"
}

# Writes $work/new to a file whole or not at all, and only where that says something else.
put() {
  ! cmp -s "$work/new" "$1" || return 0
  # The copy lies beside the file: a rename within one file system cannot be cut in two.
  cp "$work/new" "$1.hopwise-new"
  chmod 644 "$1.hopwise-new"
  mv "$1.hopwise-new" "$1"
  changed "wrote $1"
}

make_sites() {
  for port in "$@"; do
    site | sed "s|{{address}}|0.0.0.0|g; s|{{port}}|$port|g; s|{{root}}|$files|g" >"$work/new"
    put_conf "$nginx_home/conf.d/hopwise-$port.conf"
  done
  for conf in "$nginx_home"/conf.d/hopwise-*.conf; do
    port=${conf##*/hopwise-}
    case " $* " in
      *" ${port%.conf} "*) ;;
      *) drop_conf "$conf" ;;
    esac
  done
  awk -v connections="$connections" -v limited="$(grep -c '^[[:blank:]]*worker_rlimit_nofile ' "$work/conf")" '
    /^[ \t]*worker_connections / && $2 + 0 < connections { sub(/[0-9]+/, connections) }
    { print }
    /^[ \t]*worker_processes / && !limited { print "worker_rlimit_nofile " 2 * connections ";" }
  ' "$nginx_home/nginx.conf" >"$work/new"
  if cmp -s "$work/new" "$nginx_home/nginx.conf"; then return 0; fi
  [ -e "$nginx_home/nginx.conf.before-hopwise" ] || cp -p "$nginx_home/nginx.conf" "$nginx_home/nginx.conf.before-hopwise"
  put_conf "$nginx_home/nginx.conf"
}

put_conf() {
  keep "$1"
  put "$1"
}

drop_conf() {
  keep "$1"
  rm "$1"
  changed "removed $1"
}

keep() {
  echo "$1" >>"$work/confs"
  if [ -e "$1" ]; then cp -p "$1" "$work/before/${1##*/}"; fi
}

# A configuration that nginx refuses would keep the whole nginx down at the next boot.
check_sites() {
  if nginx -t >"$work/nginx" 2>&1; then return 0; fi
  while read -r conf; do
    if [ -e "$work/before/${conf##*/}" ]; then cp -p "$work/before/${conf##*/}" "$conf"; else rm -f "$conf"; fi
  done <"$work/confs"
  fail "nginx refuses the sites, and has its old ones again: $(complaint)"
}

open_firewall() {
  has ufw && ufw status 2>/dev/null | grep -q '^Status: active' || return 0
  for port in "$@"; do
    ufw status | grep -q "^$port/tcp .*ALLOW" || { ufw allow "$port/tcp" >/dev/null && changed "ufw lets $port/tcp in"; }
  done
}

serve() {
  if [ -d /run/systemd/system ]; then
    systemctl -q is-enabled nginx || { systemctl -q enable nginx && changed 'nginx starts at boot'; }
    if systemctl -q is-active nginx; then reload "$@"; else start systemctl start nginx; fi
  elif [ -s /run/nginx.pid ] && pidof nginx | grep -qw "$(cat /run/nginx.pid)"; then
    reload "$@"
  else
    start nginx
  fi
}

start() {
  "$@" >"$work/nginx" 2>&1 || fail "nginx does not start: $(complaint); journalctl -u nginx says more"
  changed 'started nginx'
}

# Also where nothing changed now, yet a run before this one was broken off, or the port was taken then.
reload() {
  as_it_is=$changes
  for port in "$@"; do answers "$port" || as_it_is=no; done
  [ "$as_it_is" = 0 ] || nginx -s reload 2>"$work/nginx" || fail "nginx did not reload: $(complaint)"
}

# A reload takes effect a moment after it was asked for.
prove() {
  tries=0
  until answers "$1"; do
    tries=$((tries + 1))
    [ "$tries" -lt 15 ] || fail "port $1 does not answer as the course's site, but '$(ask "$1" /)'; ss -ltnp shows who listens there"
    sleep 1
  done
}

# Its own page, and X-Request-ID on a page and on an error.
answers() {
  id=hopwise-$$-$1
  [ "$(ask "$1" /)" = "200 $id" ] && [ "$(cat "$work/body")" = "backend $1" ] && [ "$(ask "$1" /none)" = "404 $id" ]
}

# Prints the status, and X-Request-ID of the answer.
ask() {
  : >"$work/head"
  curl -s --noproxy '*' --max-time 10 -o "$work/body" -D "$work/head" -H "X-Request-ID: $id" "http://127.0.0.1:$1$2" || :
  tr -d '\r' <"$work/head" | awk 'NR == 1 { status = $2 } tolower($1) == "x-request-id:" { id = $2 } END { print status, id }'
}

main "$@"
