//! A release tells nothing of the machine that built it: file names in it lack the folders of that machine.
#![cfg(unix)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Whether `bytes` hold `text`.
fn holds(bytes: &[u8], text: &Path) -> bool {
    memchr::memmem::find(bytes, text.as_os_str().as_encoded_bytes()).is_some()
}

/// Compiles a crate that can panic, as cargo compiles those of a registry, and gives what came out.
fn compiled(home: &Path, level: &str) -> Vec<u8> {
    let folder = home.join("registry/src/index/one-1.0.0/src");
    fs::create_dir_all(&folder).unwrap();
    let source = "#![crate_type = \"staticlib\"]\n#[unsafe(no_mangle)]\npub fn at(a: &[u8], i: usize) -> u8 { a[i] }\n";
    fs::write(folder.join("lib.rs"), source).unwrap();
    let out = home.join(format!("out-{level}.o"));
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let made = Command::new(here(".cargo/rustc"))
        .arg(rustc)
        .arg(folder.join("lib.rs"))
        .args([
            "--edition",
            "2024",
            "--crate-name",
            "one",
            "--emit",
            "obj",
            "-C",
            &format!("opt-level={level}"),
            "-o",
        ])
        .arg(&out)
        .env("CARGO_HOME", home)
        .env_remove("OUT_DIR")
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    fs::read(out).unwrap()
}

#[test]
fn the_compiler_is_told_to_leave_folders_out() {
    let config = fs::read_to_string(here(".cargo/config.toml")).unwrap();
    assert!(config.contains("rustc-wrapper = \".cargo/rustc\""));
    let home = std::env::temp_dir().join(format!("nianjian-paths-{}", std::process::id()));
    let (release, debug) = (compiled(&home, "3"), compiled(&home, "1"));
    assert!(holds(&debug, &home), "the test shows nothing: no path where one is expected");
    assert!(!holds(&release, &home));
    assert!(holds(&release, Path::new("crates/index/one-1.0.0/src/lib.rs")));
    fs::remove_dir_all(home).unwrap();
}

/// Looks at the release that was built last, if one was built since the rule is there.
#[test]
fn the_release_holds_no_path_of_this_machine() {
    let program = here("target/release/nianjian");
    let built = |path: &Path| fs::metadata(path).and_then(|m| m.modified()).ok();
    let (Some(then), Some(rule)) = (built(&program), built(&here(".cargo/rustc"))) else {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED, the release: it was not built here (cargo build --release)"
        );
        return;
    };
    if then < rule {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED, the release: it is older than the rule (cargo build --release)"
        );
        return;
    }
    let bytes = fs::read(program).unwrap();
    let homes = ["HOME", "CARGO_HOME"].map(|name| std::env::var_os(name).map(PathBuf::from));
    let folders = homes.into_iter().flatten().chain([PathBuf::from(env!("CARGO_MANIFEST_DIR"))]);
    for folder in folders.map(|f| f.join("")).filter(|f| f.components().count() > 1) {
        assert!(!holds(&bytes, &folder), "{} stands in the release", folder.display());
    }
}
