//! Reads what the page says of its book: title, volume, and the chapters above the page.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use regex::Regex;

use crate::data::chars::Chars;
use crate::data::chrome;
use crate::record::Work;

use super::dropped::{Dropped, finders};
use super::letters::{compact, half_width, has_sign, is_han, is_wide_figure};
use super::{Article, Content, Removed};

static BOOK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) ^《? (?P<before> [12][0-9]{3} 年? (?:版|卷)? )? \s?
          (?P<title> \p{Han}{2,20}? (?: 年[鉴鑑] | [县縣市区區镇鎮乡鄉州旗省村厂校府道厅廳] 志 | 通志 | 志稿 | 地方志 )) 》? \s?
          (?: [（(〔\[·・—-]? \s? (?P<volume> (?:民國|民国)?\s?[0-9一二三四五六七八九十百〇零○]{2,4} \s? (?:[年]? \s?[—–―～~至-]+ \s?[12][0-9]{3} )? ) \s? (?:年度|年版|年卷|年|卷|版)? \s? [）)〕\]]? )? 》? (?:网络版|電子版|电子版|数字版|在线版)? $",
    )
    .expect("the pattern of books is tested")
});
static VOLUME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^[（(]?\s?(?P<volume>(?:民國|民国)?[0-9]{2,4})\s?(?:年卷|年版|年度|年鉴|年鑑|卷|版|年)\s?[）)]?$",
    )
    .expect("the pattern of volumes is tested")
});
/// A book with its volume in the middle: 渌川县2000年年鉴.
static BOOK_AROUND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^《?(?P<place>\p{Han}{2,15})(?P<volume>[12][0-9]{3}|1[0-9]{2})年?(?P<kind>年[鉴鑑])》?$")
        .expect("the pattern of books is tested")
});
/// Steps that name no chapter.
const NO_CHAPTER: &[&str] =
    &["正文", "内容", "详情", "文章内容", "详细内容", "正文内容", "文章正文", "浏览文章", "查看"];

/// The longest that a book's title with its volume can be, in bytes.
const LONGEST_BOOK: usize = 240;

/// What every book's title ends with, or nearly.
static OF_BOOKS: LazyLock<Vec<Finder>> = LazyLock::new(|| finders(&["鉴", "鑑", "志"]));

/// Whether a text has a character that every book's title ends with, or nearly.
fn may_name_book(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '鉴' | '鑑' | '志'))
}

/// Whether a text has a mark that stands in no book's title, which is told quicker than that it names none.
fn has_clauses(text: &str) -> bool {
    text.len() > LONGEST_BOOK || text.contains(['，', '。', '；', '、', '>'])
}

/// A book's title and volume, if a text names a book and no more.
fn book(text: &str) -> Option<(String, Option<String>)> {
    if !may_name_book(text) || has_clauses(text) {
        return None;
    }
    let folded = narrow(text);
    let text = folded.trim();
    // Most books are called so, and most texts not at all like one: without the patterns a small page takes about 3 % less time.
    if let Some((title, volume)) = plain_book(text) {
        return named(title, volume);
    }
    if !is_shaped_like_book(text) {
        return None;
    }
    let Some(captures) = BOOK.captures(text) else {
        let parts = BOOK_AROUND.captures(text)?;
        let [place, volume, kind] = ["place", "volume", "kind"].map(|name| parts.name(name));
        return Some((
            format!("{}{}", place?.as_str(), kind?.as_str()),
            volume.map(|v| v.as_str().to_owned()),
        ));
    };
    let volume = captures.name("volume").or(captures.name("before")).map(|m| m.as_str());
    named(captures.name("title")?.as_str(), volume)
}

/// A book by its title, unless that is only what books are called, and its volume.
fn named(title: &str, volume: Option<&str>) -> Option<(String, Option<String>)> {
    if ["史志年鉴", "地情年鉴", "综合年鉴", "历年年鉴", "电子年鉴", "地方志"].contains(&title)
        || title.chars().count() < 3
    {
        return None;
    }
    let digits = |t: &str| t.trim_end_matches(['年', '版', '卷']).trim().to_owned();
    Some((title.to_owned(), volume.map(digits).filter(|v| !v.is_empty())))
}

