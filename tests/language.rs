//! Holds the program to its languages: every sentence that the code can say has its Chinese, every row of the table is
//! said somewhere, every reason has its words; and with `--lang zh`, or under a Chinese locale, no command says an
//! English sentence.
#![cfg(all(feature = "cli", feature = "fetch", feature = "search", feature = "site"))]

mod made;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use made::source::{Literal, code, root, sources, texts};
use made::{Place, Ran, page};
use nianjian::article::Rule;
use nianjian::language::Language;

/// Rooms whose sentences are said to nobody: rules and their tests, tables of words, mark-up. The site has its own strings
/// in both languages.
const SAID_TO_NOBODY: &[&str] = &[
    "src/article/passes.rs",
    "src/article/title.rs",
    "src/data/chrome",
    "src/document/direct/compare.rs",
    "src/export/cite.rs",
    "src/export/legend.rs",
    "src/export/tei/",
    "src/language/",
    "src/mention/examples.rs",
    "src/mention/fact/examples.rs",
    "src/mention/kinds.rs",
    "src/mention/settled.rs",
    "src/mention/typography.rs",
    "src/site/number.rs",
    "src/site/words.rs",
];

/// Sentences that are data and stand in files: they are not said.
const WRITTEN: &[&str] = &[
    "Records of yearbook and gazetteer pages",
    "{} records of yearbook and gazetteer pages with their provenance, made by {}.",
    "saved from url=(",
    // Columns of a table.
    "text, type, value, max, bound, unit, per, change",
    "workbooks read records again and write beside themselves",
    "documents the table; the tests read it",
    "gzip, deflate, br, zstd",
    "end of file",
];

/// A format string as a sentence with holes.
fn holed(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let behind = &rest[at..];
        if let Some(after) = behind.strip_prefix("{{").or_else(|| behind.strip_prefix("}}")) {
            out.push_str(&behind[..1]);
            rest = after;
        } else if let Some((_, after)) = behind.split_once('}') {
            out.push_str("{}");
            rest = after;
        } else {
            break;
        }
    }
    out + rest
}

/// The longest run of lower-case English words, in words.
fn words_in_a_row(text: &str) -> usize {
    let (mut longest, mut row) = (0, 0);
    for word in text.split(' ') {
        let bare = word.trim_matches([',', ':', ';', '.', '?', '(', ')']);
        let is_word = !bare.is_empty() && bare.chars().all(|c| c.is_ascii_lowercase() || c == '\'');
        row = if is_word { row + 1 } else { 0 };
        longest = longest.max(row);
        // A comma parts clauses, and names.
        row = if word.ends_with(',') { 0 } else { row };
    }
    longest
}

/// The keys of the tables, each with the table's name.
fn rows(files: &[&str]) -> BTreeMap<String, String> {
    let mut rows = BTreeMap::new();
    for file in files {
        let text = fs::read_to_string(root().join("src/language/zh").join(file)).expect("a table");
        let table: toml::Table = text.parse().expect("TOML");
        for (section, said) in &table {
            if matches!(section.as_str(), "sentences" | "labels" | "findings") {
                for key in said.as_table().expect("a table of rows").keys() {
                    let before = rows.insert(key.clone(), (*file).to_owned());
                    assert!(before.is_none_or(|b| b == *file), "{key} stands in two tables");
                }
            }
        }
    }
    rows
}

const OURS: &[&str] = &["commands.toml", "pages.toml", "views.toml", "codes.toml", "rules.toml"];

#[test]
fn every_sentence_of_the_code_has_its_chinese() {
    let rows = rows(OURS);
    let mut missing = Vec::new();
    for (file, Literal { before, text }) in texts() {
        let sentence = holed(&text);
        let is_sql = ["SELECT", "INSERT", "UPDATE", "CREATE", "DELETE", "PRAGMA", " IN ("];
        let nobody = SAID_TO_NOBODY.iter().any(|room| file.starts_with(room))
            || before.contains("expect(")
            || before.contains("after_long_help")
            || is_sql.iter().any(|word| sentence.contains(word))
            || WRITTEN.contains(&sentence.as_str());
        if nobody || words_in_a_row(&sentence.replace("{}", "…")) < 3 {
            continue;
        }
        let bare = sentence.trim();
        // A sentence may be put together of pieces, which then stand in the row of the whole.
        let longest = bare.split("{}").max_by_key(|piece| piece.len()).unwrap_or_default();
        if !rows.contains_key(bare) && !rows.keys().any(|row| row.contains(longest)) {
            missing.push(format!("{file}: {bare:?}"));
        }
    }
    assert!(missing.is_empty(), "src/language/zh/*.toml lack {missing:#?}");
}

