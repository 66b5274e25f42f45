//! Pages made to break the parser: each must end as a failure or a record, in bounded space.

use nianjian::article::{self, Content};
use nianjian::budget::Budget;
use nianjian::data::Profile;
use nianjian::decode::Decoded;
use nianjian::document::{self, Document};
use nianjian::error::Failure;
use nianjian::record::{Charset, CharsetBasis};

fn parse(text: String) -> Result<Document, Failure> {
    let charset =
        Charset { name: "utf-8".into(), declared: None, chosen_by: CharsetBasis::Utf8, replaced: 0 };
    document::parse(&Decoded { text, charset, notices: Vec::new() }, &Budget::default(), &Profile::default())
}

#[test]
fn elements_nested_without_end_are_a_failure() {
    let rows = ["<div>", "<b>", "<table><tr><td>", "<ul><li>", "<font size=1>", "<x-y>"];
    for tag in rows {
        let failure = parse(tag.repeat(1_000_000 / tag.len())).expect_err(tag);
        assert_eq!(failure.reason, "too-deep", "{tag}");
    }
}

#[test]
fn many_elements_side_by_side_are_none() {
    for tag in ["<div><table>", "<p>", "<br>", "<td>", "<li>", "</p>", "<a href=x>", "<!-->", "<script>"] {
        parse(tag.repeat(200_000)).unwrap_or_else(|e| panic!("{tag}: {}", e.message));
    }
}

#[test]
fn spans_too_large_to_be_true_are_not_followed() {
    let row = format!("<tr>{}</tr>", "<td rowspan=65535 colspan=1000>八个汉字的单元格".repeat(20));
    let page = format!("<body><p>正文第一段，有标点。</p><table border=1>{}</table>", row.repeat(60));
    let document = parse(page).expect("no deeper than a table");
    let article = article::read(&document, &Profile::default(), None).expect("an article");
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
    let document = parse(page.to_owned()).expect("a page");
    let article = article::read(&document, &Profile::default(), None).expect("an article");
    let rows = article.blocks.iter().find_map(|b| match &b.content {
        Content::Table(table) => Some(table.rows.iter().map(|r| r.cells.join("|")).collect::<Vec<_>>()),
        _ => None,
    });
    assert_eq!(
        rows.expect("a table"),
        ["乡镇|户数|人口|备注", "甲乡|12|34|山区", "乙乡|||山区", "丙乡|56||"]
    );
}