/// A yearbook by its title, and its volume in four figures, as [`BOOK`] reads them: 通州年鉴（2014卷）.
fn plain_book(text: &str) -> Option<(&str, Option<&str>)> {
    let inner = text.strip_prefix('《').unwrap_or(text);
    let title = inner.get(..inner.find('鉴')? + '鉴'.len_utf8())?;
    let behind = inner.get(title.len()..)?;
    let han = |c| ('\u{4e00}'..='\u{9fa5}').contains(&c) && c != '志';
    let plain =
        title.ends_with("年鉴") && title.chars().all(han) && (4..=22).contains(&title.chars().count());
    let behind = behind.strip_prefix('》').unwrap_or(behind);
    if !plain || behind.is_empty() {
        return plain.then_some((title, None));
    }
    let behind = behind.strip_prefix(['（', '(', '〔', '[', '·', '・', '—', '-']).unwrap_or(behind);
    let (volume, behind) = behind.split_at_checked(4)?;
    let behind = behind.strip_prefix('年').unwrap_or(behind);
    let behind = behind.strip_prefix(['卷', '版']).unwrap_or(behind);
    let end = behind.strip_prefix(['）', ')', '〕', ']']).unwrap_or(behind);
    (end.is_empty() && volume.bytes().all(|b| b.is_ascii_digit())).then_some((title, Some(volume)))
}

/// What stands behind the title of a book: its volume, and marks around that.
static BEHIND_TITLE: Chars = Chars::of(
    "》（(〔[·・—–―～~至-民國国0123456789一二三四五六七八九十百〇零○年度版卷）)〕]网络電电子数字在线",
);

/// Whether nothing stands before or behind the last word for a book that stands in no title and no volume.
fn is_shaped_like_book(text: &str) -> bool {
    let Some((before, behind)) = text.rfind(['鉴', '鑑', '志']).and_then(|at| text.split_at_checked(at))
    else {
        return false;
    };
    let in_title = |c: char| {
        let mark = matches!(c, '\u{3008}' | '\u{3009}' | '\u{300b}'..='\u{3020}' | '\u{ff00}'..='\u{ffef}');
        c.is_ascii_digit() || c.is_whitespace() || c >= '\u{2e80}' && !mark
    };
    let behind = behind.chars().skip(1).skip_while(|c| *c == '稿');
    before.chars().all(in_title) && behind.into_iter().all(|c| c.is_whitespace() || BEHIND_TITLE.has(c))
}

/// A text with its figures as ASCII has them: those as wide as Han characters, and a year in Han numerals.
fn narrow(text: &str) -> Cow<'_, str> {
    if let Some(year) = han_year(text) {
        return year.into();
    }
    match has_sign(text, is_wide_figure) {
        true => text.chars().map(half_width).collect::<String>().into(),
        false => text.into(),
    }
}

/// 二〇一四年, 二○一四年卷: a step that is a year in Han numerals, with ASCII figures.
fn han_year(step: &str) -> Option<String> {
    let digit = |c: char| match c {
        '○' | '零' | 'Ｏ' | 'O' => Some('0'),
        c => {
            "〇一二三四五六七八九".chars().position(|d| d == c).and_then(|at| char::from_digit(at as u32, 10))
        }
    };
    let year: String = step.chars().take(4).map(digit).collect::<Option<_>>()?;
    let behind: String = step.chars().skip(4).collect();
    let plain = behind.is_empty() || behind.starts_with(['年', '卷', '版']);
    (year.len() == 4 && plain && behind.chars().count() <= 3).then(|| year + &behind)
}

