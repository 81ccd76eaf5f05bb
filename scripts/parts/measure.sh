# Measures of Herald and of what it is compared with. Every function prints one
# number. Sourced, never run.

# median: of the numbers on standard input, one a line.
median() {
  sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'
}

# ratio A B: A ÷ B with two decimals.
ratio() {
  awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f\n", a / b }'
}

# seconds COMMAND…: wall-clock seconds with two decimals.
seconds() {
  local began=$EPOCHREALTIME
  "$@" >/dev/null
  awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.2f\n", b - a }'
}

# rate COUNT SECONDS: that many a second.
rate() {
  awk -v n="$1" -v s="$2" 'BEGIN { printf "%.0f\n", n / s }'
}

# at_most VALUE LIMIT, at_least VALUE LIMIT: whether a target is held.
at_most() {
  awk -v v="$1" -v limit="$2" 'BEGIN { print (v <= limit ? "held" : "missed") }'
}

at_least() {
  awk -v v="$1" -v limit="$2" 'BEGIN { print (v >= limit ? "held" : "missed") }'
}

# row WHAT HERALD BESIDE TARGET VERDICT: one line of the table.
row() {
  printf '| %s | %s | %s | %s | %s |\n' "$@"
}

# house CASE…: runs one case of the benchmark program and prints its line.
house() {
  TMPDIR=$scratch "$house" "$@"
}

# figure NAME: the value of `NAME=…` in the line on standard input.
figure() {
  tr ' ' '\n' | sed -n "s/^$1=//p"
}

# page_rate URL: answers per second over 16 connections in five seconds.
page_rate() {
  wrk -t 1 -c 16 -d 5s -H 'Accept-Encoding: gzip' "$1" >"$scratch/wrk.log"
  if grep -qE 'Non-2xx|Socket errors' "$scratch/wrk.log"; then
    cat "$scratch/wrk.log" >&2
    die "$1 did not answer every request"
  fi
  awk '/Requests\/sec/ { printf "%.0f\n", $2 }' "$scratch/wrk.log"
}

# start_nginx FOLDER PORT: serves the folder, gzipped files as they lie there.
nginx_pid=""
start_nginx() {
  cat >"$scratch/nginx.conf" <<EOF
daemon off;
worker_processes auto;
pid $scratch/nginx.pid;
error_log $scratch/nginx.log;
events { worker_connections 512; }
http {
  access_log off;
  sendfile on;
  default_type text/html;
  gzip_static on;
  client_body_temp_path $scratch/nginx-body;
  proxy_temp_path $scratch/nginx-proxy;
  fastcgi_temp_path $scratch/nginx-fastcgi;
  uwsgi_temp_path $scratch/nginx-uwsgi;
  scgi_temp_path $scratch/nginx-scgi;
  server { listen 127.0.0.1:$2; root $1; }
}
EOF
  nginx -c "$scratch/nginx.conf" -e "$scratch/nginx.log" &
  nginx_pid=$!
  wait_for 10 "nginx" listens "$2"
}

stop_nginx() {
  end_process "$nginx_pid"
}

# sqlite_import CSV: seconds `sqlite3 .import` takes into a table in which an address
# stands once, durable commit included.
sqlite_import() {
  rm -f "$scratch"/import.db*
  sqlite3 "$scratch/import.db" "pragma journal_mode = wal" "create table contacts (
    name text, email text unique, city text, tags text, source text, consent text)" >/dev/null
  seconds sqlite3 "$scratch/import.db" "pragma synchronous = full" ".import --csv --skip 1 $1 contacts"
}

# start_sink PORT: takes every mail and forgets it.
sink_pid=""
start_sink() {
  local user=()
  # As root smtp-sink insists on somebody else.
  if [ "$(id -u)" = 0 ]; then user=(-u nobody); fi
  smtp-sink "${user[@]}" "127.0.0.1:$1" 256 >/dev/null 2>&1 &
  sink_pid=$!
  wait_for 10 "smtp-sink" listens "$1"
}

stop_sink() {
  end_process "$sink_pid"
}

# smtp_source COUNT BYTES PORT: seconds Postfix's own generator takes to hand over
# that many mails of that size over twenty connections.
smtp_source() {
  seconds smtp-source -s 20 -m "$1" -l "$2" -f news@clinic.test -t reader@readers.test "127.0.0.1:$3"
}
