//! Builds a file or folder beside its place and moves it there when it is whole.
//!
//! **What is replaced is ours.** A view carries a [`mark`]: a folder inside itself, a file
//! beside itself. What stands at the target is replaced only if its mark lists every file in it and each is
//! still as it was written; otherwise the export is refused and says what to do (`--replace`). A new view
//! needs nothing for that but to be written below [`Staging::path`]:
//!
//! ```text
//! let staging = Staging::begin(&to, Shape::Folder, claim)?;
//! write(staging.path().join("pages.csv"))?;
//! staging.commit()?;                         // marks what was written, and puts it in its place
//! ```

use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::ExportError;
use crate::mark::{self, Look, Maker, Mark, Sealed};

/// Whether a view is one file or a folder of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One file.
    File,
    /// A folder.
    Folder,
}

/// Who writes, and whether the caller has said that it may replace what is not ours.
#[derive(Debug, Clone)]
pub struct Claim {
    /// What goes into the mark.
    pub maker: Maker,
    /// `--replace`.
    pub replace: bool,
}

/// A file or folder under construction. Dropped without [`Staging::commit`], it removes what it made.
pub struct Staging {
    target: PathBuf,
    shape: Shape,
    claim: Claim,
    /// What stands at the target and is ours.
    old: Option<Mark>,
    partial: PathBuf,
    /// Where the old folder stands while the new one takes its place, on file systems that cannot
    /// exchange two folders.
    aside: PathBuf,
    lock_path: PathBuf,
    /// Held until the end: two exports to one target would mix their files.
    lock: Option<File>,
}

impl Staging {
    /// Begins the file or folder that will stand at `target`. What a killed run left is removed.
    ///
    /// # Errors
    /// Where something stands there that is not ours, where another run is at it, and those of the disk.
    pub fn begin(target: &Path, shape: Shape, claim: Claim) -> Result<Self, ExportError> {
        Staging::begin_within(target, shape, claim, Duration::ZERO)
    }

    /// [`Staging::begin`] that waits so long for another run at the same target.
    ///
    /// # Errors
    /// As those of [`Staging::begin`].
    pub fn begin_within(
        target: &Path,
        shape: Shape,
        claim: Claim,
        patience: Duration,
    ) -> Result<Self, ExportError> {
        let Some(name) = target.file_name() else {
            return Err(ExportError(format!(
                "expected the name of a file or folder to write, found {}; give one with -o",
                target.display()
            )));
        };
        let parent = match target.parent() {
            Some(p) if !p.as_os_str().is_empty() => p,
            _ => Path::new("."),
        };
        fs::create_dir_all(parent).map_err(|e| ExportError::io("create", parent, &e))?;
        let hidden = |end: &str| {
            let mut hidden = std::ffi::OsString::from(".");
            hidden.push(name);
            hidden.push(end);
            parent.join(hidden)
        };
        let (partial, aside, lock_path) = (hidden(".partial"), hidden(".previous"), hidden(".lock"));
        let (lock, killed) = take_lock(&lock_path, target, &claim.maker, patience)?;
        let left = [&partial, &aside].into_iter().find(|p| fs::symlink_metadata(p).is_ok());
        if let Some(left) = left.filter(|_| !killed) {
            // The lock of a killed run would say that this is ours.
            let _ = fs::remove_file(&lock_path);
            return Err(ExportError(format!(
                "expected no file at {}, where the view is built, found one of somebody else's; move it away",
                left.display()
            )));
        }
        let mut staging = Staging {
            target: target.to_owned(),
            shape,
            claim,
            old: None,
            partial,
            aside,
            lock_path,
            lock: Some(lock),
        };
        staging.restore()?;
        staging.old = staging.claimed()?;
        staging.sweep();
        if shape == Shape::Folder {
            fs::create_dir(&staging.partial).map_err(|e| ExportError::io("create", &staging.partial, &e))?;
        }
        Ok(staging)
    }

    /// Where to write meanwhile.
    pub fn path(&self) -> &Path {
        &self.partial
    }

    /// Marks what was written and moves it to its place, in the stead of what stood there.
    ///
    /// # Errors
    /// Where what stood there was changed meanwhile, and those of the disk.
    pub fn commit(self) -> Result<(), ExportError> {
        match self.shape {
            Shape::File => self.commit_file(),
            Shape::Folder => self.commit_folder(),
        }
    }

    fn failed(&self, error: std::io::Error) -> ExportError {
        ExportError::io("write", &self.target, &error)
    }

