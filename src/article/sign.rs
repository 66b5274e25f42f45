//! Reads who signs a text: (倪晓燕), 撰稿：…, 文／…, 责任编辑：…, in a line of its own or behind the last sentence.

use crate::data::{Label, chrome};
use crate::document::Line;
use crate::record::{Contributor, Role};

use super::labels::fields;
use super::letters::compact;
use super::names::{is_person, may_be_named, names};
use super::shaped::Shaped;

/// What a line that signs says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Signed {
    pub(super) contributors: Vec<Contributor>,
    /// Where the signature begins in the line's text, in bytes; 0 for a line that does nothing else.
    pub(super) from: usize,
    /// Whether nothing but its place tells that it is one: a name alone in brackets.
    pub(super) guessed: bool,
}

/// Reads a line that only signs: labels of authors and editors with their values, or a name in brackets.
pub(super) fn line(line: &Shaped) -> Option<Signed> {
    if line.chars > 80 || line.chars < 2 {
        return None;
    }
    let found = line.fields();
    let signing = |label: &Label| matches!(label, Label::Author | Label::Editor | Label::Affiliation);
    if let Some(first) = found.first()
        && line.text.get(..first.start).is_some_and(|t| compact(t).chars().count() <= 1)
    {
        let mut signed = Signed::default();
        for field in found {
            // 记者：您如何看？ is talk.
            let talk = |v: &str| v.contains(['。', '！', '？', '；']);
            if signing(&field.label) && line.text.get(field.value.clone()).is_some_and(talk) {
                return None;
            }
            let value = line.text.get(field.value.clone()).unwrap_or_default();
            match field.label {
                Label::Other | Label::Source(_) | Label::Date | Label::Title => {}
                label => signed.contributors.extend(labelled(label, value)),
            }
        }
        let any = found.iter().any(|f| signing(&f.label));
        // A sentence that begins like a label is text.
        let prose = signed.contributors.is_empty() && line.stops > 1 || line.stops > 8;
        return (any && !prose).then_some(signed);
    }
    // A name without a label stands in round brackets; 【概况】 is a heading.
    let text = line.text.trim();
    let inner = match line.text.starts_with(['（', '(']) {
        true => bracketed(text)?,
        false => Some(text).filter(|t| line.chars <= 20 && says_who_wrote(t))?,
    };
    in_brackets(inner)
}

/// Whether a line ends in a word apart that says what the names before it did: 张三丰 供稿. Of the verbs
/// only those that stand before names, too: 信息 报道 may be a heading.
fn says_who_wrote(text: &str) -> bool {
    let last = text.rsplit_once(' ').map_or("", |(_, last)| last);
    let is = |words: &[String]| words.iter().any(|w| w == last);
    last.chars().count() >= 2 && is(&chrome().after) && is(&chrome().roles)
}

/// The name in what stands behind the date of a date line where it says who wrote: 县气象局 供稿.
pub(super) fn byline(rest: &str) -> Option<&str> {
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':' || c.is_whitespace()).trim();
    let verb = |verb: &&String| verb.chars().count() >= 2 && chrome().roles.contains(verb);
    let name = chrome().after.iter().filter(verb).find_map(|verb| rest.strip_suffix(verb.as_str()))?.trim();
    (is_person(name) || name.chars().nth(30).is_none() && chrome().is_organisation(name)).then_some(name)
}

/// Reads a name behind a box, or in the brackets of a heading, where nothing follows: □ 童 军, ［柯文］.
pub(super) fn closing(line: &Line) -> Option<Signed> {
    let text = line.text.trim();
    let inner = text.strip_prefix('□').or_else(|| bracketed(text))?;
    let named = |c: &Contributor| is_person(&c.name);
    in_brackets(inner).filter(|signed| line.chars <= 20 && signed.contributors.iter().all(named))
}

/// The bracket behind the last sentence of a line, and where that sentence ends.
fn last_bracket<'l>(line: &'l Line) -> Option<(usize, &'l str)> {
    let text = line.text.trim_end();
    if !text.ends_with(['）', ')', '】', '］', ']']) {
        return None;
    }
    let open = text.rfind(['（', '(', '【', '［', '['])?;
    let before = text.get(..open)?.trim_end();
    // Only behind a finished sentence: 张三（男） is none.
    let finished = before.ends_with(['。', '！', '？', '”', '；', '.', '」', '…', '!', '?']);
    finished.then(|| Some((before.len(), text.get(open..)?)))?
}

/// Reads a signature in brackets behind the last sentence of a paragraph.
pub(super) fn tail(line: &Line) -> Option<Signed> {
    let (from, signature) = last_bracket(line)?;
    let labelled = signature.contains(['：', ':', '／', '/']);
    let inner = bracketed(signature).filter(|_| labelled || signature.starts_with(['（', '(']))?;
    Some(Signed { from, ..in_brackets(inner)? })
}

