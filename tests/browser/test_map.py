"""The referral map is edited in a browser, and what is then played is what the model itself gives for that map."""

import pytest

MIDDLE = """name => {
  const plot = document.querySelector('.js-plotly-plot'), {left, top} = plot.getBoundingClientRect();
  const trace = plot.data.find((t) => t.name === name), {xaxis, yaxis} = plot._fullLayout;
  return {x: left + xaxis._offset + xaxis.d2p(trace.x[0]), y: top + yaxis._offset + yaxis.d2p(trace.y[0])};
}"""


def stands_on_the_map(visitor):
    visitor.opens("/map")
    visitor.waits_for("Finished")
    visitor.page.locator(".js-plotly-plot .point").first.wait_for(state="attached")
    visitor.settles()


@pytest.mark.timeout(240)
def test_a_map_is_edited_and_played_again_and_the_edits_undone(visitor):
    stands_on_the_map(visitor)
    before = visitor.digests
    link = next(o for o in visitor.options("Choose a provider or link") if "↔ Russells" in o)
    practice = link.split()[2]
    visitor.chooses("Choose a provider or link", link)
    visitor.button("Give it shared records").wait_for()
    visitor.moves(lambda: visitor.presses("Give it shared records"))
    assert visitor.digests != before
    field = visitor.page.get_by_label("At most so many requests a month")
    field.fill("5")
    field.press("Tab")
    visitor.moves(lambda: visitor.presses("Cap it"))
    visitor.presses("Close this link")
    assert "patients are sent both ways" in visitor.complaint
    assert not visitor.complaint.startswith("setting:")
    visitor.chooses("Choose a provider or link", f"general practice {practice}")
    visitor.moves(lambda: visitor.presses(f"Close {practice}"))
    assert visitor.setting.edits.closed == (practice,)
    visitor.moves(lambda: visitor.presses("Undo all"))
    assert visitor.digests == before


@pytest.mark.timeout(120)
def test_a_click_on_a_provider_does_what_the_list_does(visitor):
    stands_on_the_map(visitor)
    at = visitor.page.evaluate(MIDDLE, "hospital")
    visitor.page.mouse.click(at["x"], at["y"])
    visitor.button("Close RNA").wait_for()
    assert visitor.chosen("Choose a provider or link").startswith("Russells Hall Hospital")
    visitor.presses("Close RNA")
    assert "no hospital left; leave at least one open" in visitor.complaint