    fn commit_file(self) -> Result<(), ExportError> {
        // The bytes must be on disk before the name points to them.
        File::open(&self.partial).and_then(|f| f.sync_all()).map_err(|e| self.failed(e))?;
        let (bytes, sha256) = mark::digest(&self.partial).map_err(|e| self.failed(e))?;
        let name = self.target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut files = vec![Sealed { name, bytes, sha256 }];
        // Whenever this is killed, the file that then stands there is one of the mark's.
        files.extend(self.old.iter().flat_map(|old| old.files.iter().cloned()));
        let at = mark::of_file(&self.target);
        mark::write(&at, &self.claim.maker, &files).map_err(|e| self.failed(e))?;
        fs::rename(&self.partial, &self.target).map_err(|e| self.failed(e))?;
        files.truncate(1);
        mark::write(&at, &self.claim.maker, &files).map_err(|e| self.failed(e))
    }

    fn commit_folder(self) -> Result<(), ExportError> {
        let sealed = mark::seal(&self.partial);
        let marked =
            sealed.and_then(|files| mark::write(&mark::of_folder(&self.partial), &self.claim.maker, &files));
        marked.map_err(|e| self.failed(e))?;
        if !self.target.exists() {
            return fs::rename(&self.partial, &self.target).map_err(|e| self.failed(e));
        }
        // It took a while to write: somebody may have put a file there.
        if let Some(old) = &self.old {
            let found = old.stranger(&self.target, Look::Length).map_err(|e| self.failed(e))?;
            if let Some(found) = found {
                return Err(refusal(&self.target, &format!("{found} while this ran")));
            }
        }
        exchange(&self.partial, &self.target, &self.aside).map_err(|e| self.failed(e))
    }

    /// Brings back the folder of a run that was killed while it put the new one in its place.
    fn restore(&self) -> Result<(), ExportError> {
        if self.aside.exists() && !self.target.exists() {
            fs::rename(&self.aside, &self.target).map_err(|e| self.failed(e))?;
        }
        Ok(())
    }

    /// The mark of what stands at the target; none where nothing does, or where the caller insists.
    fn claimed(&self) -> Result<Option<Mark>, ExportError> {
        let (target, unread) = (&self.target, |e| ExportError::io("read", &self.target, &e));
        let Ok(meta) = fs::symlink_metadata(target) else { return Ok(None) };
        let (expected, fits) = match self.shape {
            Shape::File => ("a file", !meta.is_dir()),
            Shape::Folder => ("a folder", meta.is_dir()),
        };
        if !fits {
            let found = if meta.is_dir() { "a folder" } else { "something else" };
            let at = target.display();
            return Err(ExportError(format!(
                "expected {expected} to write at {at}, found {found}; choose another with -o"
            )));
        }
        if self.claim.replace {
            return Ok(None);
        }
        let at = match self.shape {
            Shape::File => mark::of_file(target),
            Shape::Folder => mark::of_folder(target),
        };
        let old = mark::read(&at);
        let stranger = match (self.shape, &old) {
            (Shape::File, Some(old)) if old.has(target).map_err(unread)? => None,
            (Shape::File, Some(_)) => Some("a file that was changed since it wrote it".to_owned()),
            (Shape::File, None) => Some("a file without its mark".to_owned()),
            (Shape::Folder, Some(old)) => old.stranger(target, Look::Digest).map_err(unread)?,
            (Shape::Folder, None) => {
                let mut entries = fs::read_dir(target).map_err(unread)?;
                let first = entries.next().transpose().map_err(unread)?;
                first.map(|e| format!("{}, and no mark", e.file_name().to_string_lossy()))
            }
        };
        stranger.map_or(Ok(old), |found| Err(refusal(target, &found)))
    }