/// Reads the origin in brackets there: where the bracket begins, and the origin.
pub(super) fn source(line: &Line) -> Option<(usize, String)> {
    let (from, bracket) = last_bracket(line)?;
    let inner = bracketed(bracket)?;
    let piece = Line { text: inner.into(), ..Line::default() };
    let field = fields(&piece).into_iter().next().filter(|f| f.start == 0)?;
    let value = inner.get(field.value)?;
    (matches!(field.label, Label::Source(_)) && !value.is_empty()).then(|| (from, value.to_owned()))
}

/// The inside of a text that is one bracket.
fn bracketed(text: &str) -> Option<&str> {
    let open = text.chars().next()?;
    let close = text.chars().next_back()?;
    let pair = matches!(
        (open, close),
        ('（' | '(', '）' | ')') | ('【', '】') | ('［' | '[', '］' | ']') | ('〔', '〕')
    );
    let inner = text.get(open.len_utf8()..text.len().checked_sub(close.len_utf8())?)?;
    (pair && !inner.contains(['（', '(', '）', ')', '【', '】'])).then_some(inner)
}

/// Names in brackets, with or without a role before them and a verb behind.
fn in_brackets(inner: &str) -> Option<Signed> {
    let inner = inner.trim();
    let stated = |contributors| Signed { contributors, from: 0, guessed: false };
    match labels_in(inner) {
        Some(found) => return Some(found).filter(|names| !names.is_empty()).map(stated),
        None if begins_with_label(inner) => return None,
        None => {}
    }
    // What a bracket says of the author besides the name is text: （作者系区粮食局干部）, and so is （见彩页）.
    if chrome().remarks.find(inner).is_some() || chrome().is_no_name(inner) {
        return None;
    }
    if let Some(signers) = signers(inner) {
        return Some(stated(signers));
    }
    if let Some(signers) = with_verbs(inner) {
        return Some(stated(signers));
    }
    if is_picture_credit(inner) {
        return Some(stated(Vec::new()));
    }
    let (rest, role) = without_role(inner);
    let mut out = names(rest, Role::Contributor);
    works_for_the_first(&mut out);
    let named = |c: &Contributor| {
        chrome().is_organisation(&c.name) || is_person(&c.name) && (role || may_be_named(&c.name))
    };
    let fits = !out.is_empty() && out.iter().all(named);
    let remark = matches!(out.as_slice(), [only] if chrome().is_no_name(&only.name));
    let guessed = !role && out.iter().all(|c| c.organization.is_none());
    (fits && !remark).then_some(Signed { contributors: out, from: 0, guessed })
}

/// Whether a bracket names who made a picture and nobody who wrote: 孙立人　图.
fn is_picture_credit(inner: &str) -> bool {
    inner.rsplit_once(' ').is_some_and(|(name, made)| {
        let picture = matches!(made, "图" | "圖" | "摄" | "攝") || chrome().beside.iter().any(|b| b == made);
        picture && is_person(name.trim()) && may_be_named(name.trim())
    })
}

/// A text as a line of its own.
pub(super) fn piece(inner: &str) -> Line<'_> {
    Line { text: inner.into(), chars: compact(inner).chars().count() as u32, ..Line::default() }
}

fn begins_with_label(inner: &str) -> bool {
    fields(&piece(inner)).first().is_some_and(|f| f.start == 0)
}

/// Where a word that cannot be a name stands before one that can, it is whom the other works for: 县妇联 倪晓燕.
fn works_for_the_first(names: &mut Vec<Contributor>) {
    if let [first, second] = names.as_mut_slice() {
        let no_name = first.name.chars().count() >= 3 && !may_be_named(&first.name);
        let apart = first.organization.is_none() && second.organization.is_none();
        if no_name && apart && is_person(&second.name) && may_be_named(&second.name) {
            second.organization = Some(std::mem::take(&mut first.name));
            names.remove(0);
        }
    }
}

/// Whom the labels name that a bracket begins with; nobody where one says something else.
fn labels_in(inner: &str) -> Option<Vec<Contributor>> {
    let found = fields(&piece(inner));
    if found.first().is_none_or(|f| f.start > 0) {
        return None;
    }
    let mut out = Vec::new();
    for field in &found {
        let value = inner.get(field.value.clone()).unwrap_or_default();
        match field.label {
            Label::Other | Label::Source(_) | Label::Date | Label::Title => return None,
            label => out.extend(labelled(label, value)),
        }
    }
    Some(out)
}

