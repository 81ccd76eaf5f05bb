//! As much of a manifest as the rules ask for: which crates stand in which table.

/// Names in `[section]` of a manifest with their lines, `foo.workspace = true`
/// and `foo = …` alike.
pub fn names_in<'a>(manifest: &'a str, section: &str) -> Vec<(usize, &'a str)> {
    let header = format!("[{section}]");
    let mut inside = false;
    let mut names = Vec::new();
    for (at, line) in manifest.lines().enumerate() {
        let line = line.trim();
        if line.starts_with('[') {
            inside = line == header;
            let table = line
                .strip_prefix(&format!("[{section}."))
                .and_then(|rest| rest.strip_suffix(']'));
            names.extend(table.map(|name| (at + 1, name)));
        } else if inside && !line.starts_with('#') {
            let end = line.find(['.', '=', ' ']).unwrap_or(0);
            if end > 0 {
                names.push((at + 1, &line[..end]));
            }
        }
    }
    names
}
