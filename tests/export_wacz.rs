//! Opens a WACZ with readers that are not ours.
#![cfg(all(feature = "fetch", feature = "cli"))]

mod made;
mod outside;
mod sample;

use made::Place;
use outside::python;
use sample::run_python;

/// A WARC with two pages and something else: plain, as `fetch` and others write it.
fn warc() -> Vec<u8> {
    let page = |title: &str, words: &str| {
        format!(
            "<html><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1><p>【概况】2013年,{words}</p></body></html>"
        )
    };
    let pages = [
        (
            "http://www.h.gov.cn/nj/2014/b.html?x=2&a=1",
            page("妇女联合会", "区妇联为400多户贫困妇女送去50多万元慰问金。全年举办培训20期。"),
        ),
        (
            "http://www.h.gov.cn/NJ/2014/a.html",
            page("工会", "全区工会会员3.2万人，比上年增长8%。新建基层工会12家，培训260期。"),
        ),
    ];
    let mut warc = b"WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Date: 2026-11-28T09:59:00Z\r\n\
        WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\nContent-Type: application/warc-fields\r\n\
        Content-Length: 15\r\n\r\nsoftware: made\n\r\n\r\n"
        .to_vec();
    for (i, (uri, body)) in pages.iter().enumerate() {
        let block = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        warc.extend(format!(
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2026-11-28T10:0{i}:00Z\r\n\
             WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-00000000000{}>\r\n\
             Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            i + 1,
            block.len()
        ).bytes());
    }
    warc
}

#[test]
fn a_wacz_is_valid_and_its_index_leads_to_the_captures() {
    let place = Place::new();
    let packed = {
        use std::io::Write;
        // A member a record, as replay needs it.
        let mut out = Vec::new();
        let plain = String::from_utf8(warc()).expect("text");
        for record in plain.split("WARC/1.1\r\n").skip(1) {
            let mut member = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            member.write_all(format!("WARC/1.1\r\n{record}").as_bytes()).expect("in memory");
            out.extend(member.finish().expect("in memory"));
        }
        out
    };
    place.write("pages.warc.gz", packed);
    place.write("plain.warc", warc());
    assert_eq!(place.run(&["convert", "pages.warc.gz", "-q", "-o", "out"]).status, Some(0));
    let export = ["export", "out", "--to", "wacz", "--sources", "pages.warc.gz", "--sources", "plain.warc"];
    for _ in 0..2 {
        let it = place.run(&export);
        assert_eq!(it.status, Some(0), "{}", it.err);
    }
    let file = place.path("out/records.wacz");
    let first = std::fs::read(&file).expect("the package");
    place.run(&[&export[..], &["-o", "b.wacz"]].concat());
    assert!(
        std::fs::read(place.path("b.wacz")).expect("the package") == first,
        "the same records give the same bytes"
    );
    let it = place.run(&["export", "out", "--to", "wacz", "--sources", "out/records.jsonl", "-o", "c.wacz"]);
    assert_eq!((it.status, it.err.contains(".warc")), (Some(2), true), "{}", it.err);
    let together = {
        use std::io::Write;
        let mut all = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        all.write_all(&warc()).expect("in memory");
        all.finish().expect("in memory")
    };
    place.write("together.warc.gz", together);
    let it = place.run(&["export", "out", "--to", "wacz", "--sources", "together.warc.gz", "-o", "d.wacz"]);
    assert!(it.status == Some(0) && it.err.contains("recompress"), "{}", it.err);
    let Some(python) = python() else { return };
    let program = r##"
import gzip, hashlib, io, json, sys, zipfile
from warcio.archiveiterator import ArchiveIterator
package = zipfile.ZipFile(sys.argv[1])
assert package.testzip() is None
told = json.loads(package.read("datapackage.json"))
assert told["wacz_version"] == "1.1.1" and told["created"] == "2026-11-28T10:01:00Z", told
named = {r["path"]: r for r in told["resources"]}
assert set(named) | {"datapackage.json", "datapackage-digest.json"} == set(package.namelist())
for path, resource in named.items():
    data = package.read(path)
    assert (resource["bytes"], resource["hash"]) == (len(data), "sha256:" + hashlib.sha256(data).hexdigest()), path
digest = json.loads(package.read("datapackage-digest.json"))
assert digest["hash"] == "sha256:" + hashlib.sha256(package.read("datapackage.json")).hexdigest()
assert all(package.getinfo(p).compress_type == 0 for p in named if p.startswith("archive/"))
head, *pages = [json.loads(line) for line in package.read("pages/pages.jsonl").decode().splitlines()]
assert head["format"] == "json-pages-1.0" and [p["title"] for p in pages] == ["妇女联合会", "工会"], pages
assert "400多户贫困妇女" in pages[0]["text"] and pages[0]["ts"] == "2026-11-28T10:00:00Z"
guide = package.read("indexes/index.idx").decode().splitlines()
assert guide[0].startswith("!meta 0 ")
block = json.loads(guide[1].split(" ", 2)[2])
raw = package.read("indexes/index.cdx.gz")[block["offset"]:block["offset"] + block["length"]]
lines = gzip.decompress(raw).decode().splitlines()
assert len(lines) == 4 and lines == sorted(lines)
assert [line.split(" ")[0] for line in lines][::2] == ["cn,gov,h)/nj/2014/a.html", "cn,gov,h)/nj/2014/b.html?a=1&x=2"]
for line in lines:
    capture = json.loads(line.split(" ", 2)[2])
    data = package.read("archive/" + capture["filename"])[int(capture["offset"]):][:int(capture["length"])]
    records = list(ArchiveIterator(io.BytesIO(data)))
    assert [r.rec_headers.get_header("WARC-Target-URI") for r in ArchiveIterator(io.BytesIO(data))] == [capture["url"]]
    assert (capture["status"], capture["mime"]) == ("200", "text/html")
from wacz.validate import Validation
it = Validation(sys.argv[1])
assert it.version == "1.1.1" and it.frictionless_validate() and it.check_required_contents() == 0
assert it.check_file_paths() and it.check_file_hashes() and it.check_indexes() and it.check_data_package_hash_and_sig()
print("validated")
"##;
    let told = run_python(&python, program, &[&file]);
    assert!(told.trim().ends_with("validated"), "{told}");
}
