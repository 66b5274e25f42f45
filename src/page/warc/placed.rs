//! A file that knows where it stands.

use std::io::{self, Read, Seek, SeekFrom};

/// A file that is read through a buffer and asked at each record where it stands: that takes no call of the system.
#[derive(Debug)]
pub struct Placed<R> {
    file: R,
    at: u64,
}

impl<R: Seek> Placed<R> {
    /// Goes to a byte of the file.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn new(mut file: R, at: u64) -> io::Result<Self> {
        file.seek(SeekFrom::Start(at))?;
        Ok(Placed { file, at })
    }
}

impl<R: Read> Read for Placed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl<R: Seek> Seek for Placed<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.file.seek(to)?;
        Ok(self.at)
    }

    fn stream_position(&mut self) -> io::Result<u64> {
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Cursor};

    use super::*;

    /// A file that may not be asked where it stands.
    struct Unasked(Cursor<Vec<u8>>);

    impl Read for Unasked {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0.read(buffer)
        }
    }

    impl Seek for Unasked {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            assert_ne!(to, SeekFrom::Current(0), "the system was asked");
            self.0.seek(to)
        }
    }

    #[test]
    fn knows_where_it_stands_without_asking() {
        let bytes = (0..=255).collect::<Vec<u8>>();
        let file = Unasked(Cursor::new(bytes));
        let mut file = BufReader::with_capacity(16, Placed::new(file, 5).expect("a place"));
        let mut at = 5;
        for (read, passed) in [(1, 0), (3, 7), (40, 2), (2, 60), (0, 16), (7, 0)] {
            let mut some = vec![0; read];
            file.read_exact(&mut some).expect("bytes");
            file.seek_relative(passed).expect("a place");
            at += read as u64 + passed as u64;
            assert_eq!(file.stream_position().expect("a place"), at);
            assert_eq!(u64::from(file.fill_buf().expect("bytes")[0]), at);
        }
    }
}
