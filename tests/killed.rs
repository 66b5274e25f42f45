//! Kills exports of every format at several moments: what stands at the target is the view before or
//! the new one, each whole, and the next export is not hindered by what the killed one left.
#![cfg(all(unix, feature = "cli"))]

mod sample;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nianjian::export::staging::Shape;
use nianjian::export::{Format, Request, export};
use sample::{Scratch, lines, paragraph, record, records, section, snapshot};

/// How much of the view is written when the export is killed, in parts of a hundred of what it ends with.
const MOMENTS: [u64; 5] = [0, 10, 50, 90, 100];

fn view(from: PathBuf, to: PathBuf, format: Format) -> Vec<(String, Vec<u8>)> {
    let request = Request {
        from,
        to: Some(to.clone()),
        format,
        bom: false,
        sources: Vec::new(),
        bag: Default::default(),
        replace: false,
    };
    export(&request, &mut |fault| panic!("{fault}")).expect("the export is written");
    snapshot(&to)
}

/// The bytes of the files at a place and of those beside it whose names go on with its name.
fn size(partial: &Path) -> Option<u64> {
    fn below(at: &Path) -> u64 {
        let Ok(meta) = fs::symlink_metadata(at) else { return 0 };
        if !meta.is_dir() {
            return meta.len();
        }
        fs::read_dir(at).into_iter().flatten().flatten().map(|entry| below(&entry.path())).sum()
    }
    partial.exists().then(|| below(partial))
}

/// Waits until the export has written so many bytes, and kills it. Tells whether it was still at it.
fn kill_at(mut run: Child, partial: &Path, bytes: u64) -> bool {
    let begun = Instant::now();
    while size(partial).is_none_or(|size| size < bytes) {
        if run.try_wait().expect("waited").is_some() {
            return false;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "the export does not go on");
        std::thread::sleep(Duration::from_micros(200));
    }
    run.kill().expect("killed");
    run.wait().expect("waited").code().is_none()
}

#[test]
fn a_killed_export_leaves_the_one_before_whole() {
    let text = "区妇联建立妇女之家，举办培训。".repeat(40);
    let many: Vec<String> = (1..1500)
        .map(|n| record(n, "页", Some(2013), vec![section("节", vec![paragraph(&text, &[])])]).to_string())
        .collect();
    for &format in Format::ALL.iter().filter(|format| format.name() != "wacz") {
        let few = Scratch::new(&format!("killed-few-{}", format.name())).with_lines(&lines(&records()));
        let scratch = Scratch::new(&format!("killed-{}", format.name())).with_lines(&many);
        let whole = view(scratch.0.clone(), few.path("whole"), format);
        let length: u64 = whole.iter().map(|(_, bytes)| bytes.len() as u64).sum();
        let target = scratch.path(format.default_name());
        let partial = scratch.path(&format!(".{}.partial", format.default_name()));
        let mut killed = 0;
        for moment in MOMENTS {
            let before = view(few.0.clone(), target.clone(), format);
            assert_ne!(before, whole);
            let run = Command::new(env!("CARGO_BIN_EXE_nianjian"))
                .args(["export", "--to", format.name()])
                .arg(&scratch.0)
                .stderr(Stdio::null())
                .spawn()
                .expect("the program runs");
            let midway = kill_at(run, &partial, length * moment / 100);
            let after = snapshot(&target);
            let name = format.name();
            assert!(after == before || after == whole, "{name} killed at {moment} % is a mixture");
            assert!(
                midway || after == whole,
                "{name} ended before it was killed at {moment} % and is not whole"
            );
            killed += usize::from(midway && after == before);
        }
        assert!(killed > 1, "{killed} exports to {} were killed before their end", format.name());
        assert_eq!(view(scratch.0.clone(), target, format), whole);
        let left: Vec<_> =
            fs::read_dir(&scratch.0).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        let mark = usize::from(format.shape() == Shape::File);
        assert_eq!(left.len(), 2 + mark, "what the killed runs left is in nobody's way: {left:?}");
    }
}
