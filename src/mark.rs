//! Says what is ours. What this program deletes, replaces or shortens carries its mark; everything else is
//! somebody's, and is refused with what to do.
//!
//! A mark is a file of JSON lines. The first says who made the thing: schema, command, run. Each further
//! line is a file of it with its length and its digest, so a file that was changed since is no longer ours.
//!
//! - A folder has its mark in `.nianjian/mark.jsonl`. That of `convert` lists no files: the journal there
//!   has the name and the digest of every record.
//! - A file has its mark beside it, in `.NAME.mark.jsonl`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Component, Path, PathBuf};

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::budget;

/// The form of the file.
pub const SCHEMA: &str = "nianjian.mark/1";

/// What a run has in its folder, beside what others may put there.
const OF_RUN: [&str; 10] = [
    ".nianjian",
    "changed",
    "failures.jsonl",
    "fetched",
    "journal.jsonl",
    "manifest.json",
    "records",
    "records.jsonl",
    "report.json",
    "skipped.jsonl",
];

/// Where a folder has its mark.
const IN_FOLDER: &str = ".nianjian/mark.jsonl";

/// Who made a folder or a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Maker {
    /// [`SCHEMA`].
    pub schema: String,
    /// The command, such as `convert` or `export --to csv`.
    pub command: String,
    /// What tells one run from another: of `convert` the digest of its options, of a view that of the
    /// records which it shows.
    pub run: String,
    /// Of a view: whether the run that made the records had come to its end; none where nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished: Option<bool>,
}

/// A file of ours as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// The path below the folder, with `/`; of a single file its name.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// Its digest.
    pub sha256: String,
}

/// A mark as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Who made it.
    pub maker: Maker,
    /// Its files.
    pub files: Vec<Sealed>,
}

/// What the manifest of a run says of the files that it sealed.
#[derive(Debug, Clone, Deserialize)]
pub struct Manifest {
    /// Whether the run came to its end.
    pub finished: bool,
    /// The files by their names.
    pub files: BTreeMap<String, Extent>,
}

/// A file as a manifest seals it.
#[derive(Debug, Clone, Deserialize)]
pub struct Extent {
    /// Its length.
    pub bytes: u64,
    /// Its digest.
    pub sha256: String,
}

impl Manifest {
    /// Reads that of a folder; none where there is none that can be read.
    pub fn of(folder: &Path) -> Option<Manifest> {
        let text = budget::open(&folder.join("manifest.json")).and_then(io::read_to_string);
        serde_json::from_str(&text.ok()?).ok()
    }
}

/// How closely files are held against their mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// By length alone.
    Length,
    /// By length and digest.
    Digest,
}

impl Maker {
    /// Names the maker of something.
    pub fn new(command: impl Into<String>, run: impl Into<String>) -> Maker {
        Maker { schema: SCHEMA.into(), command: command.into(), run: run.into(), finished: None }
    }
}

/// Where the mark of a folder is.
pub fn of_folder(folder: &Path) -> PathBuf {
    folder.join(IN_FOLDER)
}

/// Where the mark of a file is.
pub fn of_file(file: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(file.file_name().unwrap_or_default());
    name.push(".mark.jsonl");
    file.with_file_name(name)
}

/// Whether a name stays below the folder that it is joined to. Names of journals, marks and archives are
/// held against this before anything is done with them.
pub fn is_below(name: &str) -> bool {
    let path = Path::new(name);
    !name.is_empty()
        && !name.contains(['\\', '\0'])
        && path.components().all(|c| matches!(c, Component::Normal(_)))
        && name.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}

/// Whether a name in the folder of a run is that of something the run has there, or of what lies in it.
pub fn is_of_run(below: &Path) -> bool {
    let first = below.components().next();
    first.is_some_and(|first| OF_RUN.iter().any(|name| first.as_os_str() == *name))
}

/// Whether something carries the mark of a view.
pub fn is_view(at: &Path) -> bool {
    let marks = [of_folder(at), of_file(at)];
    marks.iter().filter_map(|mark| read(mark)).any(|mark| mark.maker.command != "convert")
}

/// The length and the digest of what a file holds.
///
/// # Errors
/// Where it cannot be read.
pub fn digest(path: &Path) -> io::Result<(u64, String)> {
    let (mut file, mut hash, mut bytes) = (budget::open(path)?, Sha256::new(), 0);
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok((bytes, HEXLOWER.encode(&hash.finalize()))),
            Ok(n) => {
                hash.update(buffer.get(..n).unwrap_or_default());
                bytes += n as u64;
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

/// Looks at every file of a folder but its mark, in the order of their names.
///
/// # Errors
/// Where one cannot be read.
pub fn seal(folder: &Path) -> io::Result<Vec<Sealed>> {
    let mut files = Vec::new();
    each_file(folder, "", &mut |name, path| {
        let (bytes, sha256) = digest(path)?;
        files.push(Sealed { name, bytes, sha256 });
        Ok(())
    })?;
    Ok(files)
}

/// Gives each file below a folder, by its name there with `/`; links and devices too, which are followed
/// nowhere. The mark is none of them.
fn each_file(
    folder: &Path,
    below: &str,
    each: &mut dyn FnMut(String, &Path) -> io::Result<()>,
) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let part = entry.file_name().to_string_lossy().into_owned();
        let name = if below.is_empty() { part } else { format!("{below}/{part}") };
        match entry.file_type()?.is_dir() {
            true => each_file(&entry.path(), &name, each)?,
            false if name == IN_FOLDER => {}
            false => each(name, &entry.path())?,
        }
    }
    Ok(())
}

