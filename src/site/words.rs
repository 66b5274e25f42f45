//! Has every string of the site in Chinese and in English. To add one, add a line: its name, Chinese, English.
//! `{}` is filled in the order of the values.

macro_rules! words {
    ($($name:ident: $zh:literal, $en:literal;)+) => {
        /// The strings of one language.
        pub(crate) struct Words { $(pub(crate) $name: &'static str),+ }
        static ZH: Words = Words { $($name: $zh),+ };
        static EN: Words = Words { $($name: $en),+ };
        #[cfg(test)]
        const ALL: &[(&str, &str, &str)] = &[$((stringify!($name), $zh, $en)),+];
    };
}

words! {
    lang: "zh-Hans", "en";
    // Frame
    skip: "跳到正文", "Skip to the text";
    pages: "各页", "Pages";
    contents: "目录", "Contents";
    search: "检索", "Search";
    years: "年份", "Years";
    figures: "指标", "Figures";
    look: "待核", "To check";
    about: "说明", "About";
    converted: "据网页转换，文字未改", "Converted from web pages; the words are unchanged";
    unfinished: "注意：整理尚未完成，条目不全", "Mind: the run that made the records has not come to its end; entries are missing";
    changed_since: "注意：记录在整理完成后被改动", "Mind: the records were changed after their run";
    licence: "许可：{}", "Licence: {}";
    licence_none: "许可：未注明", "Licence: not stated";
    // Home
    collection: "年鉴方志", "Yearbooks and gazetteers";
    search_hint: "词、年份或数值", "Words, a year or a value";
    search_do: "检索", "Search";
    for_example: "例", "For example";
    entries_n: "{} 篇", "{} [entry|entries]";
    tables_n: "{} 张表", "{} [table|tables]";
    from_to: "{}—{} 年", "{}–{}";
    to_check_n: "{} 处待核：{}", "{} to check: {}";
    kind_n: "{} {}", "{} {}";
    sums_n: "{} 处数字不符", "{} [number that contradicts|numbers that contradict]";
    unresolved_n: "{} 处日期缺年份", "{} [date|dates] without a year";
    see: "，查看", ": see";
    reports_on: "载 {} 年", "on {}";
    sections_n: "{} 节", "{} [section|sections]";
    n_tables: "{} 表", "{} [table|tables]";
    places: "地方", "Places";
    places_n: "{} 处", "{} places";
    no_place: "未定地方", "No place known";
    no_book: "未注明书名", "No book named";
    title_guessed: "题名待认", "title guessed";
    untitled: "（无题）", "(untitled)";
    years_with: "哪些年份有记载（篇数）", "Years with something said (entries)";
    earlier_years: "更早的年份", "Earlier years";
    // Entry
    this_entry: "本篇", "Contents";
    this_entry_n: "本篇目次（{}）", "Contents ({})";
    opening: "篇首", "Opening";
    marks: "标注", "Marks";
    margin_notes: "旁注", "Notes in the margin";
    notes_below: "段下加注", "Notes below the paragraph";
    published_on: "{} 发布", "Page of {}";
    origin: "来源", "Origin";
    written_by: "撰稿", "By";
    edited_by: "编辑", "Edited by";
    coverage: "所载年份", "Reports on";
    place: "地方", "Place";
    kind_date: "日期", "Dates";
    kind_duration: "时长", "Durations";
    kind_age: "年龄", "Ages";
    kind_count: "数量", "Counts";
    kind_ordinal: "次序", "Ordinals";
    kind_money: "金额", "Money";
    kind_ratio: "比率", "Ratios";
    kind_measure: "计量", "Measures";
    inferred: "推", "inf.";
    carried: "承", "ctx.";
    coverage_guessed: "所载年份 {} 年是推定的：", "The year {} is inferred: ";
    coverage_guessed_overview: "正文开头写“{}”，页上未写书名卷次。", "the text opens with {}; the page names no volume.";
    coverage_guessed_majority: "文中写得最多的年份是“{}”，页上未写书名卷次。", "most dates name {}; the page names no volume.";
    coverage_rests: "{} 处日期据此补了年份。", " {} [date|dates] written without a year took [its year|theirs] from it.";
    coverage_doubtful: "所载年份有疑：", "The year is in doubt: ";
    coverage_advice: "若不符，转换时另定：", "If it is wrong, convert again with ";
    unresolved_here: "有 {} 处日期不知何年：", "{} [date has|dates have] no known year: ";
    unresolved_why: "页上没有写明年份的词句可依。标有波线，转换时可用此项补上：", "nothing on the page says it. They bear a wavy line; supply the year with ";
    no_coverage: "所载年份不明。", "The year this entry reports on is not known. ";
    title_notice: "题名是推定的：", "The title is inferred: ";
    title_notice_text: "页上没有标明题名，取自最近的一行。", "the page marks none; the nearest line was taken.";
    contradictions_here: "本篇有 {} 处数字自相矛盾。", "Numbers in this entry that contradict others: {}. ";
    contradictions_where: "不符处以波线标出，算式在其段其表之下。原文照录，未改。", "They bear a wavy line, with the sum below the paragraph or table. Nothing was changed.";
    notice_other: "转换时的提示：", "A note of the conversion: ";
    figure: "图", "Figure";
    table: "表", "Table";
    note_mark: "注", "Note";
    from_where: "来历", "Where it came from";
    source_address: "网址", "Address";
    source_file: "文件", "File";
    source_fetched: "抓取", "Fetched";
    source_encoding: "编码", "Encoding";
    source_declared: "页上标作 {}", "the page says {}";
    source_replaced: "{} 字未能解出", "{} characters were lost";
    source_length: "{} 字节", "{} bytes";
    source_site: "主办", "Site of";
    attachments: "附件", "Attachments";
    cite: "引用", "Cite";
    cite_section: "引到哪一节", "Down to which section";
    cite_whole: "全篇", "the whole entry";
    copy: "复制", "Copy";
    copied: "已复制", "Copied";
    copy_failed: "未能复制，请手选", "Not copied; please select it";
    record_json: "本篇数据（JSON）", "The record (JSON)";
    as_it_was: "原网页", "The page as it was";
    as_it_was_say: "不运行其中的程序，也不取其中的图片", "Nothing in it runs, and its pictures are not fetched";
    previous: "上一篇", "Previous";
    next: "下一篇", "Next";
    // Values in words
    more_than: "多于 {}", "more than {}";
    at_least: "不少于 {}", "at least {}";
    less_than: "不到 {}", "less than {}";
    at_most: "不超过 {}", "at most {}";
    about_n: "约 {}", "about {}";
    range: "{} 至 {}", "{} to {}";
    since: "{} 起", "since {}";
    until: "到 {} 为止", "until {}";
    circa: "{} 前后", "about {}";
    unknown_year: "某年", "unknown year";
    basis_coverage: "年份据本书所载年份推定", "year inferred from what the book reports on";
    basis_antecedent: "年份承前文", "year taken from an earlier date";
    basis_unresolved: "不知何年", "year not known";
    each: "每{}", "per {}";
    rise: "增 {}", "up {}";
    fall: "减 {}", "down {}";
    than: "较{}", "against {}";
    of_whole: "占{}", "of {}";
    said_of: "所指：{}", "of: {}";
    nth: "第 {}", "no. {}";
    no_value: "缺：原表作“{}”", "missing: the table has {}";
    // Tables
    unit_unknown: "未注单位", "no unit is stated";
    unit_unclear: "单位有几种，不知何者", "several units are stated";
    date_coverage: "年份取所载年份", "the year is that of the entry";
    head_guessed: "表头行数是推定的", "how many rows are heads was guessed";
    halves_folded: "左右两栏已接为一表", "two halves side by side were read as one";
    hierarchy_flat: "“其中”的范围未能断定", "where the parts of 其中 end is not clear";
    // Findings
    printed_is: "原作 {}：{}", "{} is printed: {}";
    accused_see: "与他数不符，见 {}", "contradicted by others: see {}";
    look_computed: "：{}", ": {}";
    look_doubts: "：{}。", ": {}.";
    semicolon: "；", "; ";
    comma: "，", ", ";
    in_brackets: "（{}）", " ({})";
    // Year
    chronicle: "编年", "Chronicle";
    year_n: "{} 年", "{}";
    lines_n: "{} 条", "{} [line|lines]";
    lines_from: "{} 条，出自 {} 篇", "{} [line|lines] from {} entries";
    lines_inferred: "{} 条的年份据本书推定（推）或承前文（承）", "in {} the year is inferred (inf.) or taken from the context (ctx.)";
    only_year: "只写到年", "The year alone";
    nothing_said: "各书无记载", "Nothing is recorded";
    whole_month: "月内", "in the month";
    first_ten: "上旬", "1st–10th";
    mid_ten: "中旬", "11th–20th";
    last_ten: "下旬", "from the 21st";
    from_on: "起", "on";
    page_before: "上一页", "Page before";
    page_next: "下一页", "Next page";
    page_of: "第 {} 页，共 {} 页", "page {} of {}";
    all_years: "各年记载", "Every year";
    all_years_say: "从正文日期与表头归集，不以书的年份为限", "Gathered from the dates of texts and tables, not from the years of the books alone";
    no_dated: "没有写明年份的记载", "Nothing is dated";
    // Figures
    figures_title: "三年以上的指标", "Figures of three years or more";
    figures_say: "同一本书（或同一地方）里，所指、单位相同的数，三个年份以上者列于此", "Numbers of one book or place that count the same thing in one unit, for three years or more";
    figures_none: "还没有三个年份以上的指标。", "No figure stands in three years yet.";
    figures_cut: "另有 {} 项未列。", "{} more are not listed.";
    n_years: "{} 年", "{} yrs";
    years_span: "{}—{} 年，{} 个年份", "{}–{}, {} years";
    unit: "单位", "Unit";
    unit_none: "（未注）", "(none)";
    data: "数据", "Data";
    year: "年份", "Year";
    evidence: "出处", "Source";
    in_text: "正文", "text";
    in_table: "表", "table";
    get_csv: "下载 CSV", "Download CSV";
    point_text: "出自正文", "from the text";
    point_table: "出自表", "from a table";
    point_doubt: "有疑", "in doubt";
    dotted: "虚线：相隔十年以上", "dotted: more than ten years apart";
    several_values: "{} 年有不同的数：{}。", "{} has different numbers: {}.";
    not_exact: "{} 年不是确数：{}。", "{} is not exact: {}.";
    chart_of: "{}，{}—{} 年", "{}, {}–{}";
    // To look at
    look_over: "供编辑核对", "For editors";
    look_n: "{} 处请看，列在前面；其余备查", "{} to look at stand first; the rest is for the record";
    look_unchanged: "一切原文照录，未作改动", "Nothing was changed";
    look_contradicts: "数字自相矛盾", "Numbers that contradict each other";
    look_no_year: "所载年份不明", "No year known";
    look_no_year_say: "书名、卷次和正文都没有写明所载年份。记多年之事的方志本来如此；其他的，转换时加 --year 可补。", "Neither book nor volume nor text says which year the entry reports on. Gazetteers report on many years; for others give --year.";
    look_dates_said: "写出的日期 {} 处", "{} [date|dates] written";
    look_contradicts_say: "合计、比重、增长、日期逐一复算，不符者列于此。", "Sums, shares, growth and dates were computed again; these do not agree.";
    look_unresolved: "日期缺年份", "Dates without a year";
    look_unresolved_say: "日期写出而无年份可依，未补。", "Dates are written and nothing says their year; none was supplied.";
    look_guessed: "推定，待认可", "Inferred, to be accepted";
    look_guessed_say: "页上没有写明，由程序取定。认可则不必动。", "The page does not say it; the program chose. If you agree, leave it.";
    look_tables: "表格存疑", "Doubts of tables";
    look_tables_say: "表头、单位或日期未能确定，单元格照录。", "Heads, units or dates could not be told; the cells stand as written.";
    look_notices: "编码与其他", "Encoding and other notes";
    look_notices_say: "转换时修补或存疑之处。", "What was repaired or doubted in conversion.";
    look_skipped: "未收的网页", "Pages not taken";
    look_skipped_say: "读过而不成文章，列名备查；都在 skipped.jsonl 里。", "Read, and no article; all are in skipped.jsonl.";
    look_not_pages: "另有 {} 个文件不是网页。", " {} more files are no pages.";
    look_failed: "转换失败", "Conversions that failed";
    look_failed_say: "应成文章而未成；都在 failures.jsonl 里。", "These should have become records and did not; all are in failures.jsonl.";
    look_none: "无。", " None.";
    look_more: "另有 {} 处未列于此页。", "{} more are not on this page.";
    look_first: "同篇共 {} 处。", "{} in this entry. ";
    look_year_taken: "所载年份取 ", "The year is taken as ";
    look_title_taken: "题名取 ", "The title is taken as ";
    look_dates_rest: "{} 处日期据此补年。", "{} [date rests|dates rest] on it.";
    look_supply: "转换时加 --year 可补。", "Supply it with --year.";
    // Search page
    search_title: "检索", "Search";
    search_heading: "标题含", "Heading";
    search_years: "所载年份", "Year";
    search_to: "至", "to";
    search_book: "书", "Book";
    search_any_book: "各书", "all books";
    search_limits: "限定数值、年份、书名、标题", "Limit by value, year, book, heading";
    figures_beside: "历年的数", "Over the years";
    search_value: "数值", "Value";
    search_any_kind: "不限", "any";
    search_go: "检索", "Search";
    search_how: "词与词之间的空格是“并且”；OR、NOT、括号与引号可用。简体找得到繁体，反之亦然。数值写在词旁也可：金额>=1亿、1亿元以上、数量>1000人次、2013年6月；“2013年 金额>=1亿”是 2013 年的数。", "A blank between words means both; OR, NOT, brackets and quotes may be used. Simplified finds Traditional and back. Values may stand beside words: 金额>=1亿, 1亿元以上, 数量>1000人次, 2013年6月; with 2013年 金额>=1亿 amounts of 2013 are found.";
    search_no_script: "在本机检索要用脚本。没有脚本时，请从目录、年份、指标三处找。", "Searching needs the script. Without it, use contents, years and figures.";
    search_possible: "可能符合的也列出（找不少于 9000万的，也列“近1亿元”）", "Also what may meet it (近1亿元, where 9000万 or more is asked for)";
    hits_n: "{} 节", "{} sections";
    hits_left: "先列 {} 节，后面还有约 {} 节", "the first {} sections; about {} more";
    hits_more: "再看 {} 节", "{} more";
    hits_none: "没有找到。", "Nothing was found.";
    hits_none_advice: "可少写一字，或去掉年份、书名的限制；按数值找，写作 金额>=1亿；只要某年的，写作 2013年 金额>=1亿。", "Try fewer characters, or drop the limits of year and book; for values write 金额>=1亿, for those of a year 2013年 金额>=1亿.";
    hits_wait: "正在找……", "Searching …";
    hits_bad: "看不懂这个条件：{}", "This condition cannot be read: {}";
    hits_failed: "检索数据没有读到：{}", "The data of the search could not be read: {}";
    in_manner: "{}（{}）", "{}（{}）";
    hits_first: "先列 {} 节，后面还有", "the first {} sections; there are more";
    hits_from_to: "第 {}—{} 节", "sections {}–{}";
    hits_next: "再看后面的", "The next ones";
    not_here: "没有这一页", "There is no such page";

    hits_order: "次序", "Order";
    order_book: "按书", "by book";
    order_value: "数值大的在前", "largest value first";
    order_year: "按年份", "by year";
    // About
    about_marks: "标注怎么看", "What the marks mean";
    about_marks_say: "文字一律照原页，不改一字。程序读懂的日期与数目以下线标出，线形分类；移到其上或点按，即见所解的意思、依据和固定链接。", "The words are those of the page. Dates and numbers that were read bear a line, by type; point at one to see what it was read as, on what ground, and its link.";
    about_mark_date: "日期、时长、年龄", "dates, durations, ages";
    about_mark_count: "数量、次序", "counts, ordinals";
    about_mark_money: "金额", "money";
    about_mark_ratio: "比率、计量", "ratios, measures";
    about_mark_doubt: "年份不明或与他处矛盾", "year unknown, or contradicted elsewhere";
    about_tags: "旁注只在字面没有说全时出现：补出的年份（推：据本书所载年份；承：据前文）、上下限、万与亿的写开、范围、每户每人。", "A note stands in the margin only where the words do not say the value: a supplied year (inf.: from what the book reports on; ctx.: from an earlier date), a bound, 万 and 亿 written out, a range, a per.";
    about_values: "数值怎么来", "How the values were made";
    about_values_say: "由程序按规则读出，不更正、不合并、不删重。“400多户”记作多于 400 户；“近万人次”记作不到 10,000 人次；“1月17日”的年份取书所载的年份，不取网页发布的年份。读不准的，写明是推定，或留作不明。", "Rules read them; nothing is corrected, merged or left out. 400多户 is more than 400 households; the year of 1月17日 is the one that the book reports on, not the one in which the page was posted. What is not certain is said to be inferred, or left unknown.";
    about_figures: "指标与编年", "Figures and chronicle";
    about_figures_say: "编年汇集各篇有日期的句子；指标汇集三个年份以上、所指与单位相同的数。每一行、每一点都通向原句或原表。", "The chronicle gathers every dated sentence; the figures gather numbers of three years or more that count one thing in one unit. Each line and point leads to its sentence or cell.";
    about_cite: "怎样引用", "How to cite";
    about_cite_say: "每篇之末有引用格式，可引到节；每节、每段、每个数各有固定链接（如 #s3b2m5），重做网站也不变。", "The foot of every entry has citations, down to the section; each section, paragraph and number has a lasting link such as #s3b2m5.";
    about_licence: "许可与版本", "Licence and version";
    about_made: "由 {} 制成，据 {} 条记录。", "Made by {} from {} records.";
    about_downloads: "下载", "Downloads";
    about_downloads_say: "这些文件在本站之外，同在结果文件夹里；单独拷走本站时，链接不通。", "These files stand outside the site, in the folder of the run; a copy of the site alone does not have them.";
    about_downloads_none: "本站之旁没有别的导出件。", "No other views stand beside this site.";
    about_controls: "原页中的控制字符与改变书写方向的字符显示为 �。", "Control characters and marks that change the direction of writing are shown as �.";
    about_private: "本站不连外网，不用网络字体，不记录访问。", "These pages ask nothing of any other place, load no fonts and record nothing.";
}

impl Words {
    /// The strings of a language.
    pub(crate) fn of(language: super::Language) -> &'static Words {
        match language {
            super::Language::Chinese => &ZH,
            super::Language::English => &EN,
        }
    }

    /// The language of these strings.
    pub(crate) fn language(&self) -> super::Language {
        if self.chinese() { super::Language::Chinese } else { super::Language::English }
    }

    /// Whether these are the Chinese strings.
    pub(crate) fn chinese(&self) -> bool {
        self.lang.starts_with("zh")
    }
}

/// Fills the `{}` of a string. Of `[entry|entries]` the first stands where the first value is 1.
pub(crate) fn fill(pattern: &str, values: &[&dyn std::fmt::Display]) -> String {
    let one = values.first().is_some_and(|v| v.to_string() == "1");
    let mut out = String::new();
    let mut holes = values.iter();
    let mut rest = pattern;
    while let Some(at) = rest.find(['{', '[']) {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        if let Some(after) = behind.strip_prefix("{}") {
            out.extend(holes.next().map(|v| v.to_string()));
            rest = after;
        } else if let Some((forms, after)) = behind.strip_prefix('[').and_then(|b| b.split_once(']'))
            && let Some((singular, plural)) = forms.split_once('|')
        {
            out.push_str(if one { singular } else { plural });
            rest = after;
        } else {
            let mut chars = behind.chars();
            out.extend(chars.next());
            rest = chars.as_str();
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_holes() {
        for (name, zh, en) in ALL {
            assert_eq!(zh.matches("{}").count(), en.matches("{}").count(), "{name}");
            assert!(!zh.is_empty() && !en.is_empty(), "{name}");
            assert!(!en.contains(['“', '”']), "{name}: Chinese fonts draw curly quotes full width");
        }
    }

    #[test]
    fn fills_in_order() {
        assert_eq!(fill("{}—{} 年", &[&1949, &2013]), "1949—2013 年");
        assert_eq!(fill("无", &[&1]), "无");
        assert_eq!(fill("{} [entry|entries]", &[&1]), "1 entry");
        assert_eq!(fill("{} [entry|entries]", &[&12]), "12 entries");
        assert_eq!(fill("[年鉴] {} {", &[&"[a|b]{}"]), "[年鉴] [a|b]{} {");
    }
}