/// Whether a step is a year and no more: behind its book, the volume's.
fn is_year(step: &str) -> bool {
    step.len() == 4
        && (step.starts_with("19") || step.starts_with("20"))
        && step.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a line says which book the text is taken from, and no more: ——摘自《通州年鉴2014》.
pub(super) fn is_excerpt(text: &str) -> bool {
    if !text.contains('《') {
        return false;
    }
    let rest = without_lead(text);
    rest.len() < text.len() && rest.starts_with('《') && !rest.contains(['。', '；'])
}

/// Whether a line begins with a book and its volume: 通州年鉴（2014卷） 综合统计.
pub(super) fn begins_with_book(text: &str) -> bool {
    // Most texts are told by the first of these.
    let words = || text.split(' ').next().unwrap_or_default();
    may_name_book(text)
        && !text.contains(['，', '。', '；', '：', ':'])
        && book(words()).is_some_and(|(_, volume)| volume.is_some())
}

/// Reads the book from the breadcrumb, else from title, origin and `head`, the page's `<title>`, else from
/// a short line that names one; one that was found to say which book this is comes first.
pub(super) fn read(article: &Article, dropped: &Dropped, head: Option<&str>) -> Work {
    let steps = &article.breadcrumb;
    of_steps(article, head)
        .or_else(|| steps.iter().rev().find_map(|step| with_part(step)))
        .or_else(|| {
            // Few lines may name a book, and to look for fields in all of them took 40 % of the article's time.
            let naming: Vec<&Removed> =
                dropped.with(&OF_BOOKS).into_iter().filter_map(|i| dropped.lines.get(i)).collect();
            of_fields(&naming)
                .or_else(|| article.origin.as_ref().and_then(|o| of_column(&o.value)))
                .or_else(|| of_lines(article, dropped.lines, &naming, head))
        })
        .unwrap_or_default()
}

/// The book among the steps of the breadcrumb, and the chapters behind it.
fn of_steps(article: &Article, head: Option<&str>) -> Option<Work> {
    let steps = &article.breadcrumb;
    // The nearest step names the book best: 某某年鉴 > 某某年鉴2014.
    let named = |(at, step): (usize, &String)| Some((at, book(step)?));
    let (at, (title, volume)) = steps.iter().enumerate().rev().find_map(named)?;
    let mut work = Work { title: Some(title), volume, path: Vec::new() };
    for (i, step) in steps.iter().skip(at + 1).enumerate() {
        let folded = narrow(step);
        let volume = VOLUME.captures(&folded).and_then(|c| c.name("volume")).map(|m| m.as_str());
        match volume.or(Some(&*folded).filter(|s| i == 0 && is_year(s))) {
            Some(volume) if work.volume.is_none() => work.volume = Some(volume.to_owned()),
            _ => work.path.push(step.clone()),
        }
    }
    // 首页 > 集团年鉴 on the site of 北岭矿业集团年鉴.
    let short = work.title.as_deref().unwrap_or_default();
    let longer = |h: &&str| h.find(short).and_then(|at| h.get(..at)).is_some_and(|b| b.ends_with(is_han));
    let fuller = head.filter(|_| work.volume.is_some()).filter(longer).and_then(|h| {
        let mut books = pieces(h).filter_map(|t| book(without_lead(t)));
        books.find(|(full, volume)| full.ends_with(short) && *volume == work.volume)
    });
    if work.volume.is_none() {
        let mut books = head.into_iter().flat_map(pieces).filter_map(|t| book(without_lead(t)));
        let same = |(title, volume): &(String, Option<String>)| {
            work.title.as_ref() == Some(title) && volume.is_some()
        };
        work.volume = books.find(same).and_then(|(_, volume)| volume);
    }
    work.title = fuller.map(|(full, _)| full).or(work.title);
    let title = article.title_text().map(compact);
    work.path.retain(|s| !NO_CHAPTER.contains(&s.as_str()) && Some(compact(s)) != title);
    Some(work)
}

/// The book that a line names: title, origin, `<title>`, a line that says where the text is from, a short one.
/// `naming` are the dropped lines that may name one.
fn of_lines(article: &Article, removed: &[Removed], naming: &[&Removed], head: Option<&str>) -> Option<Work> {
    let named_by = |of_book: bool| {
        let lines = naming.iter().filter(move |r| (r.rule.reason() == "book-line") == of_book);
        lines.map(|r| &*r.text)
    };
    let short = article.blocks.iter().filter_map(|b| match &b.content {
        Content::Paragraph { text } if text.chars().nth(40).is_none() => Some(text.as_str()),
        _ => None,
    });
    let short = short.filter(|t| may_name_book(t));
    // 下一篇：通州年鉴2015 is another page's; a colon parts only what names this one.
    let own = article.title_text().into_iter().chain(article.origin.as_ref().map(|o| o.value.as_str()));
    let own = own.chain(named_by(true)).chain(head).filter(|t| may_name_book(t));
    let own = own.flat_map(|t| pieces(t).chain(t.split('：')));
    let other = named_by(false).chain(short).flat_map(pieces);
    let mut named = own.chain(other).filter(|t| may_name_book(t));
    let volume = named.find_map(|t| book(without_lead(t)).filter(|(_, v)| v.is_some()));
    // A book that the text is taken from, though nobody says which volume of it.
    let excerpt =
        || named_by(true).find_map(|t| book(without_lead(t)).filter(|_| without_lead(t).len() < t.len()));
    let (title, volume) = volume.or_else(excerpt)?;
    let path = chapter_below(removed, &title, volume.as_deref());
    Some(Work { title: Some(title), volume, path })
}

/// A book and its part in one step: 光緒順天府志·經政志.
fn with_part(step: &str) -> Option<Work> {
    let (before, part) = step.split_once(['·', '・'])?;
    let (title, volume) = book(before)?;
    Some(Work { title: Some(title), volume, path: vec![part.to_owned()] })
}

/// The fields of a library's table: 书名 | 江苏经济年鉴1988 | 栏目 | 市县经济·常熟市.
fn of_fields(naming: &[&Removed]) -> Option<Work> {
    let chrome = chrome();
    naming.iter().find_map(|removed| {
        let cells: Vec<&str> =
            removed.text.split(['\n', '|', '：', ':']).map(str::trim).filter(|c| !c.is_empty()).collect();
        let behind = |labels: &[String]| {
            let named = |cell: &&str| {
                let words = compact(cell);
                labels.iter().any(|label| *label == words)
            };
            let mut pairs = cells.iter().zip(cells.iter().skip(1));
            pairs.find(|(cell, _)| named(cell)).map(|(_, value)| *value)
        };
        let (title, volume) = book(behind(&chrome.book_labels)?)?;
        let path = behind(&chrome.chapter_labels).map(|c| vec![c.to_owned()]).unwrap_or_default();
        Some(Work { title: Some(title), volume, path })
    })
}

/// The book and its column: 《四川年鉴1994》“市地州·万县市”栏.
fn of_column(text: &str) -> Option<Work> {
    let (name, rest) = text.strip_prefix('《')?.split_once('》')?;
    let (title, volume) = book(name)?;
    let column = rest.trim().trim_end_matches(['栏', '目', '篇']).trim_matches(['“', '”', '"', '「', '」']);
    let path =
        if column.is_empty() || column.chars().count() > 40 { Vec::new() } else { vec![column.to_owned()] };
    Some(Work { title: Some(title), volume, path })
}

/// The chapter that stands in the line below the book's: 大庆年鉴2004, and below it 县区·杜蒙县.
fn chapter_below(removed: &[Removed], title: &str, volume: Option<&str>) -> Vec<String> {
    let at = removed.iter().position(|r| {
        book(&r.text).is_some_and(|(name, number)| name == title && number.as_deref() == volume)
    });
    let next = at.and_then(|at| removed.get(at + 1)).map(|r| r.text.trim());
    let chapter = next
        .filter(|t| t.chars().count() <= 20 && t.contains('·') && t.chars().all(|c| is_han(c) || c == '·'));
    chapter.map(|c| vec![c.to_owned()]).unwrap_or_default()
}

/// A line and its pieces: links of a bar stand in one line, and a page's name beside that of its site, its
/// book before it (渌川年鉴（2000卷）农业) or in brackets behind (商务（《澄江年鉴》2017卷）).
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let before = line.split_inclusive(['）', ')']).next();
    let behind = line.find("（《").and_then(|at| line.get(at + '（'.len_utf8()..)?.strip_suffix('）'));
    let parts = line.split(PARTS).chain(before).chain(behind);
    std::iter::once(line).chain(parts.filter(move |p| p.len() < line.len()))
}

