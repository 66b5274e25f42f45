//! Measures the crate alone on the pages that `overhead.py` gives it: bytes to JSON text, one thread.
//!
//! `cargo bench --bench bare -- FILE` reads a file of pages, each as its length (u64, little
//! endian) and its bytes, and prints the microseconds a page of the fastest of five rounds.
#![allow(missing_docs)]

use std::time::Instant;

use nianjian::{Options, Page, Provenance};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let path = std::env::args().skip(1).find(|a| !a.starts_with("--")).expect("a file of pages");
    let bodies = bodies(&std::fs::read(path).expect("the file of pages can be read"));
    let fastest = (0..5).map(|_| round(&bodies)).fold(f64::INFINITY, f64::min);
    println!("{fastest:.2}");
}

fn bodies(mut file: &[u8]) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    while let Some((length, rest)) = file.split_first_chunk::<8>() {
        let (body, rest) = rest.split_at(u64::from_le_bytes(*length) as usize);
        out.push(body.to_vec());
        file = rest;
    }
    out
}

fn round(bodies: &[Vec<u8>]) -> f64 {
    let start = Instant::now();
    let mut written = 0;
    for body in bodies {
        let page = Page { provenance: Provenance::default(), body: body.clone() };
        if let Ok(record) = nianjian::convert(&page, &Options::default()) {
            written += serde_json::to_string(&record).expect("a record is JSON").len();
        }
    }
    assert!(written > 0, "expected records, found none: the pages are no articles");
    start.elapsed().as_secs_f64() * 1e6 / bodies.len() as f64
}
