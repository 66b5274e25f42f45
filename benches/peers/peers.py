"""Times other extractors and this one on the same pages, in one run, each doing what it can of the job.

Five rounds, the tools in turn in each; a figure is the median of the rounds with the least and the most, and a ratio is
taken round by round, so that what slows the machine for a while slows both. Every tool gets the pages already decoded, but ours, which gets the bytes; process CPU seconds, one thread, after one
warm-up page. Ours is the whole job (decode, article, sections, mentions, JSON, files); theirs is what the row says.
"""
import glob, json, logging, os, platform, re, resource, shutil, statistics, subprocess, sys, tempfile, time

logging.disable(logging.CRITICAL)
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(ROOT, "target", "release", "nianjian")
SHARED = os.environ.get("NIANJIAN_SHARED", os.path.join(ROOT, "..", "shared"))

ROUNDS = 5


def decode(body):
    for name in ("utf-8-sig", "gb18030", "big5"):
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    return body.decode("gb18030", "replace")


def text_of(html):
    return re.sub(r"<[^>]+>", "\n", html or "")


def article_tools():
    import gne, trafilatura
    from magic_html import GeneralExtractor
    from readability import Document
    from resiliparse.extract.html2text import extract_plain_text
    magic, general = GeneralExtractor(), gne.GeneralNewsExtractor()
    return {
        "resiliparse": lambda html: extract_plain_text(html, main_content=True),
        "readability-lxml": lambda html: text_of(Document(html).summary()),
        "trafilatura": lambda html: trafilatura.extract(html) or "",
        "magic-html": lambda html: text_of(magic.extract(html, base_url="http://page.example/").get("html")),
        "gne": lambda html: general.extract(html).get("content", ""),
    }


def mention_tools():
    import jionlp
    from recognizers_date_time import recognize_datetime
    from recognizers_number_with_unit import recognize_currency
    lines = lambda text: [x for x in text.split("\n") if x.strip()]
    def jio(text):
        for line in lines(text):
            jionlp.ner.extract_time(line, time_base={"year": 2013})
            jionlp.ner.extract_money(line)
    def recognizers(text):
        for line in lines(text):
            recognize_datetime(line, "zh-cn")
            recognize_currency(line, "zh-cn")
    return {"JioNLP": jio, "Recognizers-Text": recognizers}


def ranged(figures, places):
    """The median, with the least and the most"""
    least, median, most = (f"{f:,.{places}f}" for f in (min(figures), statistics.median(figures), max(figures)))
    return f"{median} ({least}–{most})"


def seconds(job, inputs):
    """CPU seconds of one pass, and the outputs; a tool that fails on a page is told, not stopped"""
    out, failed = [], 0
    try: job(inputs[0])
    except Exception: pass
    start = time.process_time()
    for x in inputs:
        try: out.append(job(x))
        except Exception: out.append(""); failed += 1
    return time.process_time() - start, out, failed


def ours(paths, copies):
    """CPU seconds a pass of the program with one job, over `copies` of the pages

    In memory where there is such a folder: what a disk's driver spends on a new file depends on what was deleted
    from the disk a minute ago.
    """
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        for n in range(copies):
            for i, path in enumerate(paths):
                shutil.copy(path, os.path.join(folder, f"{n:04}-{i:03}{os.path.splitext(path)[1]}"))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([PROGRAM, "convert", folder, "--jobs", "1", "-q", "-o", os.path.join(folder, "out")], stderr=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / copies


def grams(text):
    text = re.sub(r"[\s#*`|>\-\[\]()]+", "", text or "")
    return {text[i:i + 5] for i in range(len(text) - 4)}


def f1(found, truth):
    a, b = grams(found), grams(truth)
    hit = len(a & b)
    return 2 * hit / (len(a) + len(b)) if hit else 0.0


def our_bodies(paths):
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([PROGRAM, "convert", *paths, "-q", "-o", out], stderr=subprocess.DEVNULL)
        bodies = {}
        for line in open(os.path.join(out, "records.jsonl"), encoding="utf-8"):
            record = json.loads(line)
            parts = []
            for section in record["sections"]:
                parts.append(section["heading_surface"] or section["heading"] or "")
                for block in section["blocks"]:
                    parts.append("\n".join(" ".join(row) for row in block["rows"]) if block["kind"] == "table" else block.get("text") or block.get("caption") or "")
            bodies[os.path.splitext(os.path.basename(record["source"]["path"]))[0]] = "\n".join(parts)
        return bodies


def main():
    paths = sorted(glob.glob(os.path.join(ROOT, "fixtures", "pages", "*", "page.html")))
    pages = [decode(open(p, "rb").read()) for p in paths]
    print(f"{len(pages)} fixture pages; {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}\n")
    tools, readers = article_tools(), mention_tools()
    spent, failed = {}, {}
    for _ in range(ROUNDS):
        this = {}
        for name, tool in tools.items():
            this[name, "article"], out, failed[name] = seconds(tool, pages)
            if name == "trafilatura": texts = out
        for name, tool in readers.items():
            more, _, failed[f"trafilatura, then {name}"] = seconds(tool, texts)
            this[f"trafilatura, then {name}", "article, dates and money"] = this["trafilatura", "article"] + more
        this["nianjian convert", "the whole job, to files"] = ours(paths, 20)
        for row, took in this.items(): spent.setdefault(row, []).append(took)
    us = spent["nianjian convert", "the whole job, to files"]
    print("| tool | does | pages a second | times slower | pages failed |\n| --- | --- | ---: | ---: | ---: |")
    for (name, does), took in spent.items():
        rates = ranged([len(pages) / t for t in took], 0)
        ratios = ranged([t / u for t, u in zip(took, us)], 1)
        print(f"| {name} | {does} | {rates} | {ratios} | {failed.get(name, 0)} |")

    truths = sorted(glob.glob(os.path.join(SHARED, "corpus", "truth", "mh_*.json")))
    if not truths:
        print("\nbody quality: skipped, no ../shared")
        return
    wanted = {os.path.basename(f)[:-5]: json.load(open(f, encoding="utf-8"))["text"] for f in truths}
    files = {n: os.path.join(SHARED, "corpus", "pages", n + ".html") for n in wanted}
    print(f"\nbody, mean character 5-gram F1 on {len(wanted)} real pages:")
    for name, tool in tools.items():
        scores = []
        for n, text in wanted.items():
            try: found = tool(decode(open(files[n], "rb").read()))
            except Exception: found = ""
            scores.append(f1(found, text))
        print(f"  {name:18} {sum(scores) / len(scores):.3f}  (below 0.5: {sum(s < 0.5 for s in scores)})")
    bodies = our_bodies(sorted(files.values()))
    scores = [f1(bodies.get(n, ""), text) for n, text in wanted.items()]
    print(f"  {'nianjian':18} {sum(scores) / len(scores):.3f}  (below 0.5: {sum(s < 0.5 for s in scores)})")


if __name__ == "__main__":
    sys.exit(main())