/// What parts the pieces of a line.
const PARTS: [char; 11] = ['·', ' ', '|', '>', '＞', '-', '－', '_', '—', '–', '\u{3000}'];

/// The book beside words that say that the text is from it: 摘自《通州年鉴2014》, （选自…）, ——《通州年鉴》选登.
fn without_lead(text: &str) -> &str {
    let inner = text.trim().trim_matches(['（', '）', '(', ')', '—', '－']);
    if let Some(book) =
        chrome().excerpt_tails.iter().find_map(|tail| inner.strip_suffix(tail.as_str())).map(str::trim)
        && book.starts_with('《')
        && book.ends_with('》')
    {
        return book;
    }
    let leads = &chrome().excerpt_leads;
    leads
        .iter()
        .find_map(|lead| inner.strip_prefix(lead.as_str()))
        .map_or(text, |t| t.trim_start_matches(['：', ':']))
}

#[cfg(test)]
mod tests {
    use super::super::{Known, Rule};
    use super::*;

    fn crumbs(steps: &[&str]) -> (Option<String>, Option<String>, Vec<String>) {
        let breadcrumb = steps.iter().map(|s| (*s).to_owned()).collect();
        let work = read(
            &Article { breadcrumb, title: Some(Known::stated("妇联".into(), "h1")), ..Article::default() },
            &Dropped::new(&[]),
            None,
        );
        (work.title, work.volume, work.path)
    }

