//! Tables of any shape, spans and nesting give a record that holds together or a reason, and not more than the
//! budget of a page.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nianjian::record::faults;
use nianjian::{Options, Page, convert};

fuzz_target!(|parts: Vec<(u8, u16, &str)>| {
    let mut body = String::from("<html><h1>表</h1><p>2013年，全县财政收入1.2亿元，各项事业发展。</p><table border=1>");
    for (kind, number, text) in parts {
        body.push_str(&match kind % 20 {
            0 => "<tr>".to_owned(),
            1 => format!("<td rowspan={number}>"),
            2 => format!("<td colspan={number}>"),
            3 => format!("<td rowspan={number} colspan={}>", number / 3),
            4 => format!("<th scope=row colspan='{text}'>"),
            5 => "<thead>".to_owned(),
            6 => "</thead><tbody>".to_owned(),
            7 => "<tfoot>".to_owned(),
            8 => "</table><table>".to_owned(),
            9 => "<table border=1><tr><td>".to_owned(),
            10 => "</table>".to_owned(),
            11 => format!("<caption>{text}</caption>"),
            12 => format!("<td>{number}.{number}<td>"),
            13 => "</td></tr>".to_owned(),
            14 => format!("<col span={number}>"),
            15 => format!("<td>单位：{text}万元</td>"),
            _ => text.to_owned(),
        });
    }
    let page = Page { body: body.into_bytes(), ..Page::default() };
    if let Ok(record) = convert(&page, &Options::default()) {
        assert_eq!(faults(&record), []);
    }
});
