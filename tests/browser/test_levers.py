"""Every lever can be moved to both of its ends, and the worlds are played to the end there."""

import pytest
from visitor import digests


@pytest.mark.timeout(240)
def test_every_slider_goes_to_both_ends(visitor):
    visitor.opens()
    visitor.waits_for("Finished")
    sliders = visitor.levers.get_by_role("slider")
    assert sliders.count() >= 10
    found = set()
    for at in range(sliders.count()):
        name = sliders.nth(at).get_attribute("aria-label")
        for key, end in (("Home", "aria-valuemin"), ("End", "aria-valuemax")):
            slider = sliders.nth(at)
            slider.focus()
            if slider.get_attribute("aria-valuenow") != slider.get_attribute(end):
                visitor.moves(lambda key=key: visitor.page.keyboard.press(key))
            assert slider.get_attribute("aria-valuenow") == slider.get_attribute(end), name
            found.add(digests(visitor.setting.as_question()))
    # terms of other forms than the chosen one do nothing, at either end
    assert len(found) >= 10, "next to no lever does anything"


@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    "label", ["Place", "People", "Policy", "Years after the switch", "Whose records can be opened"]
)
def test_every_list_can_be_set_to_its_first_and_last(visitor, label):
    visitor.opens()
    visitor.waits_for("Finished")
    options = visitor.options(label)
    assert len(options) > 1
    for option in (options[-1], options[0]):
        if visitor.chosen(label) != option:
            visitor.moves(lambda option=option: visitor.chooses(label, option))
        assert visitor.chosen(label) == option


@pytest.mark.timeout(120)
def test_every_box_can_be_ticked_and_unticked(visitor):
    visitor.opens()
    visitor.waits_for("Finished")
    boxes = visitor.levers.get_by_role("checkbox", disabled=False)
    assert boxes.count() >= 2
    for at in range(boxes.count()):
        before = visitor.query
        for _ in range(2):
            visitor.moves(lambda at=at: boxes.nth(at).click(force=True))
        assert visitor.query == before
