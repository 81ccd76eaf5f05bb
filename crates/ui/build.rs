//! Brings the browser's files in: `npm ci` once per lockfile into the target
//! folder, one bundle for the editor, the rest as published or as written here;
//! then embeds each under a hashed name, plain, gzip and brotli.
//!
//! `HERALD_ASSETS=DIR` takes ready files from a folder instead (a packager's way).

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Name, content type. The order is of no matter.
const FILES: [(&str, &str); 8] = [
    ("app.css", "text/css; charset=utf-8"),
    ("app.js", "text/javascript; charset=utf-8"),
    ("editor.js", "text/javascript; charset=utf-8"),
    ("htmx.js", "text/javascript; charset=utf-8"),
    ("hx-sse.js", "text/javascript; charset=utf-8"),
    ("icon.svg", "image/svg+xml"),
    ("site.css", "text/css; charset=utf-8"),
    ("site.js", "text/javascript; charset=utf-8"),
];

const APP_CSS: [&str; 4] = ["tokens.css", "base.css", "areas.css", "editor.css"];
const SITE_CSS: [&str; 2] = ["tokens.css", "site.css"];

fn main() {
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=HERALD_ASSETS");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let made = out.join("made");
    if let Err(why) = fs::create_dir_all(&made)
        .map_err(|error| format!("{} cannot be made: {error}", made.display()))
        .and_then(|()| make_all(&made))
        .and_then(|()| embed(&made, &out))
    {
        println!("cargo::error={why}");
        std::process::exit(1);
    }
}

fn make_all(made: &Path) -> Result<(), String> {
    if let Some(ready) = std::env::var_os("HERALD_ASSETS") {
        println!("cargo::rerun-if-changed={}", Path::new(&ready).display());
        for (name, _) in FILES {
            write(&made.join(name), &read(&Path::new(&ready).join(name))?)?;
        }
        return Ok(());
    }
    let source = PathBuf::from(
        std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"),
    )
    .join("assets");
    let modules = modules_of(&source, made)?;
    write(
        &made.join("app.css"),
        &joined(&source.join("css"), &APP_CSS)?,
    )?;
    write(
        &made.join("site.css"),
        &joined(&source.join("css"), &SITE_CSS)?,
    )?;
    for name in ["app.js", "site.js"] {
        write(
            &made.join(name),
            &without_comments(&read(&source.join("js").join(name))?),
        )?;
    }
    write(&made.join("icon.svg"), &read(&source.join("icon.svg"))?)?;
    let published = modules.join("node_modules/htmx.org/dist");
    write(
        &made.join("htmx.js"),
        &without_map(&read(&published.join("htmx.min.js"))?),
    )?;
    write(
        &made.join("hx-sse.js"),
        &without_map(&read(&published.join("ext/hx-sse.min.js"))?),
    )?;
    bundle(
        &source.join("js/editor/main.js"),
        &modules,
        &made.join("editor.js"),
    )
}

/// The folder with the installed packages of this lockfile, shared by all profiles.
fn modules_of(source: &Path, made: &Path) -> Result<PathBuf, String> {
    let lock = read(&source.join("package-lock.json"))?;
    let target = made
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").exists())
        .map_or_else(|| made.to_path_buf(), Path::to_path_buf);
    let folder = target.join("npm").join(&hash(&lock)[..16]);
    if folder.join("complete").exists() {
        return Ok(folder);
    }
    fs::create_dir_all(&folder)
        .map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    for name in ["package.json", "package-lock.json"] {
        write(&folder.join(name), &read(&source.join(name))?)?;
    }
    let answer = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(&folder)
        .output()
        .map_err(|_| "Herald's screens need Node.js 20 or newer with npm to be built (or HERALD_ASSETS=DIR with ready files).".to_owned())?;
    if !answer.status.success() {
        let said = String::from_utf8_lossy(&answer.stderr)
            .lines()
            .take(3)
            .collect::<Vec<_>>()
            .join(" ");
        return Err(format!(
            "npm ci could not install the packages of crates/ui/assets/package-lock.json: {said}"
        ));
    }
    write(&folder.join("complete"), b"")?;
    Ok(folder)
}