#[test]
fn every_row_is_said_somewhere() {
    let said: Vec<String> = texts().into_iter().map(|(_, literal)| holed(&literal.text)).collect();
    let whole: BTreeSet<&str> = said.iter().map(|text| text.trim()).collect();
    let all = said.join("\n");
    let dead: Vec<String> = rows(OURS)
        .into_iter()
        .filter(|(row, _)| !whole.contains(row.as_str()))
        .filter(|(row, _)| {
            // Put together of pieces, or with a word that stands elsewhere: without coverage year.
            let pieces = row.split(['{', '}', ',', ':', ';', '(', ')']).map(str::trim);
            let mut pieces = pieces.filter(|piece| words_in_a_row(piece) > 1).peekable();
            pieces.peek().is_none() && words_in_a_row(row) > 1
                || pieces.any(|piece| !all.contains(piece) && !all.contains(&piece.replace(' ', "_")))
        })
        .map(|(row, file)| format!("{file}: {row:?}"))
        .collect();
    assert!(dead.is_empty(), "nothing says {dead:#?}");
}

#[test]
fn every_reason_has_its_words() {
    let mut reasons: BTreeSet<String> = Rule::ALL.iter().map(|rule| rule.reason().to_owned()).collect();
    for (_, source) in sources() {
        let code = code(&source);
        for (call, place) in
            [("Failure::new(", 1), ("Skip::new(", 0), ("Fault::lasting(", 0), ("Fault::passing(", 0)]
        {
            for (at, _) in code.match_indices(call) {
                let arguments = &code[at + call.len()..];
                let mut arguments = arguments.split(',').map(str::trim);
                let Some(reason) = arguments.nth(place) else { continue };
                if let Some(reason) = reason.strip_prefix('"').and_then(|r| r.split('"').next()) {
                    reasons.insert(reason.to_owned());
                }
            }
        }
    }
    assert!(reasons.len() > 60, "{reasons:?}");
    let missing: Vec<&String> =
        reasons.iter().filter(|reason| Language::Chinese.of_code(reason).is_none()).collect();
    assert!(missing.is_empty(), "src/language/zh/codes.toml lacks {missing:?}");
}

/// The lines of a text in which three English words or more stand in a row, names and commands left out.
fn english(text: &str) -> Vec<String> {
    const NAMES: &[&str] = &["JSON Schema", "Dublin Core", "JSON Lines", "CC BY", "GB/T", "ISO"];
    let mut found = Vec::new();
    // Values to choose from are names, over as many lines as they take.
    let text = text.replace("[命令：", "[可取：");
    let mut pieces = text.split("可取：");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    pieces.for_each(|piece| text.extend(piece.split_once(']').map(|(_, behind)| behind)));
    for line in text.lines() {
        let mut line = line.to_owned();
        for name in NAMES {
            line = line.replace(name, "…");
        }
        // A command to type ends its line, or stands before two blanks and what it does.
        while let Some(at) = line.find("nianjian ") {
            let end = line[at..].find("  ").map_or(line.len(), |i| at + i);
            line.replace_range(at..end, "…");
        }
        let mut row = 0;
        for word in line.split_whitespace() {
            let bare = word.trim_matches([',', ':', ';', '.', '?', '(', ')', '\'', '"']);
            let is_word = !bare.is_empty() && bare.chars().all(|c| c.is_ascii_alphabetic() || c == '\'');
            row = if is_word { row + 1 } else { 0 };
            if row == 3 {
                found.push(line.clone());
            }
        }
    }
    found
}

#[test]
fn english_is_seen_where_it_stands() {
    for text in ["错误：expected a page, found none", "Usage: see the manual", "nothing was begun"] {
        assert_eq!(english(text).len(), 1, "{text}");
    }
    for text in [
        "用法：nianjian convert [选项] <INPUT>...",
        "empty（read）：这不是网页",
        "nianjian view output site here",
    ] {
        assert!(english(text).is_empty(), "{text}");
    }
}

