//! Holds `convert` to its promises on pages made of torn pieces: no panic, and a record without faults, the
//! same twice.

use nianjian::record::faults;
use nianjian::{Options, Page, Provenance, convert};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// What pages are made of, whole and torn.
const PIECES: &[&str] = &[
    "<html><head><title>财政局-清砚年鉴2014</title>",
    "<meta charset=gb2312>",
    "<body>",
    "<div class=content>",
    "</div>",
    "<p>",
    "</p>",
    "<p style='text-indent:2em'>　　",
    "<br>",
    "<b>",
    "</b>",
    "<h3>",
    "</h3>",
    "<a href=t1_2.html>下一页</a>",
    "<a href=a.pdf>附件</a>",
    "<table border=1>",
    "<tr>",
    "<td>",
    "<th>",
    "<td rowspan=3>",
    "<td colspan=2>",
    "</table>",
    "<caption>表1 收支情况表",
    "<ul>",
    "<li>",
    "<ol>",
    "</ul>",
    "<pre>",
    "<img src=a.jpg>",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<div style='display:none'>",
    "&nbsp;&nbsp;",
    "  ",
    "\n",
    "┌──┬──┐\n│甲│乙│\n└──┴──┘\n",
    "【概 况】",
    "【打印】【关闭】",
    "【",
    "】",
    "［教育］",
    "一、",
    "（一）",
    "第三章　财政",
    "大事记",
    "3月",
    "发布日期：2015-01-26 来源：县志办 作者：王小明",
    "当前位置：首页 > 清砚年鉴 > 2014卷",
    "单位：万元",
    "注：含乡镇。",
    "（供稿：李 四）",
    "责任编辑：赵五",
    "2013年,全县财政收入1.2亿元,比上年增长8%,为400多户困难群众送去50多万元。",
    "1月17日，召开工作会议，2100人参加；同日，捐款3至5万元。",
    "12.5",
    "版权所有：清砚县人民政府 京ICP备12345678号",
    "\u{0}",
    "\u{fffd}",
    "\u{1f}",
];

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1500,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(2013),
        ..ProptestConfig::default()
    })]

    #[test]
    fn torn_pages_give_sound_records(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 1..60),
        flat in any::<bool>(),
    ) {
        let kind = if flat { "text/plain" } else { "text/html" };
        holds(pieces.concat().into_bytes(), kind);
    }

    #[test]
    fn any_bytes_are_taken(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        holds(bytes, "text/html");
    }
}

#[test]
fn the_pieces_make_records() {
    let open = |piece: &&&str| !["<!--", "<script>", "<div style='display:none'>"].contains(*piece);
    let body = PIECES.iter().filter(open).copied().collect::<String>().into_bytes();
    let record = convert(&Page { body, ..Page::default() }, &Options::default()).expect("a record");
    assert!(record.sections.iter().any(|s| s.blocks.len() > 1), "{record:?}");
}

fn holds(body: Vec<u8>, kind: &str) {
    let provenance = Provenance { content_type: Some(kind.to_owned()), ..Provenance::default() };
    let page = Page { provenance, body };
    let Ok(record) = convert(&page, &Options::default()) else { return };
    let found: Vec<String> = faults(&record).iter().map(|f| format!("{}: {}", f.path, f.message)).collect();
    assert!(found.is_empty(), "{found:?}\n{}", String::from_utf8_lossy(&page.body));
    assert_eq!(convert(&page, &Options::default()).as_ref(), Ok(&record), "not the same twice");
}
