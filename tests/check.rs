//! Where a record contradicts itself: one instance of each kind that contradicts, that holds, and that must not be accused.

use nianjian::check::{Finding, Kind, Verdict, findings};
use nianjian::{Options, Page, convert};

fn found(text: &str) -> Vec<Finding> {
    let body = format!("概况\n\n【概况】 {text}本年各项工作进展顺利，得到上级肯定。\n");
    let record = convert(&Page { body: body.into(), ..Page::default() }, &Options::default());
    findings(&record.expect("a record"))
}

fn accused(text: &str) -> Vec<(Kind, String)> {
    let found = found(text).into_iter().filter(|f| f.verdict == Verdict::Contradicts);
    found.map(|f| (f.kind, f.computed)).collect()
}

#[test]
fn what_contradicts_is_accused_once_with_what_it_should_be() {
    for (text, kind, computed) in [
        ("2012年，全县发放补助73人，其中男41人，女33人。", Kind::Sum, "74"),
        ("2012年，全市建成住宅4120套，其中城镇2310套，农村1710套。", Kind::Sum, "4020"),
        ("2012年，全县有商店120家，其中国营41家，集体33家，其他36家，职工820人。", Kind::Sum, "110"),
        ("2012年，购置轿车14辆、客车22辆、货车31辆，合计77辆。", Kind::Sum, "67"),
        ("2012年，粮食产量31.6万吨，比上年的28.4万吨增加2.2万吨。", Kind::Change, "32000"),
        ("2012年，旅客发送量412万人次，比上年的371万人次增长21.1%。", Kind::Growth, "11.05"),
        ("2012年，水田面积18.6万亩，占耕地总面积31.0万亩的66.0%。", Kind::Share, "60"),
        ("2012年，发展会员300名，其中女会员120名，占45.0%。", Kind::Share, "40"),
        ("民国22年（1934年），县立中学迁入城内文庙旧址。", Kind::Date, "1933"),
        ("2011年6月31日，县政府召开全县防汛抗旱工作会议。", Kind::Date, "30"),
        ("1987年6月5日（星期六），县人民医院新门诊大楼启用。", Kind::Date, "星期五"),
    ] {
        assert_eq!(accused(text), [(kind, computed.to_owned())], "{text}");
    }
}

/// The examples of a table of `src/data/checks.toml`.
fn examples(table: &str) -> Vec<(String, String)> {
    let words: toml::Table = include_str!("../src/data/checks.toml").parse().expect("it reads");
    let rows = words.get(table).and_then(toml::Value::as_table).expect("a table");
    let row = |(word, example): (&String, &toml::Value)| {
        (word.clone(), example.as_str().expect("an example").to_owned())
    };
    rows.iter().map(row).collect()
}

#[test]
fn every_word_of_checks_does_what_its_table_says() {
    for table in ["traits", "apart", "prices", "published"] {
        for (word, example) in examples(table) {
            assert!(example.contains(&word), "{table}: {word}: the example lacks it");
            assert_eq!(accused(&format!("2012年，{example}。")), [], "{table}: {word}: {example}");
        }
    }
    for table in ["pairs", "rest"] {
        for (word, example) in examples(table) {
            let kinds: Vec<Kind> =
                accused(&format!("2012年，{example}。")).into_iter().map(|a| a.0).collect();
            assert_eq!(kinds, [Kind::Sum], "{table}: {word}: {example}");
        }
    }
}

#[test]
fn without_its_word_an_example_is_accused() {
    for text in [
        "2012年，有教师40人，其中高中教师30人，外地教师14人。",
        "2012年，有商店40家，其中国营商店20家，集体商店15家，个体商店8家。",
        "2012年，完成税收6.42亿元，比上年的5.87亿元增长7.8%。",
    ] {
        assert_eq!(accused(text).len(), 1, "{text}");
    }
}

#[test]
fn what_has_another_reading_is_not_accused() {
    for text in [
        "2012年，全镇有干部214人，其中女干部61人，党员180人，大专以上学历155人。",
        "2012年，全县有商店120家，其中国营41家，集体33家，职工820人。",
        "2012年，工业增加值31.6亿元，比上年的28.4亿元增长9.1%。",
        "光绪十二年（1887年），知县重修城墙，城周九里，历时两年方才完工。",
        "农历2月30日，乡民齐集庙前举行社火表演，观者甚众，热闹非凡，历年如此。",
        "2012年，门店21个，网点33处，代办点12个，合计70处，分布在各个乡镇。",
        "2012年，有企业320家，新增41家，其中工业企业210家，商业企业110家。",
        "2012年，林地56万亩，其中用材林30万亩，经济林20万亩，其他16万亩左右。",
        "2012年，进出口38.64亿美元，比上年的35.17亿美元增长9.9%，其中出口29.86亿美元，进口8.79亿美元。",
    ] {
        assert_eq!(accused(text), [], "{text}");
    }
}