/// Who signs for which organisation: 图书馆：黎望 褚元清, 市邮政局：丁宝山；市电信局：贺岚.
fn signers(inner: &str) -> Option<Vec<Contributor>> {
    let mut out = Vec::new();
    for part in inner.split([';', '；']) {
        let (organisation, people) = part.split_once(['：', ':'])?;
        let organisation = Some(organisation.trim()).filter(|o| chrome().is_organisation(o))?;
        let mut named = names(people, Role::Contributor);
        named.iter_mut().for_each(|c| c.organization = Some(organisation.to_owned()));
        out.extend(named);
    }
    Some(out).filter(|out| !out.is_empty() && out.iter().all(|c| is_person(&c.name)))
}

/// Who wrote and who edited, where a word behind the names says so of each: 韩 磊 撰稿 沈国平 审稿.
fn with_verbs(inner: &str) -> Option<Vec<Contributor>> {
    let role = |word: &str| match chrome().label(word)? {
        Label::Author => Some(Role::Contributor),
        Label::Editor => Some(Role::Editor),
        _ => None,
    };
    let (mut out, mut waiting) = (Vec::new(), String::new());
    for word in inner.split(|c: char| c.is_whitespace() || matches!(c, '，' | ',' | '；' | ';')) {
        let verb = word.char_indices().map(|(at, _)| at).find_map(|at| Some((at, role(word.get(at..)?)?)));
        let (name, role) =
            verb.map_or((word, None), |(at, role)| (word.get(..at).unwrap_or_default(), Some(role)));
        waiting.extend([" ", name]);
        if let Some(role) = role {
            out.extend(names(&std::mem::take(&mut waiting), role));
        }
    }
    let edited = out.iter().any(|c: &Contributor| c.role == Role::Editor);
    let named =
        |c: &Contributor| chrome().is_organisation(&c.name) || is_person(&c.name) && may_be_named(&c.name);
    (edited && waiting.trim().is_empty() && out.iter().all(named)).then_some(out)
}

/// What stands between a role and a verb, and whether there is one: 通讯员 宣萱, 县史志办供稿.
fn without_role(inner: &str) -> (&str, bool) {
    let mut rest = inner;
    let mut role = false;
    for word in &chrome().after {
        let Some(before) = rest.strip_suffix(word.as_str()) else { continue };
        // 撰 must stand apart: 王撰 is a name.
        if word.chars().count() > 1 || before.ends_with(char::is_whitespace) {
            rest = before.trim_end();
            role = true;
            break;
        }
    }
    if role
        && let Some(after) =
            ["资料由", "材料由", "本文由", "由"].iter().find_map(|lead| rest.strip_prefix(lead))
    {
        rest = after;
    }
    let stripped = chrome().roles.iter().find_map(|word| {
        let after = rest.strip_prefix(word.as_str())?;
        let apart = after.starts_with(char::is_whitespace) || word.chars().count() > 1;
        // 文 静 is a name.
        (apart && after.trim().chars().nth(1).is_some()).then(|| after.trim_start())
    });
    (stripped.unwrap_or(rest), role || stripped.is_some())
}

/// Who signs behind a label. An organisation that somebody works for stands with an empty name until
/// [`settle`] knows who that is.
pub(super) fn labelled(label: Label, value: &str) -> Vec<Contributor> {
    match label {
        Label::Editor => names(value, Role::Editor),
        Label::Affiliation => {
            let organization =
                value.trim_matches(|c: char| c.is_whitespace() || matches!(c, '（' | '）' | '(' | ')'));
            let works_for = |o: &str| Contributor {
                name: String::new(),
                organization: Some(o.into()),
                role: Role::Contributor,
            };
            Some(organization).filter(|o| !o.is_empty()).map(works_for).into_iter().collect()
        }
        _ => names(value, Role::Contributor),
    }
}