/// Runs the program under a Chinese locale.
fn under_locale(place: &Place, args: &[&str], input: &str) -> Ran {
    use std::io::Write;
    let mut command = place.command(args);
    command.env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", "zh_CN.UTF-8");
    let mut child = command.stdin(std::process::Stdio::piped()).spawn().expect("the program runs");
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    Ran::from(child.wait_with_output().expect("an end"))
}

fn hold(args: &[&str], ran: &Ran) {
    for (what, text) in [("standard output", &ran.out), ("standard error", &ran.err)] {
        let found = english(text);
        assert!(found.is_empty(), "nianjian {}: {what} says {found:#?} in\n{text}", args.join(" "));
    }
}

const COMMANDS: &[&str] = &[
    "convert",
    "extract",
    "export",
    "fetch",
    "search",
    "view",
    "inspect",
    "check",
    "validate",
    "verify",
    "schema",
    "completions",
    "man",
];

#[test]
fn help_is_chinese() {
    let place = Place::new();
    for command in COMMANDS {
        for flag in ["-h", "--help"] {
            let args = [*command, "--lang", "zh", flag];
            let ran = place.run(&args);
            assert_eq!(ran.status, Some(0), "{ran:?}");
            assert!(ran.out.contains("用法：") && ran.out.contains("选项："), "{}", ran.out);
            hold(&args, &ran);
        }
    }
    for args in [&["--lang=zh", "--help"][..], &["--lang", "zh", "help", "convert"], &["--lang", "zh"]] {
        let ran = place.run(args);
        assert!(format!("{}{}", ran.out, ran.err).contains("用法："), "{ran:?}");
        hold(args, &ran);
    }
    let man = place.run(&["man", "convert", "--lang", "zh"]);
    assert!(man.out.contains("把网页转换成记录"), "{}", man.out);
}

#[test]
fn wrong_usage_is_said_in_chinese() {
    let place = Place::new();
    let wrong: &[&[&str]] = &[
        &["--lang", "zh", "konvert"],
        &["--lang", "zh", "convert"],
        &["--lang", "zh", "convert", "a", "--yaer", "2013"],
        &["--lang", "zh", "convert", "a", "--year", "13"],
        &["--lang", "zh", "convert", "a", "--jobs", "x"],
        &["--lang", "zh", "convert", "a", "--format", "xml"],
        &["--lang", "zh", "convert", "a", "--limit", "1", "--sample", "2"],
        &["--lang", "zh", "export", "output", "--to"],
        &["--lang", "zh", "man", "nothing"],
        &["--lang", "zh", "search", "output"],
        &["--lang", "zh", "fetch", "ftp://a.cn/"],
    ];
    for args in wrong {
        let ran = place.run(args);
        assert_eq!(ran.status, Some(2), "{ran:?}");
        assert!(ran.err.starts_with("错误："), "{args:?}: {}", ran.err);
        hold(args, &ran);
    }
}

/// What is run, and the status that it ends with: each command, well and ill.
const RUNS: &[(&[&str], i32)] = &[
    (&["convert", "网页", "-o", "记录", "-v"], 1),
    (&["convert", "网页", "-o", "记录", "-v"], 1),
    (&["convert", "网页", "--dry-run"], 0),
    (&["convert", "没有", "-o", "记录"], 2),
    (&["convert", "网页/b.pdf", "-o", "空"], 2),
    (&["convert", "网页", "-o", "网页"], 2),
    (&["convert", "网页", "--profile", "bad.toml", "-o", "记录"], 2),
    (&["search", "记录", "财政收入"], 0),
    (&["search", "记录", "--money", ">=1亿"], 0),
    (&["search", "记录", "财政收入", "--series"], 0),
    (&["search", "记录", "没有这个词"], 0),
    (&["search", "记录", "--money", "很多"], 2),
    (&["search", "没有", "词"], 2),
    (&["check", "记录"], 1),
    (&["check", "记录", "--all", "--possible"], 1),
    (&["check", "没有"], 2),
    (&["view", "记录", "--no-open"], 0),
    (&["view", "没有", "--no-open"], 2),
    (&["export", "记录", "--to", "csv"], 0),
    (&["export", "记录", "--to", "sqlite"], 0),
    (&["export", "记录", "--to", "bagit", "--bom"], 2),
    (&["export", "记录", "--to", "bagit"], 0),
    (&["export", "记录", "--to", "csv", "-o", "网页"], 2),
    (&["validate", "记录"], 0),
    (&["validate", "broken.jsonl"], 1),
    (&["verify", "记录"], 0),
    (&["verify", "网页"], 2),
    (&["inspect", "网页/1.html"], 0),
    (&["inspect", "网页/1.html", "--explain", "--trace"], 0),
    (&["inspect", "网页/empty.html"], 1),
    (&["inspect", "没有.html"], 2),
    (&["inspect", "网页/1.html", "--suggest", "没有这段话"], 1),
    (&["extract", "没有.txt"], 1),
    (&["extract", "broken.jsonl", "--jsonl"], 1),
    (&["completions", "bash"], 0),
];

