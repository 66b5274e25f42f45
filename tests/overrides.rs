//! Holds what a person says of a page, a folder or a site against the rules: it counts, it is noted
//! in the record, and it survives reruns.

mod made;

use std::fs;
use std::path::Path;

use made::Place;
use nianjian::{Options, Page, Provenance, convert};
use serde_json::Value;

/// A page in GB18030 that says nothing of it, with a bracket in bold that is a slogan and a line that
/// is a heading without a sign of it.
fn page() -> Vec<u8> {
    let page = "<title>民政</title><h1>民政</h1><div class=text>\
        <p>【概况】 2013年，全区有低保对象1200户、2300人，发放低保金860万元，比上年增长9%。</p>\
        <p>【为民解困】 是民政工作的宗旨，全局干部走访困难群众460户，送去慰问金32万元。</p>\
        <p>社会事务</p><p>办理结婚登记2100对，收养登记12件，全年火化遗体940具，火化率100%。</p></div>\
        <div class=more><p>全区地名普查工作自3月1日起开展，历时9个月，补查地名860条，新设路牌120块。</p></div>";
    encoding_rs::GB18030.encode(page).0.into_owned()
}

/// The record of `in/2014/minzheng.html` where `in/nianjian.toml` says so; two runs must agree.
fn with(overrides: &str) -> Value {
    let place = Place::new();
    place.write("in/2014/minzheng.html", page());
    place.write("in/nianjian.toml", overrides);
    let first = place.run(&["convert", "in"]);
    assert_eq!(first.status, Some(0), "{}", first.err);
    let before = place.tree("output");
    assert_eq!(place.run(&["convert", "in"]).status, Some(0));
    assert_eq!(place.tree("output"), before, "a second run changes nothing");
    place.lines("output/records.jsonl").remove(0)
}

fn headings(record: &Value) -> Vec<&str> {
    record["sections"].as_array().unwrap().iter().map(|s| s["heading"].as_str().unwrap_or("-")).collect()
}

fn notice<'r>(record: &'r Value, code: &str) -> Option<&'r str> {
    record["notices"].as_array()?.iter().find(|n| n["code"] == code)?["message"].as_str()
}

#[test]
fn without_overrides_the_rules_decide() {
    let record = with("");
    assert_eq!((record["title"].as_str(), record["coverage"]["year"].as_i64()), (Some("民政"), Some(2013)));
    assert_eq!(headings(&record), ["概况", "为民解困"]);
    assert_eq!(record["source"]["charset"]["chosen_by"], "detected");
    assert_eq!(notice(&record, "profile"), None);
}

#[test]
fn a_year() {
    for place in ["page.\"2014/minzheng.html\"", "folder.\"2014\"", "folder.\".\""] {
        let record = with(&format!("[{place}]\nyear = 1999\n"));
        assert_eq!(
            (&record["coverage"]["year"], &record["coverage"]["basis"]),
            (&1999.into(), &"caller".into())
        );
        let said = notice(&record, "profile").expect("a notice");
        assert!(
            said.contains(&place.replace("page.", "page ").replace("folder.", "folder ").replace('"', "")),
            "{said}"
        );
    }
}

#[test]
fn a_title() {
    let record = with("[page.\"2014/minzheng.html\"]\ntitle_is = \"民政工作\"\n");
    assert_eq!(record["title"], "民政工作");
    assert!(notice(&record, "profile").is_some());
}

#[test]
fn a_charset() {
    let record = with("[folder.\"2014\"]\ncharset = \"gbk\"\n");
    let charset = &record["source"]["charset"];
    assert_eq!((&charset["name"], &charset["chosen_by"]), (&"gb18030".into(), &"profile".into()));
    assert!(notice(&record, "profile").is_some());
}

#[test]
fn a_false_heading() {
    let record = with("[page.\"2014/minzheng.html\"]\nno_headings = [\"为民解困\"]\n");
    assert_eq!(headings(&record), ["概况"]);
    let text = record["sections"][0]["blocks"][1]["text"].as_str().unwrap();
    assert!(text.starts_with("【为民解困】"), "the text stays: {text}");
}

#[test]
fn a_missed_heading() {
    let record = with("[page.\"2014/minzheng.html\"]\nheadings = [\"社会事务\"]\n");
    assert_eq!(headings(&record), ["概况", "为民解困", "社会事务"]);
}

#[test]
fn a_place_of_the_text() {
    let record = with("[page.\"2014/minzheng.html\"]\ncontent = \"div.more\"\n");
    let text = record["sections"][0]["blocks"][0]["text"].as_str().unwrap();
    assert!(text.starts_with("全区地名普查") && headings(&record) == ["-"], "{text}");
    let record = with("[page.\"2014/minzheng.html\"]\ndrop = [\"div.more\"]\n");
    assert!(!record.to_string().contains("地名普查"));
}

