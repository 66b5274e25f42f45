//! Keeps the line of a record until it is written: in memory while it is short, in a file when it is long.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, Read, Seek, Write};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// How many bytes of a line are kept in memory.
const SHORT: usize = 1 << 20;

/// How many bytes are moved at once.
const PIECE: usize = 64 * 1024;

/// A line under construction.
pub struct Spool {
    /// What is not in the file yet.
    here: Vec<u8>,
    /// Where the file is to be.
    at: PathBuf,
    long: Option<Long>,
    hash: Sha256,
    /// How many bytes are in the file.
    bytes: u64,
}

/// A line that is ready, with its length and its digest.
pub struct Spooled {
    /// Its length.
    pub bytes: u64,
    /// Its digest.
    pub sha256: String,
    /// The line itself.
    pub line: Line,
}

/// A line that is ready.
#[derive(Debug)]
pub enum Line {
    /// A short one.
    Here(Vec<u8>),
    /// A long one.
    Long(Long),
}

/// A long line in a file, which goes with it unless it is given a place.
#[derive(Debug)]
pub struct Long {
    file: File,
    at: Option<PathBuf>,
}

impl Spool {
    /// Begins a line. `at` is where it is kept if it becomes long, `room` what it is given to begin with.
    pub fn new(at: PathBuf, room: usize) -> Spool {
        Spool { here: Vec::with_capacity(room), at, long: None, hash: Sha256::new(), bytes: 0 }
    }

    /// Ends the line.
    ///
    /// # Errors
    /// Where its file cannot be written.
    pub fn end(mut self) -> io::Result<Spooled> {
        if self.long.is_some() {
            self.spill()?;
        } else {
            self.hash.update(&self.here);
        }
        let bytes = self.bytes + self.here.len() as u64;
        let line = self.long.map_or(Line::Here(self.here), Line::Long);
        Ok(Spooled { bytes, sha256: HEXLOWER.encode(&self.hash.finalize()), line })
    }

    fn spill(&mut self) -> io::Result<()> {
        let long = match &mut self.long {
            Some(long) => long,
            none => none.insert(Long::new(&self.at)?),
        };
        long.file.write_all(&self.here)?;
        self.hash.update(&self.here);
        self.bytes += self.here.len() as u64;
        self.here.clear();
        Ok(())
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.here.extend_from_slice(bytes);
        if self.here.len() >= SHORT { self.spill() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Line {
    /// Reads a line of that length.
    ///
    /// # Errors
    /// Those of the source, and of the file.
    pub fn read(from: &mut impl Read, length: u64, at: PathBuf) -> io::Result<Spooled> {
        let mut spool = Spool::new(at, usize::try_from(length).unwrap_or(SHORT).min(SHORT));
        pieces(from, length, |piece| spool.write_all(piece))?;
        spool.end()
    }

    /// Writes the line.
    ///
    /// # Errors
    /// Those of the file, and of `out`.
    pub fn copy(&self, out: &mut impl Write) -> io::Result<()> {
        match self {
            Line::Here(bytes) => out.write_all(bytes),
            Line::Long(long) => {
                let mut file = &long.file;
                file.rewind()?;
                io::copy(&mut file, out).map(drop)
            }
        }
    }

    /// Whether what comes next in a file is this line.
    ///
    /// # Errors
    /// Those of the files.
    pub fn is_next(&self, there: &mut impl Read, length: u64) -> io::Result<bool> {
        let mut same = true;
        match self {
            Line::Here(bytes) => {
                let mut bytes = bytes.as_slice();
                pieces(there, length, |piece| {
                    same &= bytes.split_off(..piece.len()).is_some_and(|own| own == piece);
                    Ok(())
                })?;
            }
            Line::Long(long) => {
                let mut file = &long.file;
                file.rewind()?;
                let mut own = vec![0; PIECE];
                pieces(there, length, |piece| {
                    let Some(own) = own.get_mut(..piece.len()) else { return Ok(()) };
                    file.read_exact(own)?;
                    same &= own == piece;
                    Ok(())
                })?;
            }
        }
        Ok(same)
    }

    /// Puts the line into a file of its own; a long one lies there already and is copied no more.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn place(&mut self, path: &Path) -> io::Result<()> {
        match self {
            Line::Here(bytes) => fs::write(path, bytes),
            Line::Long(long) => match long.at.take() {
                Some(at) => fs::rename(at, path),
                None => File::create(path).and_then(|mut file| self.copy(&mut file)),
            },
        }
    }
}

impl Long {
    fn new(at: &Path) -> io::Result<Long> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(true).open(at)?;
        Ok(Long { file, at: Some(at.to_owned()) })
    }
}

impl Drop for Long {
    fn drop(&mut self) {
        if let Some(at) = &self.at {
            let _ = fs::remove_file(at);
        }
    }
}

/// Gives so many bytes piece by piece.
fn pieces(
    from: &mut impl Read,
    length: u64,
    mut each: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let mut buffer = vec![0; PIECE.min(usize::try_from(length).unwrap_or(PIECE))];
    let mut left = length;
    while left > 0 {
        let size = buffer.len().min(usize::try_from(left).unwrap_or(PIECE));
        let Some(piece) = buffer.get_mut(..size) else { break };
        from.read_exact(piece)?;
        each(piece)?;
        left -= size as u64;
    }
    Ok(())
}

/// The digest of the next so many bytes.
///
/// # Errors
/// Those of the source, and where it ends before.
pub fn digest(from: &mut dyn BufRead, length: u64) -> io::Result<[u8; 32]> {
    let (mut hash, mut left) = (Sha256::new(), length);
    while left > 0 {
        let there = match from.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            there => there?,
        };
        let size = there.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if size == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        hash.update(there.get(..size).unwrap_or_default());
        from.consume(size);
        left -= size as u64;
    }
    Ok(hash.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_the_same_short_and_long() {
        let folder = std::env::temp_dir().join(format!("nianjian-spool-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        for length in [0, 1, 100, SHORT - 1, SHORT, SHORT + 1, 3 * SHORT + 17] {
            let bytes: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
            let mut spool = Spool::new(folder.join("long"), 0);
            bytes.chunks(1000).for_each(|chunk| spool.write_all(chunk).expect("room"));
            let mut done = spool.end().expect("room");
            assert_eq!(matches!(done.line, Line::Long(_)), length >= SHORT, "{length}");
            assert_eq!(
                (done.bytes, &*done.sha256),
                (length as u64, &*HEXLOWER.encode(&Sha256::digest(&bytes)))
            );
            assert_eq!(
                digest(&mut bytes.as_slice(), done.bytes).expect("bytes")[..],
                Sha256::digest(&bytes)[..]
            );
            let mut copy = Vec::new();
            done.line.copy(&mut copy).expect("room");
            assert!(copy == bytes && done.line.is_next(&mut bytes.as_slice(), done.bytes).expect("bytes"));
            if let Some(last) = copy.last_mut() {
                *last ^= 1;
                assert!(!done.line.is_next(&mut copy.as_slice(), done.bytes).expect("bytes"), "{length}");
            }
            done.line.place(&folder.join("placed")).expect("room");
            drop(done);
            assert!(fs::read(folder.join("placed")).expect("a file") == bytes);
            assert!(!folder.join("long").exists(), "what has no place goes");
        }
        fs::remove_dir_all(&folder).expect("our folder");
    }
}
