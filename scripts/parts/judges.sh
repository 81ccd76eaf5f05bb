# Independent judges of what Herald writes, kept below target/ between runs.
# Sourced, never run.

# fetch_judges FOLDER: exports HERALD_TEST_JUDGES with node_modules/ and venv/ in it.
fetch_judges() {
  local folder=$1 lists=$root/scripts/judges stamp
  mkdir -p "$folder"
  stamp=$(cat "$lists/package-lock.json" "$lists/requirements.txt" | sha256sum | cut -d' ' -f1)
  if [ "$(cat "$folder/stamp" 2>/dev/null)" != "$stamp" ]; then
    rm -rf "$folder/venv" "$folder/node_modules" "$folder/stamp"
    cp "$lists"/{package.json,package-lock.json,.npmrc} "$folder/"
    npm ci --ignore-scripts --prefix "$folder" >"$folder/npm.log" 2>&1 ||
      { tail -n 20 "$folder/npm.log" >&2; die "npm could not fetch the judges"; }
    /usr/bin/python3 -m venv "$folder/venv"
    "$folder/venv/bin/pip" install --disable-pip-version-check -q -r "$lists/requirements.txt" \
      >"$folder/pip.log" 2>&1 ||
      { tail -n 20 "$folder/pip.log" >&2; die "pip could not fetch the judges"; }
    echo "$stamp" >"$folder/stamp"
  fi
  export HERALD_TEST_JUDGES=$folder
  echo "axe, Nu, dkimpy, feedparser, extruct and schemathesis in ${folder#"$root"/}"
}
