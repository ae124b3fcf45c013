"""A page read by the standard library's parser: what it holds, and whether its elements are closed in order."""

import json
from html.parser import HTMLParser

VOID = {"meta", "br", "img", "input", "wbr", "link", "hr", "source", "base"}


class Element:
    """An element with its attributes, its text and what is in it."""

    def __init__(self, tag, attributes):
        self.tag, self.attributes, self.children, self.texts = tag, attributes, [], []

    @property
    def text(self):
        return "".join(part if isinstance(part, str) else part.text for part in self.texts).strip()

    def all(self, *tags):
        for child in self.children:
            if not tags or child.tag in tags:
                yield child
            yield from child.all(*tags)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = [Element("page", {})]

    def handle_starttag(self, tag, attrs):
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        self.open[-1].texts.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert tag not in VOID, f"</{tag}> closes what holds nothing"
        assert self.open[-1].tag == tag, f"</{tag}> where <{self.open[-1].tag}> is open, line {self.getpos()[0]}"
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].texts.append(data)


def read(html):
    """The page as a tree; wrongly nested or unclosed elements are refused."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert [element.tag for element in reader.open] == ["page"], "elements are left open"
    return reader.open[0]


def by_id(page, name):
    (found,) = (element for element in page.all() if element.attributes.get("id") == name)
    return found


def map_data(page):
    return json.loads(by_id(page, "map-data").text)


def table(page, caption):
    """The cells of the table with this caption, or the only one whose caption begins so, by the name of the row."""
    tables = {next(one.all("caption")).text: one for one in page.all("table")}
    (found,) = [tables[caption]] if caption in tables else [tables[one] for one in tables if one.startswith(caption)]
    rows = [[cell.text for cell in row.all("th", "td")] for row in found.all("tr")]
    return {cells[0]: cells[1:] for cells in rows}