#[test]
fn every_command_speaks_chinese_under_a_chinese_locale() {
    let place = Place::new();
    for n in 1..6 {
        place.write(&format!("网页/{n}.html"), page(n));
    }
    place.write("网页/empty.html", "");
    place.write("网页/b.pdf", "%PDF-1.4 nothing");
    place.write("网页/c.bin", [0_u8, 1, 2, 3]);
    place.write("网页/list.html", contents());
    place.write("网页/d.txt", SUM);
    place.write("broken.jsonl", "{}\n{\"schema\": 1}\nnot json\n");
    place.write("bad.toml", "[site.\"a.cn\"]\ncontnt = \"x\"\n");
    for (args, status) in RUNS {
        let ran = under_locale(&place, args, "");
        assert_eq!(ran.status, Some(*status), "nianjian {}: {ran:#?}", args.join(" "));
        if args[0] != "completions" {
            hold(args, &ran);
        }
    }
    // The records are the same in every language.
    let english = place.run(&["convert", "网页", "-o", "records", "-q"]);
    assert_eq!(english.status, Some(1));
    for file in ["records.jsonl", "failures.jsonl", "skipped.jsonl"] {
        let read = |folder: &str| fs::read(place.path(folder).join(file)).expect(file);
        assert_eq!(read("records"), read("记录"), "{file}");
    }
}

/// A page that contradicts itself, and one that is all links.
const SUM: &str = "教育\n\n【教师】 2013年，全县招聘教师86人，其中男31人，女56人，分配到各乡镇的学校。\n";

fn contents() -> String {
    format!("<html><body>{}</body></html>", "<a href='a'>某某概况一览</a>".repeat(40))
}

#[test]
fn the_readme_shows_what_convert_says() {
    let place = Place::new();
    for n in 1..6 {
        place.write(&format!("网页/2014/{n}.html"), page(n));
    }
    place.write("网页/2014/空.html", "");
    place.write("网页/2014/目录.html", contents());
    place.write("网页/2014/教师.txt", SUM);
    place.write("网页/年鉴.pdf", "%PDF-1.4 nothing");
    let said = under_locale(&place, &["convert", "网页", "-o", "记录", "-v"], "").err;
    // How long it took is another each time.
    let timeless = |line: &str| line.split("；用时").next().unwrap_or_default().to_owned();
    let said: Vec<String> = said.lines().map(timeless).collect();
    let readme = fs::read_to_string(root().join("README.zh-CN.md")).expect("the README");
    let block = readme.split("```text\n").nth(1).and_then(|b| b.split("```").next()).expect("a block");
    for line in block.lines().map(timeless) {
        assert!(said.contains(&line), "{line:?} is not said: {said:#?}");
    }
}

#[test]
fn the_last_line_of_convert_is_chinese() {
    let place = Place::new();
    place.write("网页/1.html", page(1));
    let ran = under_locale(&place, &["convert", "网页", "-v"], "");
    assert!(ran.err.contains("1 条记录，2 个条目"), "{}", ran.err);
    assert!(
        ran.err
            .lines()
            .last()
            .is_some_and(|line| line.starts_with("下一步：") || line.starts_with("看一个网页")),
        "{}",
        ran.err
    );
    let told = under_locale(&place, &["extract"], "1月17日，400多户\n");
    assert!(told.out.contains("\"type\":\"count\""), "{}", told.out);
}