    #[test]
    fn what_is_sought_in_all_lines_at_once_is_looked_for_in_each() {
        let mut ends: Vec<&str> =
            OF_BOOKS.iter().filter_map(|end| str::from_utf8(end.needle()).ok()).collect();
        ends.sort_unstable();
        let told = ('\u{4e00}'..='\u{9fff}').filter(|c| may_name_book(&c.to_string()));
        assert_eq!(told.collect::<String>(), ends.concat());
    }

    #[test]
    fn the_short_ways_to_a_book_agree_with_the_patterns() {
        let (leads, tails) =
            (["", "《", "2014年", "１", "农业-"], ["", "》", "）", " ", "》电子版", "农业", "。"]);
        let names = [
            "通州年鉴",
            "鉴",
            "县年鉴",
            "通州年鑑",
            "通州区志",
            "X县志",
            "光绪顺天府志稿",
            "县志年鉴",
            "某县2000年年鉴",
            "年鉴年鉴",
        ];
        let volumes = [
            "",
            "2014",
            "（2014",
            "-2014年卷",
            "》2014卷",
            "(民国25年",
            "2014—2016",
            "二〇一四年",
            "2014年度",
            "20",
            "·2014版)",
        ];
        let (mut plain, mut shaped) = (0, 0);
        for lead in leads {
            for name in names {
                for (volume, tail) in volumes.iter().flat_map(|v| tails.map(|t| (v, t))) {
                    let text = format!("{lead}{name}{volume}{tail}");
                    let text = text.trim();
                    let found = BOOK.captures(text);
                    if let Some((title, volume)) = plain_book(text) {
                        let found = found.as_ref().expect(text);
                        assert!(found.name("before").is_none(), "{text}");
                        assert_eq!(found.name("title").map(|m| m.as_str()), Some(title), "{text}");
                        assert_eq!(found.name("volume").map(|m| m.as_str()), volume, "{text}");
                        plain += 1;
                    }
                    if found.is_some() || BOOK_AROUND.is_match(text) {
                        assert!(is_shaped_like_book(text), "{text}");
                        shaped += 1;
                    }
                }
            }
        }
        assert!(plain >= 30 && shaped > plain, "{plain} {shaped}");
    }

