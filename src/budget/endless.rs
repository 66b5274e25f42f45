//! What has no end is not waited for: pipes, sockets and devices that have a name.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// What the shell hands over has somebody at its other end, and `/dev/null` ends at once.
const HANDED_ON_UNIX: [&str; 4] = ["/dev/fd", "/dev/stdin", "/proc", "/dev/null"];

/// Whether reading what stands there may never come to an end, or never begin: a pipe, a socket or a device that has a
/// name. What the shell hands over (`/dev/fd/63`) has none.
pub fn is_endless(path: &Path) -> bool {
    let handed = HANDED_ON_UNIX.iter().any(|at| path.starts_with(at));
    !handed && fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir())
}

/// Opens a file to be read to its end.
///
/// # Errors
/// Those of the disk, and where it may have no end; see [`is_endless`].
pub fn open(path: &Path) -> io::Result<File> {
    match is_endless(path) {
        true => Err(io::Error::new(io::ErrorKind::InvalidInput, "a pipe, a socket or a device")),
        false => File::open(path),
    }
}
