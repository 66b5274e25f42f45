//! Pages made to break the parser: each must end as a failure or a record, in bounded space. And which test holds what
//! each hostile case outside of the project shows.

mod outside;

use std::fs;
use std::path::Path;

use nianjian::article::{self, Content};
use nianjian::budget::Budget;
use nianjian::data::Profile;
use nianjian::decode::Decoded;
use nianjian::document::{self, Document};
use nianjian::error::Failure;
use nianjian::record::{Charset, CharsetBasis};

fn decoded(text: String) -> Decoded<'static> {
    let charset =
        Charset { name: "utf-8".into(), declared: None, chosen_by: CharsetBasis::Utf8, replaced: 0 };
    Decoded { text: text.into(), charset, notices: Vec::new() }
}

fn parse<'t>(page: &'t Decoded<'_>) -> Result<Document<'t>, Failure> {
    document::parse(page, &Budget::default(), &Profile::default())
}

#[test]
fn elements_nested_without_end_are_a_failure() {
    let rows = ["<div>", "<b>", "<table><tr><td>", "<ul><li>", "<font size=1>", "<x-y>"];
    for tag in rows {
        let failure = parse(&decoded(tag.repeat(1_000_000 / tag.len()))).expect_err(tag);
        assert_eq!(failure.reason, "too-deep", "{tag}");
    }
}

#[test]
fn many_elements_side_by_side_are_none() {
    parse(&decoded("<w:x>".repeat(200_000) + "<p></w:x>"))
        .unwrap_or_else(|e| panic!("settings: {}", e.message));
    for tag in
        ["<div><table>", "<p>", "<br>", "<td>", "<li>", "</p>", "<a href=x>", "<!-->", "<script>", "<w:x>1"]
    {
        parse(&decoded(tag.repeat(200_000))).unwrap_or_else(|e| panic!("{tag}: {}", e.message));
    }
}

#[test]
fn spans_too_large_to_be_true_are_not_followed() {
    let row = format!("<tr>{}</tr>", "<td rowspan=65535 colspan=1000>八个汉字的单元格".repeat(20));
    let page = format!("<body><p>正文第一段，有标点。</p><table border=1>{}</table>", row.repeat(60));
    let page = decoded(page);
    let document = parse(&page).expect("no deeper than a table");
    let (article, _) = article::read(&document, &Profile::default(), None).expect("an article");
    let cells: usize = article
        .blocks
        .iter()
        .filter_map(|b| match &b.content {
            Content::Table(table) => Some(table.rows.iter().map(|row| row.cells.len()).sum::<usize>()),
            _ => None,
        })
        .sum();
    assert!((1..=20_000).contains(&cells), "{cells} cells");
    assert!(article.notices.iter().any(|n| n.code == "table-spans-ignored"), "{:?}", article.notices);
}

#[test]
fn short_rows_have_empty_cells() {
    let page = "<body><p>全县经济平稳，各项指标完成，各项事业都有发展，人民生活改善。</p><table border=1><tr><th>乡镇<th>户数<th>人口<th>备注</tr>\
                <tr><td>甲乡<td>12<td>34<td rowspan=2>山区</tr><tr><td>乙乡</tr><tr><td>丙乡<td>56</tr></table>";
    let page = decoded(page.to_owned());
    let document = parse(&page).expect("a page");
    let (article, _) = article::read(&document, &Profile::default(), None).expect("an article");
    let rows = article.blocks.iter().find_map(|b| match &b.content {
        Content::Table(table) => Some(table.rows.iter().map(|r| r.cells.join("|")).collect::<Vec<_>>()),
        _ => None,
    });
    assert_eq!(
        rows.expect("a table"),
        ["乡镇|户数|人口|备注", "甲乡|12|34|山区", "乙乡|||山区", "丙乡|56||"]
    );
}

