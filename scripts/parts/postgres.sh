# A private PostgreSQL cluster in a temporary folder. Sourced, never run.

postgres_folder=""

# start_postgres FOLDER PORT: makes and starts a cluster, exports HERALD_TEST_POSTGRES.
start_postgres() {
  postgres_folder=$1
  local port=$2 bin
  bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
  mkdir -p "$postgres_folder"
  # PostgreSQL refuses to run as root, so it runs as the user its package made.
  if [ "$(id -u)" = 0 ]; then chown postgres "$postgres_folder"; fi
  as_postgres "$bin/initdb" -D "$postgres_folder/data" -U herald -E UTF8 --locale=C.UTF-8 \
    --auth=trust --no-sync >"$postgres_folder.log" 2>&1 ||
    { cat "$postgres_folder.log" >&2; die "initdb failed"; }
  # Tests ask for correctness, not for durability: nothing here outlives the run.
  local settings=(listen_addresses=127.0.0.1 "port=$port" "unix_socket_directories=$postgres_folder"
    fsync=off synchronous_commit=off full_page_writes=off
    max_connections=400 shared_buffers=128MB log_min_messages=warning)
  as_postgres "$bin/pg_ctl" -D "$postgres_folder/data" -w -t 30 -l "$postgres_folder/server.log" \
    -o "${settings[*]/#/-c }" start >>"$postgres_folder.log" 2>&1 ||
    { cat "$postgres_folder.log" >&2; die "PostgreSQL did not start"; }
  export HERALD_TEST_POSTGRES="postgres://herald:herald@127.0.0.1:$port/postgres"
  # Only a run that has the server to itself may restart it.
  if [ -n "${HERALD_CHAOS:-}" ]; then
    HERALD_CHAOS_POSTGRES_RESTART=$(as_postgres_words "$bin/pg_ctl" -D "$postgres_folder/data" -m immediate \
      -w -l "$postgres_folder/server.log" -o "${settings[*]/#/-c }" restart)
    export HERALD_CHAOS_POSTGRES_RESTART
  fi
  psql "$HERALD_TEST_POSTGRES" -qAt -c "select 'PostgreSQL ' || current_setting('server_version') || ' on port $port'"
}

as_postgres() {
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

# The same as a line for a shell.
as_postgres_words() {
  if [ "$(id -u)" = 0 ]; then printf 'cd / && runuser -u postgres -- '; fi
  printf '%q ' "$@"
  printf '>/dev/null 2>&1'
}

stop_postgres() {
  [ -n "$postgres_folder" ] || return 0
  local pid
  pid=$(head -n 1 "$postgres_folder/data/postmaster.pid" 2>/dev/null) || return 0
  # SIGQUIT is PostgreSQL's immediate shutdown: nothing here is kept.
  as_root kill -QUIT "$pid" 2>/dev/null || return 0
  end_process "$pid"
}
