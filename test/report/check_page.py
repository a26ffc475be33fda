"""Checks that a page needs no other file and runs no script but its own: check_page.py PAGE.html

Prints the title, what each buffer tells on hovering (lines joined by |), and the peak.
"""
import base64
import hashlib
import html.parser
import sys

ELEMENTS = set("""html head meta title style body main h1 h2 p dl div dt dd small ul li i table thead tbody tr th td
script svg g path rect line circle text""".split())
EMPTY = {"meta"}
ATTRIBUTES = set("""lang charset http-equiv content name class id role aria-label width height viewbox x y x1 x2 y1 y2 cx
cy r d dy transform text-anchor tabindex""".split())


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.texts, self.policy, self.findings = [], [], "", []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.findings += [f"<{tag}> is not ours"] * (tag not in ELEMENTS)
        self.findings += [f"{name}= is not ours" for name in attributes if name not in ATTRIBUTES]
        if attributes.get("http-equiv") == "Content-Security-Policy":
            self.policy = attributes["content"]
        if tag not in EMPTY:
            self.texts.append((tag, attributes.get("class", ""), []))
            self.open.append(self.texts[-1])

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop()[0] != tag:
            self.findings.append(f"</{tag}> closes another element")

    def handle_data(self, data):
        if self.open:
            self.open[-1][2].append(data)

    def all(self, tag, kind=""):
        return ["".join(parts) for name, names, parts in self.texts if name == tag and kind in names]


def main():
    with open(sys.argv[1], "rb") as file:
        text = file.read().decode("utf-8")
    page = Page()
    page.feed(text)
    page.close()
    findings = page.findings + [f"<{entry[0]}> is not closed" for entry in page.open]
    findings += ["a control character"] * any(ord(c) < 32 and c != "\n" or 127 <= ord(c) < 160 for c in text)
    findings += ["it names an address"] * ("://" in text or "url(" in text or "@import" in text)
    scripts = page.all("script")
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode() if len(scripts) == 1 else "one script"
    if page.policy != f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'":
        findings.append(f"the policy is {page.policy}, the script {digest}")
    if findings:
        sys.exit("\n".join(f"check_page: {finding}" for finding in findings))
    titles = page.all("title")
    print("title:", titles[0])
    for hover in titles[1:]:
        print("hover:", hover.replace("\n", " | "))
    for peak in page.all("text", "peak"):
        print(peak)


if __name__ == "__main__":
    main()