/// Gives the organisation of 作者单位 to those who sign without one; where nobody does, it signs itself.
pub(super) fn settle(contributors: &mut Vec<Contributor>) {
    let Some(at) = contributors.iter().position(|c| c.name.is_empty()) else { return };
    let organization = contributors.remove(at).organization;
    let mut alone = true;
    for person in contributors.iter_mut().filter(|c| c.role == Role::Contributor && !c.name.is_empty()) {
        alone = false;
        if person.organization.is_none() && !chrome().is_organisation(&person.name) {
            person.organization.clone_from(&organization);
        }
    }
    contributors.retain(|c| !c.name.is_empty());
    if let Some(name) = organization.filter(|_| alone) {
        contributors.push(Contributor { name, organization: None, role: Role::Contributor });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Line<'static> {
        Line { text: text.to_owned().into(), chars: compact(text).chars().count() as u32, ..Line::default() }
    }

    fn show(signed: Option<Signed>) -> String {
        let person = |c: &Contributor| {
            let editor = if c.role == Role::Editor { "*" } else { "" };
            format!(
                "{}{editor}{}",
                c.name,
                c.organization.as_deref().map(|o| format!("@{o}")).unwrap_or_default()
            )
        };
        signed.map_or("none".into(), |s| s.contributors.iter().map(person).collect::<Vec<_>>().join("、"))
    }

    #[test]
    fn lines_that_sign() {
        let rows = [
            ("（康绍棠）", "康绍棠"),
            ("（祝南枝 卓 尔）", "祝南枝、卓尔"),
            ("（清砚区农业农村局 邬思齐）", "邬思齐@清砚区农业农村局"),
            ("撰稿人：郁文渊", "郁文渊"),
            ("（供稿人：雷泽、解清）", "雷泽、解清"),
            ("【责任编辑：梅朵】", "梅朵*"),
            ("作者：言午 编辑：双木", "言午、双木*"),
            ("文／薄云生", "薄云生"),
            ("撰稿 税 捷", "税捷"),
            ("（通讯员 宣 萱）", "宣萱"),
            ("(责编：纪南、车前)", "纪南*、车前*"),
            ("（县史志办供稿）", "县史志办"),
            ("撰稿：康绍棠（区粮食局）", "康绍棠@区粮食局"),
            ("撰 稿 人：康 绍 棠", "康绍棠"),
            ("（资料由区粮食局提供）", "区粮食局"),
            ("（作者系区粮食局干部）", "none"),
            ("供稿人：康绍棠 电话：0512-6666666", "康绍棠"),
            ("（栏目编辑：梅朵）", "梅朵*"),
            ("（图书馆：黎望 褚元清）", "黎望@图书馆、褚元清@图书馆"),
            ("（農會總幹事室 呂阿滿 撰）", "呂阿滿@農會總幹事室"),
            ("供稿单位：县文化馆", "县文化馆"),
            ("（李 明 王 芳）", "李明、王芳"),
            ("（欧 阳 修 远）", "欧阳修远"),
            ("（张三供稿 李四摄影）", "张三、李四"),
            ("（文 静）", "文静"),
            ("张三丰 供稿", "张三丰"),
            ("县卫生局 供稿", "县卫生局"),
            ("信息 报道", "none"),
            ("主笔：张三丰", "张三丰"),
            ("（本章责任编辑：王芳）", "王芳*"),
            ("（见彩页）", "none"),
            ("（见习记者 王芳）", "王芳"),
            ("（全文完）", "none"),
            ("（孙立人 图）", ""),
            ("（孙立人 摄影）", ""),
            ("（有删节）", "none"),
            ("（下略）", "none"),
            ("（王春会 张三）", "王春会、张三"),
            ("（王建社）", "王建社"),
            ("（县董事会 张三）", "张三@县董事会"),
            ("（市邮政局：丁宝山；市电信局：贺岚）", "丁宝山@市邮政局、贺岚@市电信局"),
            ("（市邮政局　丁宝山　市电信局　贺岚）", "丁宝山@市邮政局、贺岚@市电信局"),
            ("（县水务局　欧阳　明）", "欧阳明@县水务局"),
            ("（欧阳 修远）", "欧阳修远"),
            ("（县妇联 倪晓燕）", "倪晓燕@县妇联"),
            ("（武陵溪车务段）", "武陵溪车务段"),
            ("作者：佚名　 次点击", "佚名"),
            ("【防汛抗旱】2013年，全县降雨。", "none"),
            ("记者：您如何看？答：很好，也很重要。", "none"),
        ];
        for (line_text, want) in rows {
            assert_eq!(show(line(&Shaped::new(&text(line_text)))), want, "{line_text}");
        }
    }

    #[test]
    fn names_that_close_a_text() {
        let rows = [
            ("□ 童 军", "童军"),
            ("［柯文］", "柯文"),
            ("〔县委老干局 柯文〕", "柯文@县委老干局"),
            ("（特约撰稿人 柯文）", "柯文"),
            ("［略］", "none"),
            ("[查看全文]", "none"),
            ("柯文", "none"),
        ];
        for (line_text, want) in rows {
            assert_eq!(show(closing(&text(line_text))), want, "{line_text}");
        }
    }

    #[test]
    fn bylines_behind_a_date() {
        let rows = [
            (" 霁州市气象局 供稿", Some("霁州市气象局")),
            ("　县农业局供稿", Some("县农业局")),
            (" 10:00:00 张三丰 撰稿", Some("张三丰")),
            (" 霁州市气象局", None),
            (" 供稿", None),
        ];
        for (rest, want) in rows {
            assert_eq!(byline(rest), want, "{rest}");
        }
    }

    #[test]
    fn signatures_behind_the_last_sentence() {
        let rows = [
            ("从教四十年。（谈笑尘）", "谈笑尘"),
            ("比上年增长5%。（撰稿：李四）", "李四"),
            ("参赛者张三（男）", "none"),
            ("占比较大。（下同）", "none"),
        ];
        for (line_text, want) in rows {
            assert_eq!(show(tail(&text(line_text))), want, "{line_text}");
        }
    }
}