    fn sweep(&self) {
        if self.target.exists() {
            let _ = fs::remove_dir_all(&self.aside);
        }
        // What is not there need not be removed; what cannot be removed fails at its creation.
        let _ = fs::remove_dir_all(&self.partial);
        let _ = fs::remove_file(&self.partial);
        for beside in ["-journal", "-wal", "-shm", "-search"] {
            let mut path = self.partial.clone().into_os_string();
            path.push(beside);
            let _ = fs::remove_file(path);
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        self.sweep();
        let _ = fs::remove_file(&self.lock_path);
        self.lock.take();
    }
}

fn refusal(target: &Path, found: &str) -> ExportError {
    ExportError(format!(
        "expected nothing at {}, or what this program wrote there, found {found}; choose another place with \
         -o, or say with --replace that it may go",
        target.display()
    ))
}

/// Takes the lock of a target; whether a run that was killed had left it. It says who made it, so that
/// what stands beside it is known for ours.
fn take_lock(
    path: &Path,
    target: &Path,
    maker: &Maker,
    patience: Duration,
) -> Result<(File, bool), ExportError> {
    let failed = |e: &std::io::Error| ExportError::io("create", path, e);
    let began = Instant::now();
    let mut lock = loop {
        let lock = File::options().read(true).write(true).create(true).truncate(false).open(path);
        let lock = lock.map_err(|e| failed(&e))?;
        match lock.try_lock() {
            // Who held it may have removed it before it was free: then it is nobody's.
            Ok(()) if !is_at(&lock, path) => {}
            // A file system without locks: two runs at once are then the user's to avoid.
            Ok(()) | Err(TryLockError::Error(_)) => break lock,
            Err(TryLockError::WouldBlock) if began.elapsed() < patience => {
                std::thread::sleep(Duration::from_millis(20));
            }
            Err(TryLockError::WouldBlock) => {
                let at = target.display();
                return Err(ExportError(format!(
                    "another run is writing {at}; wait for it or choose another place with -o"
                )));
            }
        }
    };
    let mut text = String::new();
    let killed = match (&lock).take(1 << 16).read_to_string(&mut text) {
        Ok(0) => false,
        Ok(_) if text.contains(mark::SCHEMA) => true,
        _ => {
            return Err(ExportError(format!(
                "expected no file at {}, where the view is locked, found one of somebody else's; move it away",
                path.display()
            )));
        }
    };
    let head = serde_json::to_string(maker).unwrap_or_default();
    let written = lock.set_len(0).and_then(|()| lock.rewind()).and_then(|()| writeln!(lock, "{head}"));
    written.map_err(|e| failed(&e))?;
    Ok((lock, killed))
}

/// Whether a file that is open still stands at its path.
fn is_at(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let place = |meta: std::io::Result<fs::Metadata>| meta.ok().map(|m| (m.dev(), m.ino()));
        place(file.metadata()) == place(fs::metadata(path))
    }
    #[cfg(not(unix))]
    {
        // Such systems do not remove a file that is open.
        let _ = file;
        path.exists()
    }
}

/// Puts the folder `new` where `old` stands, in one step where the system can; `new` or `aside` then
/// names what stood there.
fn exchange(new: &Path, old: &Path, aside: &Path) -> std::io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    swap(new, old, aside)
}

