"""Every page opens at both widths: nothing fails, nothing is cut off, everything has a name and can be read."""

import pytest
from visitor import NARROW, WIDE

CONTROLS = {
    "button", "link", "textbox", "combobox", "checkbox", "slider", "spinbutton", "listbox", "radio", "switch", "tab",
    "menuitem", "searchbox",
}  # fmt: skip
# The contrast of each text with what lies behind it, after WCAG 2.2; large text needs less, disabled controls none.
PALE = """() => {
  const parse = (c) => { const n = c.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
  const light = (c) => { const [r, g, b] = c.map((v) => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
                         return .2126 * r + .7152 * g + .0722 * b; };
  const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3]));
  const behind = (e) => { const layers = [];
    for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
      if (c[3] > 0) layers.push(c); if (c[3] === 1) break; }
    return layers.reverse().reduce((under, c) => over(c, under), [255, 255, 255]); };
  const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.textContent.trim(), e = texts.currentNode.parentElement;
    if (!text || !e || ['SCRIPT', 'STYLE', 'TITLE', 'NOSCRIPT'].includes(e.tagName)) continue;
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    if (!e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || !box.width) continue;
    if (e.closest('[disabled], [aria-disabled=true], .v-input--is-disabled, .skip')) continue;
    const ink = parse(e instanceof SVGElement ? style.fill : style.color), ground = behind(e);
    ink[3] *= e instanceof SVGElement ? Number(style.fillOpacity) : 1;
    const [a, b] = [light(over(ink, ground)), light(ground)].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const ratio = (a + .05) / (b + .05);
    if (ratio < (large ? 3 : 4.5)) found.push(`${ratio.toFixed(1)}: ${text.slice(0, 40)}`);
  }
  return [...new Set(found)];
}"""


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def pages(visiting, request):
    """Each page in turn, played and come to rest."""
    visitor = visiting(size=request.param)
    visitor.opens()
    visitor.waits_for("Finished")

    def each():
        paths = visitor.paths
        assert "/" in paths
        for path in paths:
            visitor.goes_to(path)
            yield path, visitor

    return each


@pytest.mark.timeout(120)
def test_every_page_is_whole_named_and_legible(pages):
    wrong = [f"{path}: {sentence}" for path, visitor in pages() for sentence in faults(visitor)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.timeout(120)
def test_every_page_can_be_opened_by_its_own_address(visitor):
    visitor.opens()
    for path in visitor.paths:
        visitor.opens(path)
        visitor.waits_for("Finished")
        current = visitor.page.locator("[aria-current=page]")
        assert current.count() == 1
        assert visitor.page.locator("nav a", has=current).get_attribute("href") == path


def faults(visitor):
    """What is wrong with the page that is open, in sentences."""
    page = visitor.page
    yield from missing(page)
    wide, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if wide > room:
        yield f"it is {wide} pixels wide and has {room}"
    yield from (f"a {role} has no name" for role in nameless(page))
    yield from (f"too pale, {text}" for text in page.evaluate(PALE))


def missing(page):
    for what, there in (
        ("first heading", page.get_by_role("heading", level=1)),
        ("main part", page.get_by_role("main")),
        ("navigation", page.get_by_role("navigation", name="Pages")),
    ):
        if there.count() != 1:
            yield f"it has {there.count()} of: {what}"
    if page.get_by_role("status").count() == 0:
        yield "it has no line of status"
    if page.get_by_role("main").get_by_role("heading", level=2).count() == 0:
        yield "it has no second heading"
    drawn, told = page.locator(".js-plotly-plot"), page.locator('.js-plotly-plot[role="img"]')
    if drawn.count() != told.count():
        yield f"{drawn.count()} pictures, of which {told.count()} are told of as pictures"
    for label in told.evaluate_all("all => all.map((one) => one.getAttribute('aria-label') ?? '')"):
        if len(label.split()) < 5:
            yield f"a picture is described by {label!r}"


def nameless(page):
    """Roles of controls that a screen reader cannot tell apart, in Chromium's own tree of them."""
    session = page.context.new_cdp_session(page)
    tree = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    for node in tree:
        role = node.get("role", {}).get("value")
        if not node["ignored"] and role in CONTROLS and not node.get("name", {}).get("value", "").strip():
            yield role
