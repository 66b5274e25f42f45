//! Any lines are read as records or named as none; what is read holds together or is said not to.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nianjian::emit::json_line;
use nianjian::export::read::Records;
use nianjian::record::faults;

fuzz_target!(|bytes: &[u8]| {
    let path = std::env::temp_dir().join(format!("nianjian-fuzz-records-{}.jsonl", std::process::id()));
    std::fs::write(&path, bytes).expect("the folder for passing files takes one");
    let mut records = Records::open(&path).expect("the file is there");
    while let Some(record) = records.next_record().expect("the file can be read") {
        let Ok(record) = record else { continue };
        let _ = faults(&record);
        let line = json_line(&record).expect("a record is written");
        let again: nianjian::Record = serde_json::from_slice(&line).expect("what is written can be read");
        assert_eq!(again, record);
    }
});
