//! What a site asks of crawlers, in robots.txt, in a header, in a link: each is obeyed in every spelling.
#![cfg(feature = "fetch")]

#[path = "fetch/folder.rs"]
mod folder;
#[path = "fetch/server.rs"]
mod server;

use folder::{Folder, captured};
use nianjian::fetch::{FetchOptions, address, fetch};
use server::{Reply, Server};

/// Whether `path` is asked for where robots.txt is `robots`.
fn asked(robots: Vec<u8>, path: &str) -> bool {
    let server = Server::start(move |hit| match hit.target.as_str() {
        "/robots.txt" => Reply::new(200, robots.clone()).with("Content-Type", "text/plain"),
        _ => Reply::html("<p>题</p>"),
    });
    let folder = Folder::new("spelled");
    let seed = address::read(&server.url(path)).unwrap();
    fetch(&[seed], &FetchOptions { retries: 0, ..folder.options() }, Box::new(())).unwrap();
    !server.paths().is_empty()
}

#[test]
fn percent_encoding_and_text_encodings_are_one() {
    let rule = |rule: &str| format!("User-agent: *\n# 年鉴目录\nDisallow: {rule}\n");
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    for (rules, path, forbidden) in [
        (rule("/%e5%b9%b4%e9%89%b4/").into_bytes(), "/%E5%B9%B4%E9%89%B4/t1.html", true),
        (rule("/%e5%b9%b4%e9%89%b4/").into_bytes(), "/年鉴/t1.html", true),
        (rule("/%6Ej/").into_bytes(), "/nj/t1.html", true),
        (rule("/nj/").into_bytes(), "/%6Ej/t1.html", true),
        (rule("/nj%2Fa/").into_bytes(), "/nj/a/t1.html", false),
        (rule("/年鉴/").into_bytes(), "/%c4%ea%bc%f8/t1.html", true),
        (encoding_rs::GBK.encode(&rule("/年鉴/")).0.into_owned(), "/年鉴/t1.html", true),
        (encoding_rs::GBK.encode(&rule("/年鉴/")).0.into_owned(), "/%C4%EA%BC%F8/t1.html", true),
        (encoding_rs::GBK.encode(&rule("/年鉴/")).0.into_owned(), "/nj/t1.html", false),
        (utf16(&format!("\u{feff}{}", rule("/nj/"))), "/nj/t1.html", true),
        (utf16(&rule("/nj/")), "/nj/t1.html", true),
        (utf16(&rule("/nj/")), "/other/t1.html", false),
    ] {
        assert_eq!(asked(rules.clone(), path), !forbidden, "{path} {}", String::from_utf8_lossy(&rules));
    }
}

#[test]
fn links_that_are_not_to_be_followed_are_left() {
    let entries = "<a href=a.html>条目甲</a><a rel=nofollow href=b.html>条目乙</a>\
                   <a rel='external NOFOLLOW' href=c.html>条目丙</a><a href=d.html>条目丁</a>";
    for (tag, want) in [
        (None, &["/nj/", "/nj/a.html", "/nj/d.html"][..]),
        (Some("noarchive"), &["/nj/", "/nj/a.html", "/nj/d.html"]),
        (Some("otherbot: nofollow"), &["/nj/", "/nj/a.html", "/nj/d.html"]),
        (Some("nofollow"), &["/nj/"]),
        (Some("noindex, none"), &["/nj/"]),
        (Some("nianjian: nofollow"), &["/nj/"]),
    ] {
        let server = Server::start(move |hit| match hit.target.as_str() {
            "/robots.txt" => Reply::new(404, ""),
            "/nj/" => match tag {
                Some(tag) => Reply::html(entries).with("X-Robots-Tag", tag),
                None => Reply::html(entries),
            },
            _ => Reply::html("<p>条目的正文。</p>"),
        });
        let folder = Folder::new("nofollow");
        let seed = address::read(&server.url("/nj/")).unwrap();
        let summary =
            fetch(&[seed], &FetchOptions { follow: true, ..folder.options() }, Box::new(())).unwrap();
        assert_eq!(captured(&folder.warc()), want, "{tag:?}");
        assert!(summary.left.iter().any(|(reason, n)| reason == "nofollow" && *n >= 2), "{tag:?}");
    }
}
