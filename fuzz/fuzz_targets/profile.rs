//! Any text, as a table of site profiles, is read or refused with a reason; a page converts under what was read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nianjian::data::Profiles;
use nianjian::{Options, Page, Provenance, convert};

fuzz_target!(|text: &str| {
    let Ok(profiles) = Profiles::read(text) else { return };
    let provenance = Provenance {
        uri: Some("http://www.example.gov.cn/nj/2014/a.html".into()),
        path: Some("nj/2014/a.html".into()),
        ..Provenance::default()
    };
    let body = "<title>概况-年鉴</title><div class=nav><a href=/>首页</a></div><div id=c class=content><h1>概况</h1>\
                <p>2015-03-01 来源：史志办</p><p>【概况】 2013年，全县财政收入1.2亿元，各项事业发展。</p></div>";
    let page = Page { provenance, body: body.into() };
    let options = Options { profiles: profiles.into(), ..Options::default() };
    if let Ok(record) = convert(&page, &options) {
        assert_eq!(nianjian::record::faults(&record), []);
    }
});
