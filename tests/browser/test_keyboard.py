"""Everything can be done without a mouse, and one always sees where one is."""

import pytest

MOST_TABS = 150
FOCUSED = "document.activeElement"
NAME = """() => { const e = document.activeElement;
  return e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent.trim(); }"""


def tabs_to(visitor, name, back=False):
    """Presses Tab until something with that name has the focus."""
    seen = []
    for _ in range(MOST_TABS):
        visitor.page.keyboard.press("Shift+Tab" if back else "Tab")
        seen.append(visitor.page.evaluate(NAME).strip())
        if seen[-1].startswith(name):
            return
    raise AssertionError(f"Tab never comes to {name!r}, but to {seen}")


def picture_of(visitor, element):
    """How the surroundings of an element look."""
    clip = element.evaluate(
        """e => { while (e.getBoundingClientRect().width < 8) e = e.parentElement;  // as of a slider's own input
             const b = e.getBoundingClientRect();
             return { x: Math.max(0, b.x - 14), y: Math.max(0, b.y - 14), width: b.width + 28, height: b.height + 28 }; }"""
    )
    visitor.page.wait_for_timeout(500)  # what moves when the focus comes or goes
    return visitor.page.screenshot(clip=clip, animations="disabled")


@pytest.fixture
def walker(visitor):
    visitor.opens()
    visitor.waits_for("Finished")
    visitor.page.evaluate("document.activeElement.blur()")
    return visitor


def test_the_first_tab_offers_to_skip_to_the_page(walker):
    walker.page.keyboard.press("Tab")
    assert walker.page.evaluate(NAME) == "Skip to the page"
    assert walker.page.evaluate(f"{FOCUSED}.getBoundingClientRect().x") >= 0


@pytest.mark.timeout(120)
def test_a_run_and_a_lever_by_keyboard_alone(walker):
    tabs_to(walker, "Reset")
    walker.page.keyboard.press("Enter")
    walker.waits_for("Ready.")
    tabs_to(walker, "Play", back=True)
    walker.page.keyboard.press("Enter")
    walker.waits_for("Playing")
    tabs_to(walker, "GP appointments", back=True)
    walker.moves(lambda: walker.page.keyboard.press("ArrowRight"))
    tabs_to(walker, "Show the numbers")
    walker.page.keyboard.press("Enter")
    opened = walker.page.locator(".picture", has=walker.page.get_by_role("button", name="Hide the numbers"))
    opened.get_by_role("table").wait_for()


def test_a_list_is_opened_and_chosen_from_by_keyboard(walker):
    walker.page.get_by_role("textbox", name="Policy").focus()
    before = walker.chosen("Policy")

    def chooses_the_one_before():
        for key in ("Enter", "ArrowUp", "Enter"):
            walker.page.keyboard.press(key)
            walker.page.wait_for_timeout(400)

    walker.moves(chooses_the_one_before)
    assert walker.chosen("Policy") != before


@pytest.mark.timeout(120)
def test_every_page_is_reached_by_keyboard(walker):
    for link in walker.page.get_by_role("navigation", name="Pages").get_by_role("link").all():
        label, path = link.inner_text(), link.get_attribute("href")
        walker.page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
        walker.page.locator("h1").click()  # so that Tab begins at the top
        tabs_to(walker, label)
        walker.page.keyboard.press("Enter")
        walker.page.wait_for_url(f"**{path}*")
        walker.settles()


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "name",
    ["Two worlds", "GP appointments", "Policy", "A private company", "Step a month", "Show the numbers"],
)
def test_one_sees_where_the_focus_is(walker, name):
    tabs_to(walker, name)
    element = walker.page.evaluate_handle(FOCUSED)
    focused = picture_of(walker, element)
    walker.page.keyboard.press("Tab")  # a list keeps its look until the focus is elsewhere
    assert picture_of(walker, element) != focused