/// One file out of the editor's modules and the packages they use.
fn bundle(entry: &Path, modules: &Path, to: &Path) -> Result<(), String> {
    let esbuild = fs::read_dir(modules.join("node_modules/@esbuild"))
        .ok()
        .and_then(|mut platforms| platforms.next()?.ok())
        .map(|platform| platform.path())
        .map(|platform| {
            if platform.join("esbuild.exe").exists() {
                platform.join("esbuild.exe")
            } else {
                platform.join("bin/esbuild")
            }
        })
        .ok_or(
            "esbuild has no build for this machine; hand in ready files with HERALD_ASSETS=DIR.",
        )?;
    let answer = Command::new(esbuild)
        .arg(entry)
        .args([
            "--bundle",
            "--minify",
            "--format=esm",
            "--target=es2022",
            "--charset=utf8",
            "--legal-comments=none",
        ])
        .arg(format!("--outfile={}", to.display()))
        .args(["--log-level=warning"])
        .env("NODE_PATH", modules.join("node_modules"))
        .output()
        .map_err(|error| format!("esbuild could not be started: {error}"))?;
    if answer.status.success() {
        Ok(())
    } else {
        Err(format!(
            "the editor could not be bundled: {}",
            String::from_utf8_lossy(&answer.stderr).replace('\n', " ")
        ))
    }
}

/// Writes `assets.rs` and the compressed forms.
fn embed(made: &Path, out: &Path) -> Result<(), String> {
    let mut entries = Vec::new();
    for (name, content_type) in FILES {
        let bytes = read(&made.join(name))?;
        let hash = &hash(&bytes)[..12];
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        write(&made.join(format!("{name}.gz")), &gzip(&bytes)?)?;
        write(&made.join(format!("{name}.br")), &brotli(&bytes)?)?;
        entries.push((
            format!("/assets/{stem}-{hash}.{extension}"),
            name,
            content_type,
            hash.to_owned(),
        ));
    }
    entries.sort();
    let mut code = format!("const ASSETS: [Asset; {}] = [\n", entries.len());
    for (path, name, content_type, hash) in entries {
        let file =
            |suffix: &str| format!("include_bytes!({:?})", made.join(format!("{name}{suffix}")));
        let _ = writeln!(
            code,
            "    Asset {{ bytes: {}, gzip: {}, brotli: {}, content_type: {content_type:?}, etag: \"\\\"{hash}\\\"\", path: {path:?}, name: {name:?} }},",
            file(""),
            file(".gz"),
            file(".br"),
        );
    }
    code.push_str("];\n");
    write(&out.join("assets.rs"), code.as_bytes())
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .map_err(|error| format!("gzip: {error}"))
}

/// The best quality: a few seconds even in an unoptimised build script, and only when a file changed.
fn brotli(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut packed = Vec::new();
    {
        let mut writer = brotli::CompressorWriter::new(&mut packed, 1 << 16, 11, 22);
        writer
            .write_all(bytes)
            .map_err(|error| format!("brotli: {error}"))?;
    }
    Ok(packed)
}

fn joined(folder: &Path, names: &[&str]) -> Result<Vec<u8>, String> {
    let mut all = Vec::new();
    for name in names {
        all.extend(
            without_css_comments(&String::from_utf8_lossy(&read(&folder.join(name))?)).into_bytes(),
        );
        all.push(b'\n');
    }
    Ok(all)
}

/// Comments are for the reader of the source; indentation goes with them.
fn without_css_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        out.push_str(&rest[..start]);
        rest = rest[start..]
            .find("*/")
            .map_or("", |end| &rest[start + end + 2..]);
    }
    out.push_str(rest);
    out.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Drops lines that are only a `//` comment or a line of a `/** */` block, and indentation.
/// Our own scripts put comments on lines of their own.
fn without_comments(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let kept = text.lines().map(str::trim).filter(|line| {
        !(line.is_empty()
            || line.starts_with("//")
            || line.starts_with("/**")
            || line.starts_with("* ")
            || *line == "*/")
    });
    kept.collect::<Vec<_>>().join("\n").into_bytes()
}

/// The published file names its source map, which is not served.
fn without_map(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    text.lines()
        .filter(|line| !line.starts_with("//# sourceMappingURL"))
        .collect::<Vec<_>>()
        .join("\n")
        .into_bytes()
}

fn hash(bytes: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    digest
        .as_ref()
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(path, bytes).map_err(|error| format!("{} cannot be written: {error}", path.display()))
}
