# The driver of Chromium. Sourced, never run.

driver_pid=""

# start_driver LOG: exports HERALD_TEST_CHROMEDRIVER.
start_driver() {
  # A group of its own, so that the browsers it starts end with it.
  setsid chromedriver --port=0 >"$1" 2>&1 </dev/null &
  driver_pid=$!
  wait_for 20 "chromedriver" grep -q 'started successfully on port' "$1"
  local port
  port=$(sed -n 's/.*started successfully on port \([0-9]*\).*/\1/p' "$1")
  export HERALD_TEST_CHROMEDRIVER="http://127.0.0.1:$port"
  wait_for 20 "chromedriver" listens "$port"
  echo "chromedriver on port $port"
}

stop_driver() {
  [ -n "$driver_pid" ] || return 0
  kill -TERM -- "-$driver_pid" 2>/dev/null || true
  end_process "$driver_pid"
  kill -KILL -- "-$driver_pid" 2>/dev/null || true
}