/// Writes a mark whole or not at all.
///
/// # Errors
/// Those of the disk.
pub fn write(at: &Path, maker: &Maker, files: &[Sealed]) -> io::Result<()> {
    if let Some(parent) = at.parent() {
        fs::create_dir_all(parent)?;
    }
    let made = at.with_extension("new");
    let mut out = BufWriter::new(File::create(&made)?);
    serde_json::to_writer(&mut out, maker)?;
    out.write_all(b"\n")?;
    for file in files {
        serde_json::to_writer(&mut out, file)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    drop(out);
    fs::rename(made, at)
}

/// Reads a mark; none where there is none, or where the file is no mark.
pub fn read(at: &Path) -> Option<Mark> {
    let mut lines = BufReader::new(budget::open(at).ok()?).lines();
    let maker: Maker = serde_json::from_str(&lines.next()?.ok()?).ok()?;
    if maker.schema != SCHEMA {
        return None;
    }
    let files = lines.map(|line| serde_json::from_str(&line.ok()?).ok());
    Some(Mark { maker, files: files.collect::<Option<_>>()? })
}

impl Mark {
    /// The first thing in a folder that is not as the mark says: another file, or one that was changed.
    /// A file that is gone is no harm.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn stranger(&self, folder: &Path, look: Look) -> io::Result<Option<String>> {
        let mut known: Vec<&Sealed> = self.files.iter().collect();
        known.sort_by(|a, b| a.name.cmp(&b.name));
        let mut found = None;
        each_file(folder, "", &mut |name, path| {
            if found.is_some() {
                return Ok(());
            }
            let sealed = known.binary_search_by(|s| s.name.cmp(&name)).ok().and_then(|i| known.get(i));
            found = match sealed {
                None => Some(format!("{name}, which it did not write")),
                Some(sealed) if !sealed.is(path, look)? => {
                    Some(format!("{name}, which was changed since it wrote it"))
                }
                Some(_) => None,
            };
            Ok(())
        })?;
        Ok(found)
    }

    /// Whether a file is one of those of the mark, unchanged.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn has(&self, file: &Path) -> io::Result<bool> {
        let (bytes, sha256) = digest(file)?;
        Ok(self.files.iter().any(|f| f.bytes == bytes && f.sha256 == sha256))
    }
}

impl Sealed {
    fn is(&self, path: &Path, look: Look) -> io::Result<bool> {
        let meta = fs::symlink_metadata(path)?;
        let length = meta.is_file() && meta.len() == self.bytes;
        Ok(length && (look == Look::Length || digest(path)?.1 == self.sha256))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_below() {
        for name in ["a.html.json", "年鉴/妇联.htm.json", "a/b..c/d"] {
            assert!(is_below(name), "{name}");
        }
        for name in ["", "/etc/passwd", "../a", "a/../../b", "a/./b", "a//b", "a/", "..\\a", "a\0b", "./a"] {
            assert!(!is_below(name), "{name}");
        }
    }

    #[test]
    fn a_mark_tells_what_was_changed() {
        let at = std::env::temp_dir().join(format!("nianjian-mark-{}", std::process::id()));
        let _ = fs::remove_dir_all(&at);
        fs::create_dir_all(at.join("sub")).unwrap();
        fs::write(at.join("a.csv"), "a").unwrap();
        fs::write(at.join("sub/b.xml"), "b").unwrap();
        assert_eq!(read(&of_folder(&at)), None);
        write(&of_folder(&at), &Maker::new("export --to csv", "1"), &seal(&at).unwrap()).unwrap();
        let mark = read(&of_folder(&at)).unwrap();
        assert_eq!((mark.files.len(), mark.stranger(&at, Look::Digest).unwrap()), (2, None));
        fs::write(at.join("sub/b.xml"), "c").unwrap();
        assert_eq!(mark.stranger(&at, Look::Length).unwrap(), None);
        assert!(mark.stranger(&at, Look::Digest).unwrap().unwrap().contains("sub/b.xml"));
        fs::remove_file(at.join("sub/b.xml")).unwrap();
        assert_eq!(mark.stranger(&at, Look::Digest).unwrap(), None, "gone is no harm");
        fs::write(at.join("sub/notes.txt"), "mine").unwrap();
        assert!(mark.stranger(&at, Look::Length).unwrap().unwrap().contains("sub/notes.txt"));
        fs::write(of_folder(&at), "{\"schema\":\"other\"}\n").unwrap();
        assert_eq!(read(&of_folder(&at)), None);
        fs::remove_dir_all(at).unwrap();
    }
}
