"""What is not allowed, too much or no setting at all is refused in one plain sentence."""

import http.client
import uuid

import pytest

BASE = "version: 2\nplace: dudley\npeople: 2000\nyears: 1\nreplications: 1\narms: {fees: separate, new: P}\n"
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join(9 * ['*' + a])}]\n" for a, b in zip("abcdefgh", "bcdefghi")
)


def knocks(server, origin):
    """The status that a websocket's handshake from a page of some origin is answered with."""
    asked = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    headers = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", **({"Origin": origin} if origin else {}),
    }  # fmt: skip
    try:
        asked.request("GET", f"/jupyter/api/kernels/{uuid.uuid4()}/channels?session_id=1", headers=headers)
        return asked.getresponse().status
    finally:
        asked.close()


def test_pages_of_others_may_not_talk_to_the_server(server):
    for origin in (
        "http://evil.example",
        f"http://evil.example:{server.port}",
        "null",
        "http://localhost:1",
        None,
    ):
        assert knocks(server, origin) == 403, origin
    for name in ("localhost", "127.0.0.1"):
        assert knocks(server, f"http://{name}:{server.port}") == 101


def test_a_proxy_before_the_server_may_be_named(serving):
    server = serving("--origin", "https://joinedup.example.org/")
    assert knocks(server, "https://joinedup.example.org") == 101
    assert knocks(server, "http://joinedup.example.org") == 403


@pytest.mark.parametrize("path", ["/", "/readyz", "/static/assets/plotly.min.js"])
def test_every_answer_says_what_a_page_may_load(server, path):
    answer = answers(server, path)
    assert answer.status == 200
    policy = answer.getheader("content-security-policy")
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy.replace("https:", "http:").replace("'self'", "")
    assert answer.getheader("x-content-type-options") == "nosniff"


def test_counts_of_all_visitors_are_nobodys_business(server):
    assert answers(server, "/resourcez").status == 404


def answers(server, path):
    asked = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        asked.request("GET", path)
        answer = asked.getresponse()
        answer.read()
        return answer
    finally:
        asked.close()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("people=300000", "300,000 people are more than this server plays; choose at most 20,000"),
        ("people=2000&years=40", "40 years are more than this server plays; choose at most 15"),
        ("people=1e400", "people is '1e400' in the link; it must be a number"),
        ("people=-5", "people"),
        ("place=/etc/passwd", "no place '/etc/passwd'"),
        ("beds=3", "the link names 'beds', which is no lever"),
        ("policy=<script>alert(1)</script>", "no policy '<script>"),
        ("practice.slots_per_1000=1e9", "slots_per_1000"),
    ],
)
def test_a_link_that_asks_too_much_or_nonsense_is_told_so(visitor, query, said):
    visitor.opens(query="?" + query + "&replications=1")
    assert_plain(visitor.complaint, said)
    visitor.presses("Cancel")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (BASE.replace("dudley", "/etc/passwd").encode(), "no place '/etc/passwd'"),
        (BASE.replace("dudley", "{like: ../../secret.yaml}").encode(), "no place"),
        (BASE.replace("2000", "300000").encode(), "300,000 people are more than this server plays"),
        (BASE.replace("years: 1", "years: 40").encode(), "40 years are more than this server plays"),
        (BASE.replace("2000", "many").encode(), "people is 'many'; it must be a whole number"),
        ((BOMB + BASE.replace("dudley", "*i")).encode(), "no YAML file"),
        (("x: " + 5_000 * "[").encode(), "no YAML file"),
        (bytes(range(256)) * 8, "no YAML file"),
        (b"", "no question file"),
        (b"x" * 3_000_000, "longer than 64 kB"),
        ((BASE + "design: {kind: table, file: /etc/passwd}\n").encode(), "more than this page can show (design)"),
        (b"!!python/object/apply:os.system ['true']", "no YAML file"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_setting_is_told_so_and_changes_nothing(idle, content, said):
    before = idle.query
    idle.hands_in("wrong.yaml", content)
    idle.page.get_by_role("alert").filter(has_text=said[:20]).first.wait_for()
    assert_plain(idle.complaint.removeprefix("wrong.yaml: "), said)
    assert "root:" not in idle.page.locator("body").inner_text()
    assert idle.query == before


@pytest.fixture(scope="module")
def idle(browser, server):
    """A visitor who has played, and opens one file after the other."""
    from visitor import Visitor

    visitor = Visitor(browser, server)
    visitor.opens()
    visitor.waits_for("Finished")
    yield visitor
    assert not visitor.wrong
    assert "Traceback" not in server.said, server.said
    visitor.leaves()


def assert_plain(sentence, said):
    assert said in sentence
    assert len(sentence) < 600
    assert not any(word in sentence for word in ("Traceback", "Error", "object at", "\n")), sentence
