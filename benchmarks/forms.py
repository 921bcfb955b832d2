"""A page's form as a browser would post it."""

from html.parser import HTMLParser


class Form(HTMLParser):
    """Collects the successful controls of one form; buttons are not pressed."""

    def __init__(self, page: str, form: str) -> None:
        super().__init__()
        self.form, self.inside = form, False
        self.data: dict[str, str] = {}
        self.text = self.select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A control, or the beginning of one."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("id") == self.form
        name = given.get("name", "")
        if not self.inside or (not name and tag != "option") or "-__prefix__-" in name:
            return
        kind = given.get("type", "")
        if tag == "textarea":
            self.text, self.data[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in given or self.select not in self.data):
            self.data[self.select] = given.get("value", "")
        elif tag == "input" and kind not in ("submit", "file") and (
            kind not in ("checkbox", "radio") or "checked" in given
        ):  # fmt: skip
            self.data[name] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        """A text area's text, without the line break that its tag may begin with."""
        if self.text:
            self.data[self.text] += data.removeprefix("\n") if not self.data[self.text] else data

    def handle_endtag(self, tag: str) -> None:
        """The end of a control or of the form."""
        if tag == "textarea":
            self.text = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form":
            self.inside = False