/// The hostile cases, and the tests that hold what each shows: `file::function`, a unit test by its path below `src`.
const HELD: &[(&str, &[&str])] = &[
    (
        "dataloss.sh",
        &[
            "tests/ownership.rs::views_replace_views_alone",
            "tests/ownership.rs::records_go_into_a_folder_of_ours_alone",
            "tests/ownership.rs::inputs_that_are_not_there_change_nothing",
        ],
    ),
    ("journal_deletes.sh", &["tests/ownership.rs::names_in_a_journal_lead_nowhere_else"]),
    ("orphan.sh", &["tests/batch.rs::inputs_that_change_between_kills_leave_nothing_behind"]),
    ("series_and_csv.sh", &["tests/bounds.rs::views_show_no_more_of_a_sentence_than_is_read"]),
    ("csv-quadratic-64k.html", &["tests/bounds.rs::views_show_no_more_of_a_sentence_than_is_read"]),
    (
        "fetch_torn.py",
        &["tests/fetch_torn.rs::a_torn_answer_stays_open_and_is_asked_for_again_without_conditions"],
    ),
    (
        "fetch_cut_kinds.py",
        &[
            "tests/fetch_torn.rs::a_torn_answer_stays_open_and_is_asked_for_again_without_conditions",
            "tests/fetch_torn.rs::statuses_that_are_pages_and_those_that_are_not",
        ],
    ),
    (
        "fetch_state_older.py",
        &[
            "tests/fetch_torn.rs::records_of_others_stay_where_they_are",
            "tests/fetch_torn.rs::an_older_state_costs_no_capture",
            "tests/fetch_torn.rs::a_warc_that_is_gone_is_fetched_anew",
            "tests/fetch_torn.rs::a_damaged_capture_is_fetched_again",
            "tests/fetch_shapes.rs::headers_that_are_none_cost_no_page",
        ],
    ),
    (
        "fetch_waits_and_stderr.py",
        &[
            "tests/fetch_waits.rs::a_crawl_delay_of_thirty_years_is_cut_to_the_limit_and_told",
            "tests/fetch_waits.rs::a_retry_after_beyond_the_limit_leaves_the_host_for_another_run",
            "tests/fetch_waits.rs::pages_without_end_end",
            "tests/fetch_waits.rs::a_closed_standard_error_ends_nothing",
            "src/fetch/cookies.rs::keeps_and_forgets_by_host",
        ],
    ),
    ("drawn-quadratic-256k.txt", &["tests/bounds.rs::drawn_tables_grow_with_their_text"]),
    ("drawn-span-bomb-11k.txt", &["tests/bounds.rs::drawn_tables_grow_with_their_text"]),
    ("drawn-span-bomb-35k.txt", &["tests/bounds.rs::drawn_tables_grow_with_their_text"]),
    ("roster-1MB.html", &["tests/bounds.rs::a_roster_of_births_is_a_record"]),
    ("tar-longlink-3g.tar.gz", &["tests/bounds.rs::tar_headers_are_read_as_far_as_a_name_goes"]),
    ("tar-pax-8g.tar.gz", &["tests/bounds.rs::tar_headers_are_read_as_far_as_a_name_goes"]),
    ("warc-lines-480k.warc", &["src/page/warc.rs::beginnings_of_nothing_are_passed_over"]),
    ("warc-magic-120k.warc.gz", &["src/page/warc.rs::beginnings_of_nothing_are_passed_over"]),
];

/// What the cases are made and run with.
const TOOLS: &[&str] = &["f1.py", "make_cases.py", "srv.py", "t.py"];

#[test]
fn each_hostile_case_is_held_by_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (case, tests) in HELD {
        for test in *tests {
            let (file, function) = test.split_once("::").unwrap();
            let text = fs::read_to_string(root.join(file)).unwrap_or_else(|e| panic!("{case}: {file}: {e}"));
            let found = text.find(&format!("fn {function}(")).unwrap_or_else(|| panic!("{case}: no {test}"));
            assert!(text[..found].trim_end().ends_with("#[test]"), "{case}: {test} is no test");
        }
    }
    let Some(cases) = outside::shared().map(|folder| folder.join("cases/hostile")) else { return };
    let Ok(cases) = fs::read_dir(&cases) else {
        return outside::skipped(&format!("no folder {}", cases.display()));
    };
    for entry in cases {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        let known = TOOLS.contains(&&*name) || HELD.iter().any(|(case, _)| *case == name);
        assert!(known, "no test is said to hold {name}");
    }
}
