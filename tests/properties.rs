//! Holds the mention finder to its promises on arbitrary text.

use nianjian::normal::Decimal;
use nianjian::{Context, find_mentions};
use proptest::prelude::*;

/// Words that mentions are made of: dense in numerals, units, dates and marks.
const WORDS: &[&str] = &[
    "1",
    "2013",
    "12",
    "3.5",
    "１２",
    "一",
    "二",
    "十",
    "百",
    "万",
    "亿",
    "两",
    "三四十",
    "数百",
    "几",
    "半",
    "零",
    "〇",
    "廿",
    "多",
    "余",
    "来",
    "年",
    "月",
    "日",
    "号",
    "时",
    "分",
    "秒",
    "周",
    "天",
    "个",
    "家",
    "户",
    "人次",
    "元",
    "角",
    "美元",
    "人民币",
    "新臺幣",
    "%",
    "百分之",
    "分之",
    "成",
    "倍",
    "米",
    "平方千米",
    "吨",
    "/",
    "升",
    "每",
    "度",
    "岁",
    "第",
    "首",
    "届",
    "批",
    "周年",
    "等奖",
    "近",
    "约",
    "超过",
    "以上",
    "左右",
    "前后",
    "以来",
    "起",
    "前",
    "后",
    "期间",
    "截至",
    "自",
    "从",
    "至",
    "到",
    "-",
    "—",
    "~",
    "～",
    "、",
    "，",
    "。",
    "“",
    "”",
    "《",
    "》",
    "（",
    "）",
    "(",
    "星期二",
    "上午",
    "全年",
    "年底",
    "上年",
    "次日",
    "同月",
    "当年",
    "下旬",
    "一季度",
    "上半年",
    "春",
    "世纪",
    "年代",
    "民国",
    "清光绪",
    "十二五",
    "期",
    "负",
    ".",
    ",",
    ":",
    " ",
    "\u{3000}",
    "的",
    "a",
    "𣲗",
    "\u{0}",
];

fn dense() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS), 0..40).prop_map(|words| words.concat())
}

/// Years that no text reports on, with those at the ends of what a caller can say.
fn extreme() -> impl Strategy<Value = Option<i32>> {
    prop::option::of(prop::sample::select(vec![i32::MIN, -1, 0, 999, 1000, 2999, 3000, 9999, i32::MAX]))
}

fn check(text: &str, year: Option<i32>) {
    let context = Context { coverage_year: year, ..Context::default() };
    let mentions = find_mentions(text, &context);
    let chars: Vec<char> = text.chars().collect();
    let mut floor = 0;
    for m in &mentions {
        assert!(
            m.start >= floor && m.start < m.end && m.end <= chars.len(),
            "{text:?}: {m:?} overlaps or is empty"
        );
        floor = m.end;
        assert_eq!(
            chars[m.start..m.end].iter().collect::<String>(),
            m.text,
            "{text:?}: the surface is not at its offsets"
        );
        let fraction = m.unit.as_deref() == Some("fraction");
        match serde_json::to_value(m.kind).expect("a name").as_str() {
            Some("date") => date(text, &m.value),
            Some("duration") => assert!(m.value.starts_with('P') && m.value.len() > 2, "{text:?}: {m:?}"),
            _ if fraction => {
                let parts =
                    m.value.split_once('/').map(|(part, of)| (part.parse::<u64>(), of.parse::<u64>()));
                assert!(matches!(parts, Some((Ok(_), Ok(2..)))), "{text:?}: {m:?}");
            }
            _ => {
                for value in std::iter::once(&m.value).chain(&m.max) {
                    let read =
                        Decimal::parse(value).unwrap_or_else(|| panic!("{text:?}: {value} is no decimal"));
                    assert_eq!(&read.to_string(), value, "{text:?}: not canonical");
                }
            }
        }
    }
}

/// Every date is an EDTF date, point or interval.
fn date(text: &str, value: &str) {
    let parsed: Result<edtf_core::Edtf, _> = value.parse();
    match parsed {
        Ok(edtf) => assert_eq!(edtf.to_string(), value, "{text:?}: prints back otherwise"),
        Err(error) => panic!("{text:?}: {value} is no EDTF: {error}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn promises_hold_on_dense_text(text in dense(), year in prop::option::of(1900..2030i32)) {
        check(&text, year);
    }

    #[test]
    fn promises_hold_in_any_year(text in dense(), year in extreme()) {
        check(&text, year);
    }

    #[test]
    fn promises_hold_on_any_text(text in any::<String>()) {
        check(&text, Some(2013));
    }
}