#[test]
fn what_holds_is_counted() {
    for text in [
        "2012年，全县有图书馆12个，其中县级1个，乡镇9个，其他2个，藏书31万册。",
        "2012年，粮食产量31.6万吨，比上年的28.4万吨增长11.3%。",
        "1987年6月5日（星期五），县人民医院新门诊大楼启用。",
    ] {
        let verdicts: Vec<Verdict> = found(text).into_iter().map(|f| f.verdict).collect();
        assert_eq!(verdicts, [Verdict::Holds], "{text}");
    }
}

#[test]
fn a_wrong_cell_is_found_by_its_column_and_its_row_once() {
    let rows =
        [("东镇", 310, 160, 150), ("西镇", 420, 215, 205), ("南乡", 270, 140, 130), ("合计", 1000, 515, 495)];
    let rows: String = rows
        .map(|(name, all, men, women)| {
            format!("<tr><td>{name}</td><td>{all}</td><td>{men}</td><td>{women}</td></tr>")
        })
        .concat();
    let page = format!(
        "<h1>人口</h1><p>2013年末，全县人口情况见下表，各乡镇人口均比上年末有所增加。</p>\
         <p align=center>2013年人口</p><p align=right>单位：人</p><table border=1>\
         <tr><td>乡镇</td><td>人口</td><td>男</td><td>女</td></tr>{rows}</table>"
    );
    let record =
        convert(&Page { body: page.into(), ..Page::default() }, &Options::default()).expect("a record");
    let found = findings(&record);
    let wrong: Vec<&Finding> = found.iter().filter(|f| f.verdict == Verdict::Contradicts).collect();
    let [finding] = wrong.as_slice() else { panic!("{wrong:?}") };
    let cell = finding.places.first().map(|p| (p.text.as_str(), p.row, p.column));
    assert_eq!(cell, Some(("495", Some(4), Some(3))));
    assert_eq!(finding.difference.as_deref(), Some("10"));
    assert_eq!(findings(&record), found, "the same record has the same findings");
}

/// A claim of `fixtures/checks/gold.jsonl`.
#[derive(serde::Deserialize)]
struct Claim {
    page: String,
    kind: String,
    verdict: String,
    texts: Vec<String>,
    difference: Option<String>,
}

impl Claim {
    fn is_met_by(&self, page: &str, finding: &Finding) -> bool {
        let shared = self.texts.iter().filter(|text| finding.places.iter().any(|p| p.text == **text)).count();
        self.page == page
            && self.kind == finding.kind.name()
            && shared >= 2.min(self.texts.len()).min(finding.places.len())
            && shared > 0
    }
}

#[test]
fn made_pages_have_the_findings_of_their_gold() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/checks");
    let gold = std::fs::read_to_string(folder.join("gold.jsonl")).expect("the gold");
    let gold: Vec<Claim> = gold.lines().map(|l| serde_json::from_str(l).expect("a claim")).collect();
    let mut found: Vec<(String, Finding)> = Vec::new();
    for entry in std::fs::read_dir(folder.join("pages")).expect("the pages") {
        let path = entry.expect("a page").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let body = std::fs::read(&path).expect("a page");
        let record = convert(&Page { body, ..Page::default() }, &Options::default()).expect("a record");
        found.extend(findings(&record).into_iter().map(|finding| (name.clone(), finding)));
    }
    let accused = |f: &&(String, Finding)| f.1.verdict == Verdict::Contradicts;
    let calm = |f: &&(String, Finding)| matches!(f.1.verdict, Verdict::Holds | Verdict::Rounding);
    let bad: Vec<&Claim> = gold.iter().filter(|c| c.verdict == "contradicts").collect();
    for (page, finding) in found.iter().filter(accused) {
        assert!(bad.iter().any(|c| c.is_met_by(page, finding)), "{page}: a false alarm: {finding:#?}");
    }
    for claim in &gold {
        let mut met = found.iter().filter(|(page, finding)| claim.is_met_by(page, finding));
        let said = claim.texts.join(" ");
        match claim.verdict.as_str() {
            "contradicts" => {
                let finding = met.find(accused).unwrap_or_else(|| panic!("{}: missed: {said}", claim.page));
                if claim.difference.is_some() {
                    assert_eq!(finding.1.difference, claim.difference, "{}: {said}", claim.page);
                }
            }
            "holds" | "rounding" => assert!(met.any(|f| calm(&f)), "{}: does not hold: {said}", claim.page),
            _ => {}
        }
    }
}

#[test]
fn both_scripts_and_both_widths_are_read() {
    for (text, kind) in [
        ("2012年，全縣招聘教師86人，其中男31人，女56人。", Kind::Sum),
        ("2012年,全縣有學校40所,其中小學24所,中學12所,其他7所。", Kind::Sum),
        ("2012年，旅客發送量412萬人次，較上年的371萬人次增長21.1%。", Kind::Growth),
        ("2012年，水田面積18.6萬畝，佔耕地總面積31.0萬畝的66.0%。", Kind::Share),
    ] {
        let kinds: Vec<Kind> = accused(text).into_iter().map(|a| a.0).collect();
        assert_eq!(kinds, [kind], "{text}");
    }
}