/// The same in steps, for file systems that cannot exchange.
fn swap(new: &Path, old: &Path, aside: &Path) -> std::io::Result<()> {
    fs::rename(old, aside)?;
    if let Err(e) = fs::rename(new, old) {
        fs::rename(aside, old)?;
        return Err(e);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> PathBuf {
        let at = std::env::temp_dir().join(format!("nianjian-staging-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&at);
        fs::create_dir_all(&at).unwrap();
        at
    }

    fn claim() -> Claim {
        Claim { maker: Maker::new("export --to csv", "1"), replace: false }
    }

    #[test]
    fn a_folder_is_replaced_whole_and_nothing_is_left_beside_it() {
        let at = scratch("replace");
        for text in ["one", "two"] {
            let staging = Staging::begin(&at.join("csv"), Shape::Folder, claim()).unwrap();
            fs::write(staging.path().join("a.csv"), text).unwrap();
            staging.commit().unwrap();
            assert_eq!(fs::read_to_string(at.join("csv/a.csv")).unwrap(), text);
        }
        assert_eq!(fs::read_dir(&at).unwrap().count(), 1);
        fs::remove_dir_all(at).unwrap();
    }

    #[test]
    fn what_was_not_committed_leaves_the_old_one() {
        let at = scratch("drop");
        let staging = Staging::begin(&at.join("x.sqlite"), Shape::File, claim()).unwrap();
        fs::write(staging.path(), "old").unwrap();
        staging.commit().unwrap();
        let staging = Staging::begin(&at.join("x.sqlite"), Shape::File, claim()).unwrap();
        fs::write(staging.path(), "new, not whole").unwrap();
        let second = Staging::begin(&at.join("x.sqlite"), Shape::File, claim()).err().map(|e| e.0);
        assert!(second.is_some_and(|e| e.contains("another run")), "two runs at one target");
        drop(staging);
        assert_eq!(fs::read_to_string(at.join("x.sqlite")).unwrap(), "old");
        fs::remove_dir_all(at).unwrap();
    }

    #[test]
    fn what_is_not_ours_is_refused_and_left() {
        let at = scratch("strange");
        let begin = |name: &str, shape, replace| {
            let claim = Claim { replace, ..claim() };
            Staging::begin(&at.join(name), shape, claim).err().map(|e| e.0).unwrap_or_default()
        };
        fs::create_dir_all(at.join("bag/data/thesis")).unwrap();
        fs::write(at.join("bag/data/thesis/1.txt"), "years").unwrap();
        fs::write(at.join("notes.txt"), "precious").unwrap();
        fs::create_dir_all(at.join("empty")).unwrap();
        assert!(begin("bag", Shape::Folder, false).contains("--replace"));
        assert!(begin("notes.txt", Shape::File, false).contains("without its mark"));
        assert!(
            begin("notes.txt", Shape::Folder, true).contains("expected a folder"),
            "never of another shape"
        );
        assert!(begin("bag", Shape::File, true).contains("expected a file"));
        assert_eq!(begin("empty", Shape::Folder, false), "");
        assert_eq!(fs::read_to_string(at.join("bag/data/thesis/1.txt")).unwrap(), "years");
        assert_eq!(fs::read_to_string(at.join("notes.txt")).unwrap(), "precious");
        // A view of ours in which somebody has worked since.
        for (name, shape) in [("csv", Shape::Folder), ("x.sqlite", Shape::File)] {
            let staging = Staging::begin(&at.join(name), shape, claim()).unwrap();
            let file = if shape == Shape::Folder { "csv/a.csv" } else { "x.sqlite" };
            match shape {
                Shape::File => fs::write(staging.path(), "one").unwrap(),
                Shape::Folder => fs::write(staging.path().join("a.csv"), "one").unwrap(),
            }
            staging.commit().unwrap();
            assert_eq!(begin(name, shape, false), "", "unchanged");
            fs::write(at.join(file), "two").unwrap();
            assert!(begin(name, shape, false).contains("changed since"), "{name}");
            assert_eq!(fs::read_to_string(at.join(file)).unwrap(), "two");
            assert_eq!(begin(name, shape, true), "");
        }
        fs::remove_dir_all(at).unwrap();
    }

    #[test]
    fn what_only_looks_like_a_killed_run_is_left() {
        let at = scratch("looks");
        fs::create_dir_all(at.join(".csv.partial")).unwrap();
        fs::write(at.join(".csv.partial/mine"), "mine").unwrap();
        fs::write(at.join(".dc.lock"), "mine").unwrap();
        for name in ["csv", "csv", "dc"] {
            let refused = Staging::begin(&at.join(name), Shape::Folder, claim()).err().map(|e| e.0);
            assert!(refused.is_some_and(|e| e.contains("somebody else")), "{name}");
        }
        assert_eq!(fs::read_to_string(at.join(".csv.partial/mine")).unwrap(), "mine");
        assert_eq!(fs::read_to_string(at.join(".dc.lock")).unwrap(), "mine");
        fs::remove_dir_all(at).unwrap();
    }

    #[test]
    fn without_an_exchange_the_folders_are_swapped_in_steps() {
        let at = scratch("swap");
        for name in ["new", "old"] {
            fs::create_dir(at.join(name)).unwrap();
            fs::write(at.join(name).join("f"), name).unwrap();
        }
        swap(&at.join("new"), &at.join("old"), &at.join("aside")).unwrap();
        assert_eq!(fs::read_to_string(at.join("old/f")).unwrap(), "new");
        assert_eq!(fs::read_to_string(at.join("aside/f")).unwrap(), "old");
        assert_eq!(fs::read_dir(&at).unwrap().count(), 2);
        fs::remove_dir_all(at).unwrap();
    }

    #[test]
    fn a_run_that_was_killed_between_the_steps_loses_nothing() {
        // What stands at the target and aside when the next run begins, and what is then there.
        for (target, aside, expected) in
            [(None, Some("old"), Some("old")), (Some("new"), Some("old"), Some("new")), (None, None, None)]
        {
            let at = scratch("between");
            for (name, text) in [("csv", target), (".csv.previous", aside)] {
                if let Some(text) = text {
                    fs::create_dir(at.join(name)).unwrap();
                    fs::write(at.join(name).join("a.csv"), text).unwrap();
                    let files = mark::seal(&at.join(name)).unwrap();
                    mark::write(&mark::of_folder(&at.join(name)), &claim().maker, &files).unwrap();
                }
            }
            fs::write(at.join(".csv.lock"), serde_json::to_string(&claim().maker).unwrap()).unwrap();
            drop(Staging::begin(&at.join("csv"), Shape::Folder, claim()).unwrap());
            assert_eq!(fs::read_to_string(at.join("csv/a.csv")).ok().as_deref(), expected);
            assert_eq!(fs::read_dir(&at).unwrap().count(), usize::from(expected.is_some()));
            fs::remove_dir_all(at).unwrap();
        }
    }
}
