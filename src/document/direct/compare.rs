//! Compares what the reader makes of a page with what the tree builder makes of it.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

use crate::document::both;

#[test]
fn reads_as_the_tree_builder_does() {
    let pages = [
        "<!DOCTYPE html><html class=a><head><title>a&amp;b</title><meta name=k content='v'></head>\n<body id=x><p>1</p></body></html>",
        "<p>1<p>2<div>3</div>4<br>5</p>6",
        "x<title>y</title><TD>z</TD>",
        "<ul><li>1<li>2<ul><li>3</ul>4</ul><ol start=3><li>5<li value=9>6</ol><dl><dt>7<dd>8<dt>9</dl>",
        "<table border=1><caption>c</caption><tr><td>1<td>2<tr><th colspan=2>3</table>4",
        "<table><colgroup><col><col></colgroup><thead><tr><td>1</thead><tbody><tr><td><b>2</td><td>3</td></tbody></table>",
        "<table><col><form><input type=hidden><tr><td>1</form></td></tr></form></table><form>2<form>3</form>",
        "<a href='?a=1&id=2&amp;c'>&nbsp;&ldquo;x&rdquo;&eacute;&#x4e2d;&copy</a> &lt;b&gt; a < b &c",
        "<pre>\n1\n  2\r\n3</pre><textarea>\n<p>4</textarea><select><option>5<option>6</select>",
        "<?xml version='1.0'?><!-- begin --><html><!x><body>1<!-- end --></body>\n</html> <!-- begin -->",
        "<div><span><em>1</span>2</div>",
        "<h1>1<h2>2</h1>3</h2><button>4</button><center>5<hr>6</center></font></b></p>7",
        "<body><div>1</body></div>2",
        "<p><table><tr><td>1</table></p>2",
        "<!doctype html><p><table><tr><td>1<p>2</table></p>3",
        "<object><p>1</object>2<marquee><b>3</marquee>4",
        "<IMG SRC=1.jpg Alt='图\r\n1'>中文\r\n，文<o:p></o:p><custom-tag>1</custom-tag>",
        "<table><tr><td>1</th></tr></tfoot></caption></table></table></td>2",
        "<div/>1<br/>2<p/>3<x><y/></x>",
        "<svg class=a><g><path d='M1'/></g><svg/><text>1</text></svg>2<p><svg />3</svg>4",
        "<svg><p>1</svg>2",
        "<body></html><html><!-- begin -->1",
        "</dl><!doctype html><p><table>",
        "<nobr>1<nobr>2</nobr></nobr><body><html>3<body class=x>4",
        "<p>10<sup>4</sup>吨<sub>[1]</sub><del>11</del><a name=x>1<br>2</a><a>3</a><a href=#n>[1]</a>",
        "<pre>\n　　1\n2\n\n┏━┓\n┃3┃\n┗━┛\n</pre><span style='visibility:hidden'>9</span><br>&#8203;4<br><br>5",
        "<a<b>1</a<b><p =x y==z>2<img src=a/>",
        "<body class=''>1<body id=b>2",
        "<p>1<body style='text-align:center'>2",
        "<img src=i><body class=x>1<body id=y>2",
        "<template><svg><title>1</template>2</title></svg></template>3",
        "<select><option>1<template><option>2</template></select>3",
        "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1. T><p><table><tr><td>1</table>2",
        "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" x><p><table><tr><td>1</table>2",
        "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.1//EN\"><p><table><tr><td>1</table>2",
        "<!DOCTYPE htmlx><p><table><tr><td>1</table>2",
        "",
    ];
    for page in pages {
        let (direct, tree) = both(page);
        if let Some(direct) = direct {
            assert_eq!(direct, tree, "{page}");
        }
    }
}

/// Pages of which no tree need be built.
#[test]
fn reads_what_stands_before_the_body_and_what_is_no_text() {
    for page in [
        "<html><head></head><img src=i><body class=x id=y style='overflow:auto'><p>1</body></html>",
        "<div>1</div><body class=x>2<body>3",
        "<head><template><p>1<template>2</template></div></template></head>3",
        "<b>1<template><td>2</b></td></template>3</b><table><tr><td>4<template shadowrootmode=open>5</template>6</table>",
        "<svg><filter><feBlend/><feOffset></feOffset></filter></svg>1",
        // What is dropped parts no text.
        "<p>20<!-- x -->13年<script>if (a<b) {}</script>，&am<!-- y -->p;</p>\r<!-- z -->\n<title>t</title>",
        "<pre>\r\n1\r2<style>p{}</style>\r<!-- x -->\n3</pre><sup>\r\n2</sup><img src=i alt='1\r\n2'><!-- begin\r\n-->4",
        "<svg><!-- x --><path/><style>p{}</style></svg><template><!-- x --><script><td></script></template><w:Zoom>1</w:Zoom>2",
    ] {
        let (direct, tree) = both(page);
        assert_eq!(direct.as_deref(), Some(tree.as_str()), "{page}");
    }
}

