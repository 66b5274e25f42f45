//! Any bytes, plain or in gzip, are read as a WARC to their end: records stand in their order, blocks have the
//! length that their header says, and every byte is passed once.
#![no_main]

use std::io::{Cursor, Write};

use libfuzzer_sys::fuzz_target;
use nianjian::page::warc::{Entry, WarcReader};

fn read(bytes: Vec<u8>) {
    let size = bytes.len();
    let Ok(mut reader) = WarcReader::new(Cursor::new(bytes)) else { return };
    let (mut last, mut count) = (0, 0);
    while let Some(entry) = reader.next(1 << 16, |header| header.kind != "request").expect("memory can be read") {
        count += 1;
        let offset = match entry {
            Entry::Record { header, block } => {
                assert!(block.len() as u64 <= header.length);
                let _ = header.instant();
                header.offset
            }
            Entry::Damaged { offset, .. } => offset,
        };
        assert!(offset >= last && count <= size + 1, "entry {count} at {offset}, the one before at {last}");
        last = offset;
        assert!(reader.position().expect("memory can be sought") <= size as u64);
    }
    assert!(reader.is_at_end().expect("memory can be sought"));
}

fuzz_target!(|bytes: &[u8]| {
    read(bytes.to_vec());
    let member = |bytes: &[u8]| {
        let mut coder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        coder.write_all(bytes).expect("memory takes all");
        coder.finish().expect("memory takes all")
    };
    let (half, rest) = bytes.split_at(bytes.len() / 2);
    read([member(half), member(rest)].concat());
    read([&member(bytes)[..], rest].concat());
});
