//! Builds a file or folder beside its place and moves it there when it is whole.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use super::ExportError;

/// A file or folder under construction. Dropped without [`Staging::commit`], it removes what it made.
pub struct Staging {
    target: PathBuf,
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
    /// `holds` names what a folder of this view holds, and is None for a file. A folder with
    /// anything else in it is not ours to replace and is refused.
    pub fn begin(target: &Path, holds: Option<&[&str]>) -> Result<Self, ExportError> {
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
        let lock = take_lock(&lock_path, target)?;
        let staging = Staging { target: target.to_owned(), partial, aside, lock_path, lock: Some(lock) };
        staging.restore()?;
        refuse_strangers(target, holds)?;
        staging.sweep();
        if holds.is_some() {
            fs::create_dir(&staging.partial).map_err(|e| ExportError::io("create", &staging.partial, &e))?;
        }
        Ok(staging)
    }

    /// Where to write meanwhile.
    pub fn path(&self) -> &Path {
        &self.partial
    }

    /// Moves what was written to its place, in the stead of what stood there.
    pub fn commit(self) -> Result<(), ExportError> {
        let failed = |e: std::io::Error| ExportError::io("write", &self.target, &e);
        if self.partial.is_file() {
            // The bytes must be on disk before the name points to them.
            File::open(&self.partial).and_then(|f| f.sync_all()).map_err(failed)?;
        }
        if self.partial.is_dir() && self.target.exists() {
            exchange(&self.partial, &self.target, &self.aside).map_err(failed)
        } else {
            fs::rename(&self.partial, &self.target).map_err(failed)
        }
    }

    /// Brings back the folder of a run that was killed while it put the new one in its place.
    fn restore(&self) -> Result<(), ExportError> {
        if self.aside.exists() && !self.target.exists() {
            fs::rename(&self.aside, &self.target).map_err(|e| ExportError::io("write", &self.target, &e))?;
        }
        Ok(())
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

/// An export replaces an export, and nothing else that a user may have named by mistake.
fn refuse_strangers(target: &Path, holds: Option<&[&str]>) -> Result<(), ExportError> {
    let Ok(meta) = fs::symlink_metadata(target) else { return Ok(()) };
    let at = target.display();
    let refuse = |expected: &str, found: &str| {
        Err(ExportError(format!(
            "expected {expected} to write at {at}, found {found}; choose another with -o"
        )))
    };
    let Some(holds) = holds else {
        return if meta.is_dir() { refuse("a file", "a folder") } else { Ok(()) };
    };
    if !meta.is_dir() {
        return refuse("a folder", "something else");
    }
    for entry in fs::read_dir(target).map_err(|e| ExportError::io("read", target, &e))? {
        let name = entry.map_err(|e| ExportError::io("read", target, &e))?.file_name();
        if !holds.iter().any(|ours| name == **ours) {
            return refuse("an empty folder or an earlier export", &format!("{name:?} in it"));
        }
    }
    Ok(())
}

fn take_lock(path: &Path, target: &Path) -> Result<File, ExportError> {
    let lock = File::create(path).map_err(|e| ExportError::io("create", path, &e))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => {
            let at = target.display();
            Err(ExportError(format!(
                "another run is writing {at}; wait for it or choose another place with -o"
            )))
        }
        // A file system without locks: two runs at once are then the user's to avoid.
        Err(TryLockError::Error(_)) => Ok(lock),
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

    #[test]
    fn a_folder_is_replaced_whole_and_nothing_is_left_beside_it() {
        let at = scratch("replace");
        for text in ["one", "two"] {
            let staging = Staging::begin(&at.join("csv"), Some(&["a.csv"])).unwrap();
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
        fs::write(at.join("x.sqlite"), "old").unwrap();
        let staging = Staging::begin(&at.join("x.sqlite"), None).unwrap();
        fs::write(staging.path(), "new, not whole").unwrap();
        let second = Staging::begin(&at.join("x.sqlite"), None).err().map(|e| e.0);
        assert!(second.is_some_and(|e| e.contains("another run")), "two runs at one target");
        drop(staging);
        assert_eq!(fs::read_to_string(at.join("x.sqlite")).unwrap(), "old");
        fs::remove_dir_all(at).unwrap();
    }

    #[test]
    fn a_strange_folder_is_refused() {
        let at = scratch("strange");
        fs::write(at.join("thesis.doc"), "").unwrap();
        let error = Staging::begin(&at, Some(&["pages.csv"])).err().map(|e| e.0).unwrap_or_default();
        assert!(error.contains("thesis.doc"), "{error}");
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
                }
            }
            drop(Staging::begin(&at.join("csv"), Some(&["a.csv"])).unwrap());
            assert_eq!(fs::read_to_string(at.join("csv/a.csv")).ok().as_deref(), expected);
            assert_eq!(fs::read_dir(&at).unwrap().count(), usize::from(expected.is_some()));
            fs::remove_dir_all(at).unwrap();
        }
    }
}
