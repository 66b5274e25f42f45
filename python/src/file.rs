//! Reads a Python file object as Rust reads a file.

use std::io::{self, Read, Seek, SeekFrom};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Bytes asked for at a time. Behind the object may be a bucket, where every call is a request.
const WINDOW: usize = 8 << 20;

/// A Python object with `read(n)` and `seek(offset, whence)`, read through a window.
pub struct PythonFile {
    file: Py<PyAny>,
    size: u64,
    at: u64,
    window: Vec<u8>,
    window_at: u64,
}

impl PythonFile {
    /// Takes the object, from its first byte on.
    pub fn new(py: Python<'_>, file: Py<PyAny>) -> PyResult<Self> {
        file.call_method1(py, "seek", (0, 2))?;
        let size = file.call_method0(py, "tell")?.extract(py)?;
        Ok(PythonFile { file, size, at: 0, window: Vec::new(), window_at: 0 })
    }

    /// What the window holds from here on; it is moved here if that is nothing.
    fn ahead(&mut self) -> io::Result<&[u8]> {
        let end = self.window_at + self.window.len() as u64;
        if !(self.window_at..end).contains(&self.at) && self.at < self.size {
            self.window =
                Python::attach(|py| fetch(self.file.bind(py), self.at)).map_err(io::Error::other)?;
            self.window_at = self.at;
        }
        let start = usize::try_from(self.at.saturating_sub(self.window_at)).unwrap_or(usize::MAX);
        Ok(self.window.get(start..).unwrap_or_default())
    }
}

fn fetch(file: &Bound<'_, PyAny>, at: u64) -> PyResult<Vec<u8>> {
    file.call_method1("seek", (at, 0))?;
    let answer = file.call_method1("read", (WINDOW,))?;
    answer.extract::<&[u8]>().map(<[u8]>::to_vec).map_err(|_| {
        let found = answer.get_type();
        PyValueError::new_err(format!(
            "expected bytes from the file's read(), found {found}: open it in binary mode"
        ))
    })
}

impl Read for PythonFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.ahead()?.read(buffer)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for PythonFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (base, offset) = match to {
            SeekFrom::Start(at) => (at, 0),
            SeekFrom::End(offset) => (self.size, offset),
            SeekFrom::Current(offset) => (self.at, offset),
        };
        let before = io::Error::new(io::ErrorKind::InvalidInput, "a place before the first byte");
        self.at = base.checked_add_signed(offset).ok_or(before)?;
        Ok(self.at)
    }
}