    #[test]
    fn reads_the_book_and_the_chapters() {
        let some = |t: &str| Some(t.to_owned());
        let rows: Vec<(&[&str], _)> = vec![
            (
                &["首页", "通州年鉴2014", "群众团体", "妇联"],
                (some("通州年鉴"), some("2014"), vec!["群众团体".into()]),
            ),
            (&["首页", "望岫年鉴", "2020卷"], (some("望岫年鉴"), some("2020"), vec![])),
            (&["鹤汀史志", "鹤汀年鉴（2011）", "正文"], (some("鹤汀年鉴"), some("2011"), vec![])),
            (&["首页", "《岚谷年鉴》2018", "党史"], (some("岚谷年鉴"), some("2018"), vec!["党史".into()])),
            (
                &["柏陵县志（1986―2000）", "第七编 农业"],
                (some("柏陵县志"), some("1986―2000"), vec!["第七编 农业".into()]),
            ),
            (&["首頁", "屏山縣102年年鑑"], (some("屏山縣年鑑"), some("102"), vec![])),
            (&["渌川县2000年年鉴"], (some("渌川县年鉴"), some("2000"), vec![])),
            (&["首页", "2015年栖云年鉴"], (some("栖云年鉴"), some("2015"), vec![])),
            (&["江城年鉴", "2016", "开发区"], (some("江城年鉴"), some("2016"), vec!["开发区".into()])),
            (&["江城年鉴", "开发区", "2016"], (some("江城年鉴"), None, vec!["开发区".into(), "2016".into()])),
            (&["首页", "秋浦年鉴２０１９"], (some("秋浦年鉴"), some("2019"), vec![])),
            (&["秋浦年鉴", "2019年鉴"], (some("秋浦年鉴"), some("2019"), vec![])),
            (&["秋浦年鉴", "二〇一九年", "政法"], (some("秋浦年鉴"), some("2019"), vec!["政法".into()])),
            (&["首页", "新闻中心"], (None, None, vec![])),
        ];
        for (steps, want) in rows {
            assert_eq!(crumbs(steps), want, "{steps:?}");
        }
    }

    #[test]
    fn takes_the_fuller_name_of_the_book() {
        let breadcrumb = ["首页", "集团年鉴", "2016年卷"].map(str::to_owned).to_vec();
        let article = Article { breadcrumb, ..Article::default() };
        let title = |head| read(&article, &Dropped::new(&[]), Some(head)).title;
        assert_eq!(title("生产经营 | 北岭矿业集团年鉴2016").as_deref(), Some("北岭矿业集团年鉴"));
        assert_eq!(title("生产经营 | 北岭矿业集团年鉴2014").as_deref(), Some("集团年鉴"));
        assert_eq!(title("欢迎访问集团年鉴").as_deref(), Some("集团年鉴"));
        assert_eq!(title("生产经营 | 通州年鉴").as_deref(), Some("集团年鉴"));
    }

    #[test]
    fn takes_the_volume_from_the_page_s_head() {
        let article =
            Article { breadcrumb: vec!["首页".into(), "霁州年鉴".into()], ..Article::default() };
        let volume = |head| read(&article, &Dropped::new(&[]), Some(head)).volume;
        assert_eq!(volume("霁州市人民政府 霁州年鉴2012 民族宗教").as_deref(), Some("2012"));
        assert_eq!(volume("霁州市人民政府 屏山年鉴2012 民族宗教"), None);
    }

    #[test]
    fn reads_the_book_from_what_stands_around_the_text() {
        let rows = [
            (Some("煤炭生产--濠坪年鉴（2010）网络版"), "", Some(("濠坪年鉴", "2010"))),
            (Some("崇岭矿业集团年鉴2011"), "", Some(("崇岭矿业集团年鉴", "2011"))),
            (None, "——摘自《望湖年鉴（2018）》", Some(("望湖年鉴", "2018"))),
            (None, "茂川年鉴（2017卷） 综合统计", Some(("茂川年鉴", "2017"))),
            (None, "——《澄江年鉴（2015）》选登", Some(("澄江年鉴", "2015"))),
            (Some("渌川年鉴2000－农业"), "", Some(("渌川年鉴", "2000"))),
            (Some("渌川年鉴2000：农业"), "", Some(("渌川年鉴", "2000"))),
            (Some("渌川年鉴（2000卷）农业"), "", Some(("渌川年鉴", "2000"))),
            (Some("商务（《澄江年鉴》2017卷）"), "", Some(("澄江年鉴", "2017"))),
            (None, "下一篇：通州年鉴2015", None),
            (Some("武陵溪年鉴２００２"), "", Some(("武陵溪年鉴", "2002"))),
            (Some("通州年鉴"), "《通州年鉴2014》首发式举行", None),
        ];
        for (head, text, want) in rows {
            let removed = [Removed { text: text.into(), rule: Rule::Outside }];
            let work = read(&Article::default(), &Dropped::new(&removed), head);
            let got = work.title.as_deref().zip(work.volume.as_deref());
            assert_eq!(got, want, "{head:?} {text}");
        }
    }
}
