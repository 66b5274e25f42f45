//! Runs the examples of the library.
#![cfg(feature = "cli")]

mod made;

#[path = "../examples/batch.rs"]
#[allow(dead_code, reason = "an example has a main")]
mod batch;
#[path = "../examples/convert.rs"]
#[allow(dead_code, reason = "an example has a main")]
mod convert;
#[path = "../examples/mentions.rs"]
#[allow(dead_code, reason = "an example has a main")]
mod mentions;

#[test]
fn a_page_is_converted() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/walk/page.html");
    let shown = convert::shown(root).expect("the page converts");
    assert!(shown.starts_with("清砚史志网\n") && shown.contains("title-guessed"), "{shown}");
}

#[test]
fn mentions_are_found() {
    let shown = mentions::shown("1月17日,为400多户送去50多万元");
    assert_eq!(
        shown,
        [
            "0..5 1月17日 = 2013-01-17 ",
            "7..12 400多户 = 400 户 MoreThan",
            "14..19 50多万元 = 500000 CNY MoreThan"
        ]
    );
}

#[test]
fn a_folder_is_converted_and_what_fails_is_said() {
    let place = made::Place::new();
    let page = "<h1>概况</h1><p>2013年，全区有60岁以上老年人4.2万人，占总人口的17%，比上年增加一千余人。</p>"
        .repeat(3);
    place.write("pages/a.html", page);
    place.write("pages/b.html", "{\\rtf1 text}");
    let (records, failed) = batch::converted(&place.path("pages"), &place.path("out")).expect("a run");
    assert_eq!((records, failed.len()), (1, 1), "{failed:?}");
    assert!(place.path("out/manifest.json").exists());
}
