//! Runs `nianjian extract`: what it prints in each format, and what it says of lines it cannot read.
#![cfg(feature = "cli")]

mod made;

use made::Place;

const LINES: &str = "1月17日，送去50多万元。\n没有\n上年增长5.2%，每家5000元。\n";

fn place() -> Place {
    let place = Place::new();
    place.write("a.txt", LINES);
    place
}

#[test]
fn a_line_of_text_is_a_line_of_json() {
    let ran = place().run(&["extract", "a.txt", "--year", "2013"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(
        lines[0],
        r#"{"id":"a.txt:1","text":"1月17日，送去50多万元。","mentions":[{"type":"date","start":0,"end":5,"text":"1月17日","value":"2013-01-17","basis":"coverage_year"},{"type":"money","start":8,"end":13,"text":"50多万元","value":"500000","bound":"more_than","unit":"CNY"}]}"#
    );
    assert_eq!(lines[1], r#"{"id":"a.txt:2","text":"没有","mentions":[]}"#);
    assert_eq!(lines.len(), 3);
}

#[test]
fn objects_come_back_as_they_were_with_their_mentions() {
    let place = Place::new();
    place.write(
        "t.jsonl",
        concat!(
            "\u{feff}{\"note\":1,\"id\":\"x\",\"text\":\"1月，3元\",\"coverage_year\":1999,\"currency\":\"TWD\"}\n",
            "\n",
            "{\"text\":\"7日\",\"context\":\"2012-05\",\"mentions\":[{\"old\":true}],\"z\":null}\n",
        ),
    );
    let ran = place.run(&["extract", "--jsonl", "t.jsonl", "--year", "2013"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    assert_eq!(
        ran.out,
        concat!(
            r#"{"note":1,"id":"x","text":"1月，3元","coverage_year":1999,"currency":"TWD","mentions":[{"type":"date","start":0,"end":2,"text":"1月","value":"1999-01","basis":"coverage_year"},{"type":"money","start":3,"end":5,"text":"3元","value":"3","bound":"exact","unit":"TWD"}]}"#,
            "\n",
            r#"{"text":"7日","context":"2012-05","mentions":[{"type":"date","start":0,"end":2,"text":"7日","value":"2012-05-07","basis":"antecedent"}],"z":null}"#,
            "\n",
        )
    );
}

#[test]
fn rows_and_colours() {
    let place = place();
    let ran = place.run(&["extract", "a.txt", "--year", "2013", "--format", "csv", "--types", "money,ratio"]);
    let rows: Vec<&str> = ran.out.lines().collect();
    assert_eq!(
        rows,
        [
            "id,type,start,end,text,value,max,bound,unit,per,basis,relation,part_of_day,time,measured,change,against",
            "a.txt:1,money,8,13,50多万元,500000,,more_than,CNY,,,,,,,,",
            "a.txt:3,ratio,4,8,5.2%,5.2,,exact,percent,,,,,,,up,",
            "a.txt:3,money,11,16,5000元,5000,,exact,CNY,家,,,,,,,",
        ]
    );
    let plain = place.run(&["extract", "a.txt", "--year", "2013", "--format", "highlight"]);
    assert!(
        plain.out.starts_with("{1月17日}，送去{50多万元}。\n    1月17日  date  2013-01-17 coverage_year\n")
    );
    let colours = ["extract", "a.txt", "--year", "2013", "--format", "highlight", "--color", "always"];
    assert!(place.run(&colours).out.starts_with("\u{1b}[1;31m1月17日\u{1b}[0m，送去"));
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let place = Place::new();
    place.write("a.txt", "2013年\u{1b}[K，\u{1b}3家\u{7f}\n");
    let shown = place.run(&["extract", "a.txt", "--format", "highlight"]);
    assert_eq!(shown.out.lines().next(), Some("{2013年}\u{fffd}[K，\u{fffd}{3家}\u{fffd}"));
    let lines = place.run(&["extract", "a.txt"]);
    assert!(lines.out.contains("\\u001b[K，"), "data stays as it is: {}", lines.out);
}

#[test]
fn explanations_name_rule_and_words() {
    let ran = place().run(&["extract", "a.txt", "--year", "2013", "--explain", "--types", "money"]);
    assert_eq!(ran.status, Some(0));
    let first = ran.err.lines().next().unwrap_or_default();
    for part in ["a.txt:1: 50多万元 [8,13)", "bound=more_than", "rule: money", "number 50多万", "元"] {
        assert!(first.contains(part), "{first}");
    }
    assert_eq!(ran.err.lines().count(), 2);
}

#[test]
fn lines_that_cannot_be_read_are_named_and_the_rest_is_done() {
    let place = place();
    place.write(
        "bad.jsonl",
        b"[1]\n{\"id\":1}\n\xff\xfe\n{\"text\":\"3\",\"coverage_year\":13}\n{\"text\":\"3\xe5\xae\xb6\"}\n",
    );
    let ran = place.run(&["extract", "--jsonl", "missing.jsonl", "bad.jsonl"]);
    assert_eq!(ran.status, Some(1));
    assert_eq!(ran.out.lines().count(), 1);
    let said: Vec<&str> = ran.err.lines().collect();
    assert!(said[0].contains("missing.jsonl") && said[0].contains("check the path"), "{said:?}");
    assert!(said[1].contains("bad.jsonl:1") && said[1].contains("a JSON object"), "{said:?}");
    assert!(said[2].contains("bad.jsonl:2") && said[2].contains("a string `text`"), "{said:?}");
    assert!(said[3].contains("bad.jsonl:3") && said[3].contains("UTF-8"), "{said:?}");
    assert!(
        said[4].contains("bad.jsonl:4") && said[4].contains("a year from 1000 to 2999, found 13"),
        "{said:?}"
    );
    assert_eq!(said.len(), 5);
}
