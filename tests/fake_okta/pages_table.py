"""The addresses of the pages, from the application itself: what is not in its own map does not exist."""

from fake_okta.assumptions import OktaAssumptions
from fake_okta.pages.app import create_pages
from tests.fake_okta.estate import Estate

CONSOLE = ("/admin", "/report")


def filled_in(rule, app="crm", user="ada@acme.test"):
    """An address of the map with something in each of its places."""
    values = {
        "<app>": app,
        "<app_id>": app,
        "<path:app>": app,
        "<user>": user,
        "<nonce>": "x",
        "<path:filename>": "page.css",
    }
    values |= {"<any(saml2, wsfed):how>": "saml2", "<_app_id>": "x", "<_name>": "any"}
    for place, value in values.items():
        rule = rule.replace(place, value)
    assert "<" not in rule, f"what belongs into {rule}?"
    return rule


def pages():
    """Each method and address as the map has it."""
    okta = Estate(OktaAssumptions(), b"pages", "acme").okta
    rules = create_pages(okta, lambda login, password: False).url_map.iter_rules()
    return sorted((one.rule, method) for one in rules for method in one.methods - {"HEAD", "OPTIONS"})


PAGES = pages()
CONSOLE_PAGES = [(rule, method) for rule, method in PAGES if rule.startswith(CONSOLE)]
