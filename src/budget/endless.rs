//! What has no end is not waited for: pipes, sockets and devices that have a name.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;

/// What the shell hands over has somebody at its other end, and `/dev/null` ends at once.
const HANDED_ON_UNIX: [&str; 4] = ["/dev/fd", "/dev/stdin", "/proc", "/dev/null"];

/// Whether reading what stands there may never come to an end, or never begin: a pipe, a socket or a device that has a
/// name. What the shell hands over (`/dev/fd/63`) has none.
pub fn is_endless(path: &Path) -> bool {
    look(path).is_some_and(|there| has_no_end(&there))
}

/// What stands there, where it has not been handed over.
fn look(path: &Path) -> Option<Metadata> {
    let handed = HANDED_ON_UNIX.iter().any(|at| path.starts_with(at));
    if handed { None } else { fs::metadata(path).ok() }
}

fn has_no_end(there: &Metadata) -> bool {
    !there.is_file() && !there.is_dir()
}

/// Opens a file to be read to its end.
///
/// # Errors
/// Those of the disk, and where it may have no end; see [`is_endless`].
pub fn open(path: &Path) -> io::Result<File> {
    open_sized(path).map(|opened| opened.0)
}

/// The same, and how long it was before it was opened: asked once for both.
///
/// # Errors
/// See [`open`].
pub fn open_sized(path: &Path) -> io::Result<(File, Option<u64>)> {
    let there = look(path);
    if there.as_ref().is_some_and(has_no_end) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "a pipe, a socket or a device"));
    }
    Ok((File::open(path)?, there.map(|there| there.len())))
}