#[test]
fn reads_most_pages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pages");
    let (mut all, mut read) = (0, 0);
    for page in fs::read_dir(folder).expect("there are fixtures").flatten() {
        let Ok(bytes) = fs::read(page.path().join("page.html")) else { continue };
        // Where the text is in another encoding, the tags are the same.
        let (direct, tree) = both(&String::from_utf8_lossy(&bytes));
        all += 1;
        if let Some(direct) = direct {
            read += 1;
            assert_eq!(direct, tree, "{}", page.path().display());
        }
    }
    assert!(read * 10 >= all * 8, "only {read} of {all}");
}

/// Tags and texts of all rules, parted by bars.
const PARTS: &str = "<html>|<html class=a>|</html>|<head>|</head>|<body>|<body id=b>|</body>|<title>t</title>|\
    <meta name=a content=b>|<link>|<p>|<p class=x>|</p>|<div>|<div class='a b' id=c>|</div>|\
    <center>|</center>|<h1>|</h1>|<h2>|</h2>|<ul>|</ul>|<ol>|</ol>|<li>|</li>|<dl>|</dl>|\
    <dt>|</dt>|<dd>|</dd>|<table>|<table border=1>|</table>|<caption>|</caption>|<colgroup>|\
    </colgroup>|<col>|<thead>|</thead>|<tbody>|</tbody>|<tr>|</tr>|<td>|<td colspan=2>|</td>|\
    <th>|</th>|<form>|</form>|<input type=hidden>|<input>|<button>|</button>|<select>|\
    </select>|<option>|</option>|<textarea>\nx</textarea>|<object>|</object>|<a href=u>|<a>|<a name=n>|\
    </a>|<sup>2</sup>|<del>x</del>|<br>|<b>|</b>|<font color=red>|</font>|<span>|<span class=s>|</span>|<pre>|</pre>|<br>|\
    </br>|<img src=i alt=a>|<hr>|<!-- begin -->|<!doctype html>| |<svg>|</svg>|<nobr>|<template>|</template>|<body class=y>|\n|文|\
    &nbsp;|a &amp; b|\u{3000}\u{3000}字|【目】|<|&am|p;|\r|\r\n|<pre>\r\n|<!-- x -->|<!-- x -->|<script>if (a<b)</script>|\
    <script type=application/ld+json>{}</script>|<style>p{}</style>|<STYLE media=print></STYLE>|<xml><w:View>x</w:View></xml>|\
    <w:Zoom>1</w:Zoom>|<o:p>|</o:p>|<title.x>|<noscript><p>x</noscript>|<a b=c=\">|<p =\">|\"|<img alt='1\r\n2'>|<svg/>|<path>|\
    <sup>\r2</sup>|<script>|</script>|<!x |<style.x>|</p <b>|<!--|-->";

/// What reads otherwise when what is dropped has stood between, what is dropped, and where.
const SEAMS: &str = "<|<|&am|p;|&|#60;|\r|\n|x|1| |<b>|/b>|</b>|p>|<pre>|</pre>|<sup>|</sup>|<textarea>|</textarea>|<title>|</title>|\
    <svg>|</svg>|<g>|<template>|template>|</template>|<table>|<td>|</table>|</body>|<!-- x -->|<!-- x -->|<!-- x -->|\
    <script>1</script>|<style>p{}</style>|<w:Zoom>1</w:Zoom>|<!-- end -->";

fn pages(parts: &'static str) -> impl Strategy<Value = String> {
    let part = prop::sample::select(parts.split('|').collect::<Vec<_>>());
    prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reads_any_tags_as_the_tree_builder_does(page in pages(PARTS)) {
        let (direct, tree) = both(&page);
        if let Some(direct) = direct {
            prop_assert_eq!(direct, tree, "{}", page);
        }
    }

    #[test]
    fn reads_over_what_is_dropped_as_the_tree_builder_does(page in pages(SEAMS)) {
        let (direct, tree) = both(&page);
        if let Some(direct) = direct {
            prop_assert_eq!(direct, tree, "{}", page);
        }
    }

    #[test]
    fn reads_any_marks_as_the_tree_builder_does(page in "([<>/=!?&;#\"' \r\n-]|<p|</p|<b |id=|&lt|<!--|-->|<pre>|<script>|</script|<w:x|文|a){0,24}") {
        let (direct, tree) = both(&page);
        if let Some(direct) = direct {
            prop_assert_eq!(direct, tree, "{}", page);
        }
    }
}
