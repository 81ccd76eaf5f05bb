# What the tests need from Debian. Sourced, never run.

# install_packages NAME…: installs those that are missing, without starting a service.
install_packages() {
  local missing=() name
  for name in "$@"; do
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
  done
  if [ "${#missing[@]}" = 0 ]; then
    echo "nothing to install"
    return 0
  fi
  echo "installing ${missing[*]}"
  # Debian starts a service when it installs one; this file, while it is there, says no.
  local policy=/usr/sbin/policy-rc.d ours=""
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod +x "$policy"
    ours=yes
  fi
  local status=0
  apt_install "${missing[@]}" || status=$?
  [ -z "$ours" ] || as_root rm -f "$policy"
  [ "$status" = 0 ] || die "the packages could not be installed: ${missing[*]}"
}

apt_install() {
  echo "postfix postfix/main_mailer_type select No configuration" | as_root debconf-set-selections
  as_root apt-get update -qq &&
    as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "$@" </dev/null >"$scratch/apt.log" 2>&1 ||
    { tail -n 20 "$scratch/apt.log" >&2; return 1; }
}
