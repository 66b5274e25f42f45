//! Any bytes, as a ZIP or tar archive, give members within the limits, and an end.
#![no_main]

use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use nianjian::page::archive::{Format, members};

const MOST: u64 = 1 << 16;

fuzz_target!(|bytes: &[u8]| {
    let path = std::env::temp_dir().join(format!("nianjian-fuzz-archives-{}", std::process::id()));
    std::fs::write(&path, bytes).expect("the folder for passing files takes one");
    for format in [Format::Zip, Format::Tar, Format::TarGz] {
        let mut total = 0;
        let _ = members(&path, format, MOST, &mut |member| {
            let length = member.content.map_or(0, |(body, _)| body.len() as u64);
            assert!(length <= MOST);
            total += length;
            // Small members that share their bytes can be many; a thousandfold is none of them.
            assert!(total <= MOST * 1000);
            ControlFlow::Continue(())
        });
    }
});