#[test]
fn a_site() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/walk/page.html");
    let body = fs::read(file).expect("the page");
    let of = |uri: Option<&str>| {
        let provenance = Provenance { uri: uri.map(str::to_owned), ..Provenance::default() };
        let page = Page { provenance, body: body.clone() };
        serde_json::to_value(convert(&page, &Options::default()).expect("a record")).expect("JSON")
    };
    assert_ne!(of(None)["title"], "老龄工作", "the page needs no row any more");
    let record = of(Some("http://shizhi.example/nj/2014/laoling.html"));
    assert_eq!(record["title"], "老龄工作");
    assert_eq!(headings(&record), ["基本情况", "老年优待"]);
    assert_eq!(notice(&record, "profile"), Some("read by the profile of site shizhi.example"));
}

#[test]
fn selectors_of_inline_elements() {
    let file = "<title>站名</title><p>导航</p><p><b>邮电通信</b></p><div class=text><p>【概况】 2013年，全区有邮政局所26处，\
        邮路总长度1062公里，农村投递路线186条。<font class=noise>0 l, f</font><img class=x src=1.jpg></p>\
        <p>期发数11.4万份，比上年增长8%。</p></div>";
    let place = Place::new();
    place.write("in/a.html", file);
    place.write(
        "in/nianjian.toml",
        "[page.\"a.html\"]\ntitle = \"b\"\ndrop = [\"font.noise\", \"img.x\", \"div.nosuch\"]\nheadings = [\"期发数\", \"电信\"]\n\
         [page.\"b.html\"]\nyear = 2013\n",
    );
    let ran = place.run(&["convert", "in"]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    let record = place.lines("output/records.jsonl").remove(0);
    assert_eq!(record["title"], "邮电通信");
    let text = record.to_string();
    assert!(!text.contains("0 l, f") && !text.contains("1.jpg"), "{text}");
    let unused: Vec<&str> = record["notices"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|n| n["code"] == "profile-unused")
        .map(|n| n["message"].as_str().unwrap())
        .collect();
    assert_eq!(
        unused,
        [
            "headings \"电信\" of the profile stands nowhere in the text",
            "drop `div.nosuch` of the profile chooses nothing"
        ]
    );
    for said in ["div.nosuch", "电信", "page b.html spoke of no input"] {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
}

#[test]
fn a_bad_selector_is_named_with_its_file() {
    let place = Place::new();
    place.write("in/a.html", page());
    place.write("in/nianjian.toml", "[folder.\".\"]\ndrop = [\"div[\"]\n");
    let ran = place.run(&["convert", "in"]);
    assert_eq!(ran.status, Some(2));
    for said in ["nianjian.toml", "folder \".\"", "drop", "`div[`"] {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
}

#[test]
fn inspect_sees_a_page_as_convert_does() {
    let place = Place::new();
    place.write("in/2014/minzheng.html", page());
    let overrides =
        "[page.\"2014/minzheng.html\"]\ntitle_is = \"民政工作\"\n[folder.\"2014\"]\nyear = 1999\n";
    place.write("in/nianjian.toml", overrides);
    let seen = place.run(&["inspect", "in/2014/minzheng.html"]);
    assert!(seen.out.contains("民政工作") && seen.out.contains("1999"), "{}", seen.out);
    place.write("elsewhere.toml", overrides);
    std::fs::remove_file(place.path("in/nianjian.toml")).unwrap();
    let seen = place.run(&["inspect", "in/2014/minzheng.html", "--profile", "elsewhere.toml"]);
    assert!(seen.out.contains("民政工作") && seen.out.contains("1999"), "{}", seen.out);
    assert!(seen.out.contains("‹div.text > p:nth-of-type(1)›"), "{}", seen.out);
}

#[test]
fn inspect_writes_the_line_that_turns_a_block() {
    let place = Place::new();
    place.write("in/a.html", page());
    for (text, line) in [
        ("结婚登记", "drop = [\"div.text > p:nth-of-type(4)\"]\n"),
        ("地名普查工作", "drop = [\"div.more > p\"]\n"),
        ("为民解困", "no_headings = [\"为民解困\"]\n"),
    ] {
        let ran = place.run(&["inspect", "in/a.html", "--suggest", text]);
        assert_eq!(ran.out, format!("[page.\"a.html\"]\n{line}"), "{text}: {}", ran.err);
    }
    place.write("in/nianjian.toml", "[folder.\".\"]\ncontent = \"div.text\"\n");
    let ran = place.run(&["inspect", "in/a.html", "--suggest", "地名普查工作"]);
    assert_eq!(ran.out, "[page.\"a.html\"]\ncontent = \"div.text, div.more\"\n", "{}", ran.err);
    let ran = place.run(&["inspect", "in/a.html", "--suggest", "无此一句"]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(1), ""));
}

#[test]
fn an_encoding_against_the_bytes_is_said_loudly() {
    let place = Place::new();
    place.write(
        "in/a.html",
        String::from_utf8_lossy(&encoding_rs::GB18030.decode(&page()).0.into_owned().into_bytes())
            .into_owned(),
    );
    let ran = place.run(&["convert", "in", "--charset", "gb18030"]);
    assert!(ran.err.contains("valid UTF-8"), "{}", ran.err);
}

#[test]
fn volumes_that_report_on_their_own_year() {
    let place = Place::new();
    let text = "<title>人口_怀县年鉴2012</title><h1>人口</h1><div>怀县年鉴2012</div><div class=text><p>年末常住人口36.4万人，\
        出生3200人，人口自然增长率3.2‰，城镇化率达到64.5%，户籍户数12.1万户。</p></div>";
    place.write("in/a.html", text);
    let year = || {
        assert_eq!(place.run(&["convert", "in"]).status, Some(0));
        place.lines("output/records.jsonl").remove(0)["coverage"]["year"].as_i64()
    };
    assert_eq!(year(), Some(2011));
    place.write("in/nianjian.toml", "[folder.\".\"]\nvolume_reports = \"same\"\n");
    assert_eq!(year(), Some(2012));
}

#[test]
fn inspect_says_what_was_weighed_where_it_is_asked() {
    let place = Place::new();
    place.write("in/a.html", page());
    let plain = place.run(&["inspect", "in/a.html"]);
    let traced = place.run(&["inspect", "in/a.html", "--trace"]);
    assert!(traced.out.starts_with(&plain.out) && traced.out.len() > plain.out.len(), "{}", traced.out);
    for head in ["\ntree  ", "\nbodies\n", "\ntitles\n", "\nfired\n", "running text +"] {
        assert!(traced.out.contains(head), "{head:?} is not in {}", traced.out);
    }
    // A selector of a profile must be looked up in a tree.
    place.write("p.toml", "[page.\"a.html\"]\ncontent = \"div.text\"\n");
    let ran = place.run(&["inspect", "in/a.html", "--trace", "--profile", "p.toml"]);
    assert!(ran.out.contains("built for a selector of the profile"), "{}", ran.out);
    let ran = place.run(&["inspect", "in/a.html", "--trace", "--format", "json"]);
    let seen: serde_json::Value = serde_json::from_str(&ran.out).expect("it is JSON");
    assert!(seen["trace"]["titles"][0]["parts"].as_array().is_some_and(|parts| !parts.is_empty()));
}

/// A table that no rule reads right: its unit stands in no place where units stand, and its year in a picture.
const TABLE: &str = "<title>农业</title><h1>农业</h1><div class=text>\
    <p>全县农业生产稳定发展，农民收入持续增长，农村面貌发生显著变化，各项指标完成情况见表。</p>\
    <p align=center>各镇小麦生产情况表</p><table border=1>\
    <tr><td>镇</td><td>面积</td><td>产量</td></tr><tr><td>安平镇</td><td>12.5</td><td>4.1</td></tr>\
    <tr><td>北川镇</td><td>9.8</td><td>3.3</td></tr></table></div>";

#[test]
fn a_table_by_its_caption_or_its_number() {
    for name in ["各镇小麦生产情况表", "1"] {
        let place = Place::new();
        place.write("in/page.html", TABLE);
        let told = format!(
            "[table.\"{name}\"]\nunit = \"万吨\"\ndate = \"2012\"\nroles = [\"label\", \"text\", \"value\"]\n"
        );
        place.write("in/nianjian.toml", told);
        assert_eq!(place.run(&["convert", "in"]).status, Some(0));
        let record = place.lines("output/records.jsonl").remove(0);
        let blocks = record["sections"][0]["blocks"].as_array().unwrap();
        let table = blocks.iter().find(|block| block["kind"] == "table").expect("a table");
        let column = &table["columns"][2];
        assert_eq!((&column["unit"], &column["date"]), (&"t".into(), &"2012".into()), "{name}");
        let values: Vec<_> = table["values"].as_array().unwrap().iter().map(|v| &v["value"]).collect();
        assert_eq!(values, ["41000", "33000"], "{name}");
        assert_eq!(table["columns"][1]["role"], "text");
        let shown = place.run(&["inspect", "in/page.html"]).out;
        for line in [
            "  table 1: 各镇小麦生产情况表  1 head row",
            "       1 text  面积",
            "       2 value 产量  in t (万吨, unit_note)  of 2012 (caption)",
            "    head | 镇 | 面积 | 产量",
            "       1 | 安平镇 | 12.5 | ⟨4.1 = 41000⟩",
        ] {
            assert!(shown.contains(line), "{line}\n{shown}");
        }
    }
}
